import { emptySeries, type CandleSeries } from './candle-series'

/** Parts of one series, each after the one before, as a whole. All are of `barMs`. */
export function joinSeries(barMs: number, parts: readonly CandleSeries[]): CandleSeries {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const whole = emptySeries(
    barMs,
    parts.reduce((sum, { length }) => sum + length, 0),
  )
  let at = 0
  for (const part of parts) {
    for (const column of columns) whole[column].set(part[column], at)
    at += part.length
  }
  return whole
}

const columns = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const
