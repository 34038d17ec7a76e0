import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { firstIndexFrom } from '@/lib/domain/candles/candle-series'
import type { ObjectiveName } from './objective'

export type Part = 'inSample' | 'outOfSample'

/** Candles of one stretch of time, by symbol; views into the whole, nothing is copied. `to` is the end of the last bar. */
export type SamplePart = {
  readonly from: number
  readonly to: number
  readonly candles: number
  readonly series: ReadonlyMap<string, CandleSeries>
}

export type Split = { readonly at: number } & Readonly<Record<Part, SamplePart>>

/**
 * Cuts candles of one bar length in two by time: the first `inSamplePct` percent of the time, and what comes after. No bar is in both,
 * none reaches over the cut. Null where a symbol would have no candles in one of them.
 */
export function splitSeries(series: ReadonlyMap<string, CandleSeries>, inSamplePct: number): Split | null {
  const all = [...series.values()]
  const barMs = all[0]?.barMs ?? 0
  const from = Math.min(...all.map(({ openTime }) => openTime[0] ?? Infinity))
  const to = Math.max(...all.map(endOf))
  const at = from + Math.floor(((to - from) * inSamplePct) / 100 / barMs) * barMs
  const inSample = partOf(series, (one) => [0, firstIndexFrom(one, at - one.barMs + 1)])
  const outOfSample = partOf(series, (one) => [firstIndexFrom(one, at), one.length])
  return inSample === null || outOfSample === null ? null : { at, inSample, outOfSample }
}

const DAY_MS = 86_400_000

/** Why candidates cannot be ranked by this objective on these parts, as a sentence; null = they can. */
export function objectiveFault(objective: ObjectiveName, { inSample: { from, to } }: Split): string | null {
  const days = (to - from) / DAY_MS
  if (objective !== 'sharpe' || days >= 30) return null
  return `The Sharpe ratio needs at least 30 days in sample; these are ${days.toFixed(1)}. Choose another objective or more candles.`
}

const endOf = ({ openTime, length, barMs }: CandleSeries): number =>
  (openTime[length - 1] ?? -Infinity) + barMs

function partOf(
  series: ReadonlyMap<string, CandleSeries>,
  rangeOf: (series: CandleSeries) => readonly [from: number, to: number],
): SamplePart | null {
  const cut = new Map([...series].map(([symbol, one]) => [symbol, viewOf(one, ...rangeOf(one))]))
  const views = [...cut.values()]
  if (views.length === 0 || views.some(({ length }) => length === 0)) return null
  return {
    from: Math.min(...views.map(({ openTime }) => openTime[0] ?? Infinity)),
    to: Math.max(...views.map(endOf)),
    candles: views.reduce((sum, { length }) => sum + length, 0),
    series: cut,
  }
}

/** The bars from index `from` to before `to` of a series, sharing its memory. */
function viewOf(series: CandleSeries, from: number, to: number): CandleSeries {
  const view = (column: Float64Array) => column.subarray(from, to)
  return {
    barMs: series.barMs,
    length: Math.max(0, to - from),
    openTime: view(series.openTime),
    open: view(series.open),
    high: view(series.high),
    low: view(series.low),
    close: view(series.close),
    volume: view(series.volume),
  }
}
