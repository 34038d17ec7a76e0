import type { CandleSeries } from './candle-series'
import { emptySeries, firstIndexFrom } from './candle-series'

/** One bar as a record; the same shape that a market feed gives. */
type Bar = {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** The bars of a series with `from <= openTime` and `openTime + barMs <= to`, as records. */
export function barsBetween(series: CandleSeries, from: number, to: number): readonly Bar[] {
  const first = firstIndexFrom(series, from)
  const end = firstIndexFrom(series, to - series.barMs + 1)
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => barAt(series, first + i))
}

/** Ascending bars of one length as a series of columns. */
export function seriesOf(bars: readonly Bar[], barMs: number): CandleSeries {
  const series = emptySeries(barMs, bars.length)
  bars.forEach((bar, index) => {
    series.openTime[index] = bar.openTime
    series.open[index] = bar.open
    series.high[index] = bar.high
    series.low[index] = bar.low
    series.close[index] = bar.close
    series.volume[index] = bar.volume
  })
  return series
}

function barAt(series: CandleSeries, index: number): Bar {
  return {
    openTime: series.openTime[index] ?? NaN,
    open: series.open[index] ?? NaN,
    high: series.high[index] ?? NaN,
    low: series.low[index] ?? NaN,
    close: series.close[index] ?? NaN,
    volume: series.volume[index] ?? NaN,
  }
}
