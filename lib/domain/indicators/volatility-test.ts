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

const ATR_PERIOD = 14
const THRESHOLD_CANDLES = 50
const THRESHOLD_FACTOR = 1.5
const BAND_PERIOD = 20
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
  const early: number[] = []
  candles.forEach((candle, index) => {
    range.update(candle)
    bands.update(candle.close)
    returns.update(candle.close)
    if (index < THRESHOLD_CANDLES && range.value !== null && range.value !== 0) early.push(range.value)
  })
  const measured = {
    atr: range.value,
    atrThreshold: candles.length < THRESHOLD_CANDLES ? null : thresholdOf(early),
    bandWidthPct: bands.value === null ? null : bandWidthPct(bands.value),
    historicalVolatility: returns.value,
  }
  return { ...measured, trigger: triggerOf(measured) }
}

const thresholdOf = (early: readonly number[]): number | null =>
  early.length === 0 ? null : (early.reduce((sum, value) => sum + value, 0) / early.length) * THRESHOLD_FACTOR

function triggerOf(measured: Omit<VolatilityTest, 'trigger'>): VolatilityTrigger | null {
  const { atr, atrThreshold } = measured
  if (atr !== null && atrThreshold !== null && atr > atrThreshold) return 'atr'
  if ((measured.bandWidthPct ?? 0) > WIDEST_BANDS_PCT) return 'band-width'
  return (measured.historicalVolatility ?? 0) > HIGHEST_VOLATILITY ? 'historical-volatility' : null
}
