import { EmaAtr } from './atr'
import { bandWidthPct, Bollinger } from './bollinger'
import type { Candle } from './candle'
import { HistoricalVolatility } from './historical-volatility'

export type VolatilityTrigger = 'atr' | 'band-width' | 'historical-volatility'

/** What the volatility test looked at; null = too few candles. Ranges in price units, width and volatility in percent. */
export type VolatilityTest = {
  readonly atr: number | null
  readonly atrThreshold: number | null
  readonly bandWidthPct: number | null
  readonly historicalVolatility: number | null
  /** The first measure beyond its limit; null = calm. */
  readonly trigger: VolatilityTrigger | null
}

export const ATR_PERIOD = 14
/** How many candles at the beginning of the window the range is measured against. */
export const THRESHOLD_CANDLES = 50
const THRESHOLD_FACTOR = 1.5
export const BAND_PERIOD = 20
const WIDEST_BANDS_PCT = 8
const HIGHEST_VOLATILITY = 5

/**
 * The martingale strategy's volatility test over a window of closed candles, oldest first (trading reference, section 4): the range now
 * against 1.5 times its own mean early in the window, then the width of the bands, then historical volatility.
 */
export function testVolatility(candles: readonly Candle[]): VolatilityTest {
  const range = new EmaAtr(ATR_PERIOD)
  const bands = new Bollinger(BAND_PERIOD, 2, 'sample')
  const returns = new HistoricalVolatility(BAND_PERIOD)
  let earlySum = 0
  let earlyCount = 0
  candles.forEach((candle, index) => {
    range.update(candle)
    bands.update(candle.close)
    returns.update(candle.close)
    if (index >= THRESHOLD_CANDLES || range.value === null || range.value === 0) return
    earlySum += range.value
    earlyCount += 1
  })
  const measured = {
    atr: range.value,
    atrThreshold: candles.length < THRESHOLD_CANDLES ? null : thresholdOf(earlySum, earlyCount),
    bandWidthPct: bands.value === null ? null : bandWidthPct(bands.value),
    historicalVolatility: returns.value,
  }
  return { ...measured, trigger: triggerOf(measured) }
}

/** The range beyond which a market counts as wild, from the sum and number of its early values; null without any. */
export const thresholdOf = (sum: number, count: number): number | null =>
  count === 0 ? null : (sum / count) * THRESHOLD_FACTOR

/** The first measure beyond its limit; one that is not known or zero never is. */
export function triggerOf(measured: Omit<VolatilityTest, 'trigger'>): VolatilityTrigger | null {
  const { atr, atrThreshold } = measured
  if (atr !== null && atrThreshold !== null && atr > atrThreshold) return 'atr'
  if ((measured.bandWidthPct ?? 0) > WIDEST_BANDS_PCT) return 'band-width'
  return (measured.historicalVolatility ?? 0) > HIGHEST_VOLATILITY ? 'historical-volatility' : null
}
