import { momentsOf, SlidingMoments } from './sliding-moments'
import { checkedPeriod } from './warm-up'

/**
 * Historical volatility, streaming: sample standard deviation of the last n logarithmic returns times 100, not annualised. Null before
 * n + 1 closes; closes are above zero.
 */
export class HistoricalVolatility {
  private readonly window: SlidingMoments
  private previous: number | null = null

  constructor(private readonly period: number) {
    this.window = new SlidingMoments(checkedPeriod(period, 2))
  }

  update(close: number): void {
    if (this.previous !== null) this.window.push(Math.log(close / this.previous))
    this.previous = close
  }

  get value(): number | null {
    if (!this.window.isFull) return null
    return Math.sqrt(this.window.squaredDeviations / (this.period - 1)) * 100
  }

  get isStable(): boolean {
    return this.window.isFull
  }

  get isSettled(): boolean {
    return this.window.isFull
  }
}

/** Historical volatility of a whole series; null before n + 1 closes. */
export function historicalVolatilitySeries(closes: readonly number[], period: number): (number | null)[] {
  checkedPeriod(period, 2)
  const returns = closes.slice(1).map((close, index) => Math.log(close / (closes[index] ?? close)))
  return closes.map((_, index) => {
    if (index < period) return null
    const { squaredDeviations } = momentsOf(returns.slice(index - period, index))
    return Math.sqrt(squaredDeviations / (period - 1)) * 100
  })
}
