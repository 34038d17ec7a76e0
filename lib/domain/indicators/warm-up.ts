/**
 * Counts of closed candles by indicator (trading reference, section 4). `stable` is the candle from which the figure is what its name
 * says; `settled` the one from which a condition may act on it, when what an exponential average still keeps of its seed is negligible.
 */
export const warmUp = {
  ema: (period: number) => ({ stable: period, settled: 3 * period }),
  sma: (period: number) => ({ stable: period, settled: period }),
  trueRange: () => ({ stable: 1, settled: 1 }),
  wilderAtr: (period: number) => ({ stable: period, settled: 5 * period }),
  emaAtr: (period: number) => ({ stable: period, settled: period }),
  rsi: (period: number) => ({ stable: period + 1, settled: 5 * period }),
  bollinger: (period: number) => ({ stable: period, settled: period }),
  historicalVolatility: (period: number) => ({ stable: period + 1, settled: period + 1 }),
  declineVelocity: () => ({ stable: 30, settled: 30 }),
} as const

/** A period is a whole number of candles; anything else is a fault of the caller. */
export function checkedPeriod(period: number, least = 1): number {
  if (!Number.isSafeInteger(period) || period < least) {
    throw new RangeError(`a period is a whole number of at least ${least}, not ${period}`)
  }
  return period
}
