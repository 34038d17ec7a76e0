import { SlidingMoments } from './sliding-moments'
import { checkedPeriod } from './warm-up'

/** Simple moving average of the last n closes, streaming; null before n. Settled as soon as it is defined. */
export class Sma {
  private readonly window: SlidingMoments

  constructor(period: number) {
    this.window = new SlidingMoments(period)
  }

  update(input: number): void {
    this.window.push(input)
  }

  get value(): number | null {
    return this.window.isFull ? this.window.mean : null
  }

  get isStable(): boolean {
    return this.window.isFull
  }

  get isSettled(): boolean {
    return this.window.isFull
  }
}

/** The simple moving average of a whole series; null where fewer than n values have passed. */
export function smaSeries(values: readonly number[], period: number): (number | null)[] {
  checkedPeriod(period)
  return values.map((_, index) => {
    if (index + 1 < period) return null
    let sum = 0
    for (const value of values.slice(index + 1 - period, index + 1)) sum += value
    return sum / period
  })
}
