import { checkedPeriod, warmUp } from './warm-up'

/**
 * Exponential moving average, streaming: `a = 2/(n+1)`, seeded with the first value and defined from it. Fed closed candles only,
 * oldest first; after a gap a new object starts over.
 */
export class Ema {
  private readonly weight: number
  private readonly waits: { readonly stable: number; readonly settled: number }
  private current = 0
  private count = 0

  constructor(period: number) {
    this.weight = 2 / (checkedPeriod(period) + 1)
    this.waits = warmUp.ema(period)
  }

  update(input: number): void {
    this.current = this.count === 0 ? input : this.weight * input + (1 - this.weight) * this.current
    this.count += 1
  }

  /** Null before the first value. */
  get value(): number | null {
    return this.count === 0 ? null : this.current
  }

  get isStable(): boolean {
    return this.count >= this.waits.stable
  }

  get isSettled(): boolean {
    return this.count >= this.waits.settled
  }
}

/** The exponential moving average of a whole series, one figure per value. */
export function emaSeries(values: readonly number[], period: number): number[] {
  const weight = 2 / (checkedPeriod(period) + 1)
  const series: number[] = []
  for (const value of values) {
    const previous = series[series.length - 1]
    series.push(previous === undefined ? value : weight * value + (1 - weight) * previous)
  }
  return series
}
