import { firstIndexFrom, type CandleSeries } from './candle-series'

/** Extremes of closed bars. `until` is when the last of them closed, milliseconds since the epoch. */
export type BarRange = { readonly high: number; readonly low: number; readonly until: number }

/** Highest high and lowest low of the bars that opened at or after `since` and had closed by `at`; null where there is none. */
export function barRange(series: CandleSeries, since: number, at: number): BarRange | null {
  const start = firstIndexFrom(series, since)
  const end = firstIndexFrom(series, at - series.barMs + 1)
  if (end <= start) return null
  let high = -Infinity
  let low = Infinity
  for (let i = start; i < end; i++) {
    high = Math.max(high, series.high[i] ?? NaN)
    low = Math.min(low, series.low[i] ?? NaN)
  }
  return { high, low, until: (series.openTime[end - 1] ?? NaN) + series.barMs }
}

const DAY_MS = 86_400_000

/** Quote coin traded in the 24 hours before `at`, each bar at its close; null where the series does not cover them from the start. */
export function volumeOfDay(series: CandleSeries, at: number): number | null {
  const start = firstIndexFrom(series, at - DAY_MS)
  const end = firstIndexFrom(series, at - series.barMs + 1)
  const first = series.openTime[start]
  if (end <= start || first === undefined || first >= at - DAY_MS + series.barMs) return null
  let volume = 0
  for (let i = start; i < end; i++) volume += (series.volume[i] ?? NaN) * (series.close[i] ?? NaN)
  return volume
}
