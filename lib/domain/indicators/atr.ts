import type { PriceRange } from './candle'
import { Ema, emaSeries } from './ema'
import { trueRange, trueRangeSeries } from './true-range'
import { checkedPeriod, warmUp } from './warm-up'

/**
 * Average true range after Wilder, streaming: the mean of the first n true ranges, then `(atr*(n-1) + range)/n`. Price units; null
 * before candle n.
 */
export class WilderAtr {
  private readonly waits: { readonly stable: number; readonly settled: number }
  private previousClose: number | null = null
  private sum = 0
  private current = 0
  private count = 0

  constructor(private readonly period: number) {
    this.waits = warmUp.wilderAtr(checkedPeriod(period))
  }

  update(candle: PriceRange): void {
    const range = trueRange(candle, this.previousClose)
    this.previousClose = candle.close
    this.count += 1
    if (this.count > this.period) {
      this.current = (this.current * (this.period - 1) + range) / this.period
      return
    }
    this.sum += range
    this.current = this.sum / this.period
  }

  get value(): number | null {
    return this.isStable ? this.current : null
  }

  get isStable(): boolean {
    return this.count >= this.waits.stable
  }

  get isSettled(): boolean {
    return this.count >= this.waits.settled
  }
}

/** Wilder's average true range of a whole series; null before candle n. */
export function wilderAtrSeries(candles: readonly PriceRange[], period: number): (number | null)[] {
  const ranges = trueRangeSeries(candles)
  const seed = ranges.slice(0, checkedPeriod(period)).reduce((sum, range) => sum + range, 0) / period
  let atr = seed
  return ranges.map((range, index) => {
    if (index + 1 < period) return null
    if (index + 1 > period) atr = (atr * (period - 1) + range) / period
    return atr
  })
}

/**
 * Average true range as an exponential average seeded with the first range, streaming: the form the martingale strategy measures
 * volatility with. Null with fewer than n candles.
 */
export class EmaAtr {
  private readonly average: Ema
  private previousClose: number | null = null

  constructor(period: number) {
    this.average = new Ema(period)
  }

  update(candle: PriceRange): void {
    this.average.update(trueRange(candle, this.previousClose))
    this.previousClose = candle.close
  }

  get value(): number | null {
    return this.average.isStable ? this.average.value : null
  }

  get isStable(): boolean {
    return this.average.isStable
  }

  get isSettled(): boolean {
    return this.average.isStable
  }
}

/** The exponential average of the true ranges of a whole series; null before candle n. */
export const emaAtrSeries = (candles: readonly PriceRange[], period: number): (number | null)[] =>
  emaSeries(trueRangeSeries(candles), period).map((value, index) => (index + 1 < period ? null : value))
