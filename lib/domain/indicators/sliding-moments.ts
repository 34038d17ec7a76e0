import { checkedPeriod } from './warm-up'

/**
 * Mean and squared deviations of the last `size` values in amortised constant time. Nothing is ever subtracted from a running sum: the
 * window is kept as two stacks whose partial results are merged, so a value that has left leaves no rounding error behind, not even
 * after a jump from 1e6 to 1e-6. One turn in `size` rebuilds the older stack.
 */
export class SlidingMoments {
  private readonly size: number
  // Of the newer stack: its values and what they amount to together.
  private readonly values: Float64Array
  private newer = 0
  private newerMean = 0
  private newerSquares = 0
  // Of the older stack, at k - 1: what its k youngest values amount to together.
  private readonly means: Float64Array
  private readonly squares: Float64Array
  private older = 0

  constructor(size: number) {
    this.size = checkedPeriod(size)
    this.values = new Float64Array(size)
    this.means = new Float64Array(size)
    this.squares = new Float64Array(size)
  }

  push(value: number): void {
    if (this.isFull) {
      if (this.older === 0) this.turn()
      this.older -= 1
    }
    this.values[this.newer] = value
    this.newer += 1
    const off = value - this.newerMean
    this.newerMean += off / this.newer
    this.newerSquares += off * (value - this.newerMean)
  }

  get isFull(): boolean {
    return this.older + this.newer === this.size
  }

  /** Mean of the window. Meaningful once a value has been pushed. */
  get mean(): number {
    if (this.older === 0) return this.newerMean
    const olderMean = this.means[this.older - 1] ?? 0
    const off = this.newerMean - olderMean
    return olderMean + (off * this.newer) / (this.older + this.newer)
  }

  /** Sum of squared deviations from the mean of the window. */
  get squaredDeviations(): number {
    if (this.older === 0) return this.newerSquares
    const off = this.newerMean - (this.means[this.older - 1] ?? 0)
    const between = (off * off * this.older * this.newer) / (this.older + this.newer)
    return (this.squares[this.older - 1] ?? 0) + this.newerSquares + between
  }

  /** Makes the newer stack the older one, adding its values from the youngest to the oldest. */
  private turn(): void {
    let mean = 0
    let squares = 0
    for (let k = 0; k < this.newer; k++) {
      const value = this.values[this.newer - 1 - k] ?? 0
      const off = value - mean
      mean += off / (k + 1)
      squares += off * (value - mean)
      this.means[k] = mean
      this.squares[k] = squares
    }
    this.older = this.newer
    this.newer = 0
    this.newerMean = 0
    this.newerSquares = 0
  }
}

/** Mean and sum of squared deviations of a whole window in two passes; the definition the streaming form is held to. */
export function momentsOf(window: readonly number[]): { mean: number; squaredDeviations: number } {
  // Measured from the first value, so that a window of equal values has a deviation of exactly zero.
  const origin = window[0] ?? 0
  let sum = 0
  for (const value of window) sum += value - origin
  const shift = window.length === 0 ? 0 : sum / window.length
  let squares = 0
  let rest = 0
  for (const value of window) {
    const off = value - origin - shift
    squares += off * off
    rest += off
  }
  const squaredDeviations = Math.max(0, squares - (rest * rest) / Math.max(1, window.length))
  return { mean: origin + shift, squaredDeviations }
}
