import type { PriceRange } from './candle'

/** The range of a candle including the jump from the previous close, in price units; the first candle has none to jump from. */
export function trueRange({ high, low }: PriceRange, previousClose: number | null): number {
  if (previousClose === null) return high - low
  return Math.max(high - low, Math.abs(high - previousClose), Math.abs(low - previousClose))
}

/** True range, streaming: defined and settled from the first candle. */
export class TrueRange {
  private previousClose: number | null = null
  private current: number | null = null

  update(candle: PriceRange): void {
    this.current = trueRange(candle, this.previousClose)
    this.previousClose = candle.close
  }

  get value(): number | null {
    return this.current
  }

  get isStable(): boolean {
    return this.current !== null
  }

  get isSettled(): boolean {
    return this.current !== null
  }
}

/** The true ranges of a whole series. */
export const trueRangeSeries = (candles: readonly PriceRange[]): number[] =>
  candles.map((candle, index) => trueRange(candle, candles[index - 1]?.close ?? null))
