import { seriesOf } from '@/lib/domain/candles/bars'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import type { CandleHistory } from '@/lib/ports/candle-history'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { unavailable, venueLoader, type CcxtMarketOptions } from './client'
import { readBars } from './read-prices'
import { venues, type CcxtExchangeId } from './venues'

export type CcxtHistoryOptions = CcxtMarketOptions & {
  /** Milliseconds between two pages, so that the prices of running bots never wait behind a long history. */
  readonly pauseMs?: number
}

/** No perpetual of these venues is older. */
const FIRST_LISTING = Date.UTC(2019, 0, 1)
/** What every one of these venues gives at once. */
const PAGE_BARS = 1_000

/** The public candle history of a venue through ccxt, without a key: one page after the other, whoever asks. */
export function ccxtHistory(exchangeId: CcxtExchangeId, options: CcxtHistoryOptions = {}): CandleHistory {
  const venue = venues[exchangeId]
  const now = options.now ?? Date.now
  const load = venueLoader(venue, options, now)
  const inTurn = queue(options.pauseMs ?? 200)
  return {
    pageBars: PAGE_BARS,
    listedSince: async (symbol) => {
      const market = (await load()).markets.get(symbol)
      return market === undefined ? null : (market.created ?? FIRST_LISTING)
    },
    page: (symbol, timeframe, from, to) =>
      inTurn(async () => {
        const { client, markets } = await load()
        if (!markets.has(symbol)) throw new MarketDataUnavailable(`${venue.id} does not list ${symbol}`)
        try {
          const until = venue.candlesUntil ? { until: to - 1 } : {}
          const rows = await client.fetchOHLCV(symbol, timeframe, from, PAGE_BARS, until)
          const barMs = timeframeMs[timeframe]
          return seriesOf(readBars(rows, symbol, from, to, now(), barMs), barMs)
        } catch (error) {
          throw unavailable(venue, error)
        }
      }),
  }
}

/** Runs one piece of work after the other, with a pause after each. */
function queue(pauseMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine
      .catch(() => undefined)
      .then(() => new Promise((resolve) => setTimeout(resolve, pauseMs).unref()))
    return mine
  }
}
