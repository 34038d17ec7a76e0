import type { Route } from 'next'
import type { BacktestData, BacktestRequest } from '@/lib/backtests/request'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { pairsWith } from '@/lib/domain/sweep/candidates'
import type { SweepRow } from '@/lib/domain/sweep/sweep-result'
import type { ReadySweep } from './draft'

/** A candidate as a back-test of its own: its settings over the whole of the sweep's candles. */
export function requestOf({ config, plan, candles }: ReadySweep, row: SweepRow): BacktestRequest {
  const pairs = pairsWith(config.pairs, plan.axes, { id: row.id, values: row.values })
  const [{ timeframe, from, to } = { timeframe: '5m' as const, from: 0, to: 0 }] = candles.values()
  return { data: { source: sourceOf(candles), timeframe, from, to }, config: { ...config, pairs } }
}

function sourceOf(candles: ReadySweep['candles']): BacktestData['source'] {
  const [first] = candles.values()
  if (first !== undefined && first.source.kind !== 'upload') return first.source
  const files = [...candles].flatMap(([symbol, { source, timeframe }]) =>
    source.kind === 'upload'
      ? [[symbol, { id: source.uploadId, name: '', barMs: timeframeMs[timeframe] }] as const]
      : [],
  )
  return { kind: 'files', files: Object.fromEntries(files) }
}

/** The form of a back-test, filled in with this request. */
export const backtestHref = (request: BacktestRequest): Route => `/backtests/new?${queryOf(request)}` as Route

/** The form of a bot, filled in with the pairs of this request. */
export const botHref = (request: BacktestRequest): Route => `/bots/new?${queryOf(request)}` as Route

const queryOf = (request: BacktestRequest): string =>
  new URLSearchParams({ request: JSON.stringify(request) }).toString()
