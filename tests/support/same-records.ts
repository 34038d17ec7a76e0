import { backtestInput } from '@/lib/backtests/backtest-input'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { ReplayConfig } from '@/lib/replay/config'
import { replayWithBooks } from '@/scripts/replay-candles'
import { recordsOf } from './replay-books'

/** Runs a configuration as a back-test and through the whole tick path, and compares what both have booked, record by record. */
export async function sameRecords(
  databaseUrl: string,
  config: ReplayConfig,
  series: ReadonlyMap<string, CandleSeries>,
) {
  const input = backtestInput(config, series)
  const run = recordsOf(runBacktest(input), input)
  const { books } = await replayWithBooks(databaseUrl, config, series)
  expect(run.trades).toEqual(books.trades)
  expect(run.deals).toEqual(books.deals)
  expect(run.funding).toEqual(books.funding)
  expect(run.wallet).toBe(books.venueWallet)
  expect(run.orders).toEqual(books.orders)
  expect([...run.refusals].sort()).toEqual(books.refusals.map(({ cause, count }) => [cause, count]).sort())
  return run
}
