import { emptySeries, firstIndexFrom, type CandleSeries } from './candle-series'
import { candleOpen, timeframeMs, type Timeframe } from './timeframe'

/**
 * Merges bars into candles of a longer timeframe. A candle that lacks any of its bars is left out, so that a gap stays a gap; one whose
 * bars have not all come yet is not there yet. The same bars give the same candles, to the last digit. Bars that do not divide the
 * timeframe give none.
 */
export function aggregateCandles(bars: CandleSeries, timeframe: Timeframe): CandleSeries {
  const length = timeframeMs[timeframe]
  const perCandle = length / bars.barMs
  if (perCandle === 1) return bars
  if (!Number.isInteger(perCandle)) return emptySeries(length, 0)
  const merged = emptySeries(length, Math.ceil(bars.length / perCandle) + 1)
  let count = 0
  for (let start = 0; start < bars.length;) {
    const openTime = candleOpen(bars.openTime[start] ?? NaN, timeframe)
    let end = start
    while (end < bars.length && (bars.openTime[end] ?? NaN) < openTime + length) end++
    if (end - start === perCandle) merge(merged, count++, bars, start, end)
    start = end
  }
  return window(merged, 0, count)
}

/** The last `count` candles that had closed by the instant `at`; fewer where the series does not reach back so far. */
export function closedCandles(series: CandleSeries, count: number, at: number): CandleSeries {
  const end = firstIndexFrom(series, at - series.barMs + 1)
  return window(series, Math.max(0, end - count), end)
}

/** A view of the candles `start` up to, not including, `end`; nothing is copied. */
export function window(series: CandleSeries, start: number, end: number): CandleSeries {
  return {
    barMs: series.barMs,
    length: end - start,
    openTime: series.openTime.subarray(start, end),
    open: series.open.subarray(start, end),
    high: series.high.subarray(start, end),
    low: series.low.subarray(start, end),
    close: series.close.subarray(start, end),
    volume: series.volume.subarray(start, end),
  }
}

function merge(merged: CandleSeries, at: number, bars: CandleSeries, start: number, end: number): void {
  let high = -Infinity
  let low = Infinity
  let volume = 0
  for (let i = start; i < end; i++) {
    high = Math.max(high, bars.high[i] ?? NaN)
    low = Math.min(low, bars.low[i] ?? NaN)
    volume += bars.volume[i] ?? NaN
  }
  merged.openTime[at] = bars.openTime[start] ?? NaN
  merged.open[at] = bars.open[start] ?? NaN
  merged.high[at] = high
  merged.low[at] = low
  merged.close[at] = bars.close[end - 1] ?? NaN
  merged.volume[at] = volume
}
