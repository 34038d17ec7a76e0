import { aggregateCandles, window } from '@/lib/domain/candles/aggregate-candles'
import { seriesOf } from '@/lib/domain/candles/bars'
import { emptySeries, firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { candleOpen, timeframeMs, type Timeframe } from '@/lib/domain/candles/timeframe'
import type { Bar } from '@/lib/ports/market-data'

type ReadBars = (symbol: string, from: number, to: number) => Promise<readonly Bar[]>

/** Series kept in memory: a few timeframes of each symbol that bots look at. */
const KEPT = 64

/** A kept series that has grown to this many times what is asked for is cut to that. */
const CUT_AT = 4

/**
 * Candles of every timeframe for a feed that has only its bars. What was merged before is kept: a bot that asks for three months of
 * hourly candles at every tick costs one new candle an hour.
 */
export function candlesOfBars(barMs: number, readBars: ReadBars) {
  const kept = new Map<string, CandleSeries>()
  return async (symbol: string, timeframe: Timeframe, count: number, at: number): Promise<CandleSeries> => {
    const length = timeframeMs[timeframe]
    const end = candleOpen(at, timeframe)
    const first = end - count * length
    const key = `${symbol} ${timeframe}`
    const known = reusable(kept.get(key), first, end)
    const from = known?.until ?? first
    const bars = from < end ? seriesOf(await readBars(symbol, from, end), barMs) : emptySeries(barMs, 0)
    const fresh = aggregateCandles(bars, timeframe)
    const whole = known === null ? fresh : joined(known.series, fresh)
    const isLong = whole.length > CUT_AT * count
    const series = isLong ? window(whole, firstIndexFrom(whole, first), whole.length) : whole
    kept.delete(key)
    kept.set(key, series)
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break
      kept.delete(oldest)
    }
    // What is remembered from before the window is no part of the answer: it must not depend on what was asked earlier.
    return window(series, firstIndexFrom(series, first), firstIndexFrom(series, end))
  }
}

/** What of a kept series serves a question from `first` to `end`; a gap at its end may still be filled, so that reading goes on there. */
function reusable(series: CandleSeries | undefined, first: number, end: number) {
  if (series === undefined || series.length === 0) return null
  const oldest = series.openTime[0] ?? NaN
  const until = (series.openTime[series.length - 1] ?? NaN) + series.barMs
  // A series that begins later may only lack what its source lacks; asking again is the safe answer.
  if (oldest > first || until < first || until > end) return null
  return { series, until }
}

function joined(before: CandleSeries, after: CandleSeries): CandleSeries {
  if (after.length === 0) return before
  const series = emptySeries(before.barMs, before.length + after.length)
  for (const column of ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const) {
    series[column].set(before[column], 0)
    series[column].set(after[column], before.length)
  }
  return series
}
