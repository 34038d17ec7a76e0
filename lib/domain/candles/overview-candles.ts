import type { CandleSeries } from './candle-series'

/** A candle of a chart: opening time in seconds UTC, as charts count it. */
export type ChartCandle = {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Lengths that a chart's candles may have, in minutes; all divide a day or are whole days. */
const minutes = [1, 5, 15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 4_320, 7_200, 10_080, 20_160, 43_200]

/**
 * The whole series in at most about `most` candles of equal length. A candle is drawn from the bars that are there, also where some of its bars
 * are missing: it is a picture, nothing decides by it.
 */
export function overviewCandles(series: CandleSeries, most: number): ChartCandle[] {
  const { barMs, length, openTime } = series
  const span = (openTime[length - 1] ?? 0) - (openTime[0] ?? 0) + barMs
  const fitting = minutes.map((count) => count * 60_000).find((ms) => ms >= barMs && span / ms <= most)
  const step = Math.max(barMs, fitting ?? Math.ceil(span / most / 86_400_000) * 86_400_000)
  const candles: ChartCandle[] = []
  for (let i = 0; i < length;) {
    const opened = Math.floor((openTime[i] ?? 0) / step) * step
    const start = i
    let high = -Infinity
    let low = Infinity
    for (; i < length && (openTime[i] ?? 0) < opened + step; i++) {
      high = Math.max(high, series.high[i] ?? NaN)
      low = Math.min(low, series.low[i] ?? NaN)
    }
    candles.push({
      ...{ time: opened / 1_000, open: series.open[start] ?? NaN, high, low },
      close: series.close[i - 1] ?? NaN,
    })
  }
  return candles
}
