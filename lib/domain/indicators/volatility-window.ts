import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import {
  ATR_PERIOD,
  BAND_PERIOD,
  THRESHOLD_CANDLES,
  thresholdOf,
  triggerOf,
  type VolatilityTest,
} from './volatility-test'

/**
 * `testVolatility` of the candles `start` up to, not including, `end` of a series, read from its columns without an object for each: it
 * is asked at every tick of a back-test. Agrees with the streaming form to the last few digits.
 */
export function volatilityOfWindow(candles: CandleSeries, start: number, end: number): VolatilityTest {
  const count = end - start
  const { atr, earlySum, earlyCount } = ranges(candles, start, end)
  const measured = {
    atr: count < ATR_PERIOD ? null : atr,
    atrThreshold: count < THRESHOLD_CANDLES ? null : thresholdOf(earlySum, earlyCount),
    bandWidthPct: count < BAND_PERIOD ? null : bandWidth(candles.close, end),
    historicalVolatility: count <= BAND_PERIOD ? null : deviationOfReturns(candles.close, end),
  }
  return { ...measured, trigger: triggerOf(measured) }
}

/** The average true range at the end, and what its values early in the window add up to; zeros do not count. */
function ranges({ high, low, close }: CandleSeries, start: number, end: number) {
  // Read once: the loop below runs at every tick.
  const [first, early, weight] = [ATR_PERIOD - 1, THRESHOLD_CANDLES, 2 / (ATR_PERIOD + 1)]
  let atr = (high[start] ?? NaN) - (low[start] ?? NaN)
  let earlySum = 0
  let earlyCount = 0
  for (let i = start + 1; i < end; i++) {
    const before = close[i - 1] ?? NaN
    const top = high[i] ?? NaN
    const bottom = low[i] ?? NaN
    // Of high less low, and the distances of both from the close before, the largest.
    const range = (top > before ? top : before) - (bottom < before ? bottom : before)
    atr = weight * range + (1 - weight) * atr
    const index = i - start
    if (index >= first && index < early && atr !== 0) {
      earlySum += atr
      earlyCount += 1
    }
  }
  return { atr, earlySum, earlyCount }
}

/** Width of the bands, two sample deviations to both sides, in percent of their middle; null around zero. */
function bandWidth(close: Float64Array, end: number): number | null {
  const period = BAND_PERIOD
  let sum = 0
  for (let i = end - period; i < end; i++) sum += close[i] ?? NaN
  const mean = sum / period
  let squares = 0
  for (let i = end - period; i < end; i++) squares += ((close[i] ?? NaN) - mean) ** 2
  return mean === 0 ? null : ((4 * Math.sqrt(squares / (period - 1))) / mean) * 100
}

/** Sample deviation of the last logarithmic returns, in percent. */
function deviationOfReturns(close: Float64Array, end: number): number {
  const first = end - BAND_PERIOD
  // The returns of a window add up to the return over it.
  const mean = Math.log((close[end - 1] ?? NaN) / (close[first - 1] ?? NaN)) / BAND_PERIOD
  let squares = 0
  for (let i = first; i < end; i++) {
    squares += (Math.log((close[i] ?? NaN) / (close[i - 1] ?? NaN)) - mean) ** 2
  }
  return Math.sqrt(squares / (BAND_PERIOD - 1)) * 100
}
