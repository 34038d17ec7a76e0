import { checkedPeriod, warmUp } from './warm-up'

/**
 * Relative strength index after Wilder, streaming, 0 to 100: averages of gains and losses, first the mean over n changes, then
 * `(average*(n-1) + x)/n`. Null before n + 1 closes. Without any loss it is 100; `isFlat` tells the 100 of a market that has not moved
 * at all, on which no condition may act.
 */
export class Rsi {
  private readonly waits: { readonly stable: number; readonly settled: number }
  private previous = 0
  private gain = 0
  private loss = 0
  private count = 0

  constructor(private readonly period: number) {
    this.waits = warmUp.rsi(checkedPeriod(period))
  }

  update(close: number): void {
    const change = this.count === 0 ? 0 : close - this.previous
    this.previous = close
    this.count += 1
    const up = Math.max(change, 0)
    const down = Math.max(-change, 0)
    if (this.count <= this.period + 1) {
      // Before its first value both hold sums; at n + 1 closes they become means.
      this.gain += up
      this.loss += down
      if (this.count <= this.period) return
      this.gain /= this.period
      this.loss /= this.period
      return
    }
    this.gain = (this.gain * (this.period - 1) + up) / this.period
    this.loss = (this.loss * (this.period - 1) + down) / this.period
  }

  get value(): number | null {
    return this.isStable ? strength(this.gain, this.loss) : null
  }

  get isFlat(): boolean {
    return this.isStable && this.gain === 0 && this.loss === 0
  }

  get isStable(): boolean {
    return this.count >= this.waits.stable
  }

  get isSettled(): boolean {
    return this.count >= this.waits.settled
  }
}

export type RsiPoint = { readonly value: number; readonly isFlat: boolean }

/** The relative strength index of a whole series; null before n + 1 closes. */
export function rsiSeries(closes: readonly number[], period: number): (RsiPoint | null)[] {
  checkedPeriod(period)
  const changes = closes.slice(1).map((close, index) => close - (closes[index] ?? close))
  const gains = wilder(
    changes.map((change) => Math.max(change, 0)),
    period,
  )
  const losses = wilder(
    changes.map((change) => Math.max(-change, 0)),
    period,
  )
  return closes.map((_, index) => {
    const gain = gains[index - 1] ?? null
    const loss = losses[index - 1] ?? null
    if (gain === null || loss === null) return null
    return { value: strength(gain, loss), isFlat: gain === 0 && loss === 0 }
  })
}

const strength = (gain: number, loss: number): number => (loss === 0 ? 100 : 100 - 100 / (1 + gain / loss))

function wilder(values: readonly number[], period: number): (number | null)[] {
  let average = values.slice(0, period).reduce((sum, value) => sum + value, 0) / period
  return values.map((value, index) => {
    if (index + 1 < period) return null
    if (index + 1 > period) average = (average * (period - 1) + value) / period
    return average
  })
}
