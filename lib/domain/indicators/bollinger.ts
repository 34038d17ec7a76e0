import { momentsOf, SlidingMoments } from './sliding-moments'
import { checkedPeriod } from './warm-up'

/** Divisor of the deviation: n for the usual bands, n - 1 for those of the martingale strategy. */
export type Deviation = 'population' | 'sample'

export type Bands = { readonly upper: number; readonly middle: number; readonly lower: number }

/** Bollinger bands of the last n closes, streaming: their mean and `factor` standard deviations to both sides. Null before n. */
export class Bollinger {
  private readonly window: SlidingMoments
  private readonly divisor: number

  constructor(
    period: number,
    private readonly factor: number,
    deviation: Deviation,
  ) {
    this.window = new SlidingMoments(checkedPeriod(period, deviation === 'sample' ? 2 : 1))
    this.divisor = divisorOf(period, deviation)
  }

  update(close: number): void {
    this.window.push(close)
  }

  get middle(): number | null {
    return this.window.isFull ? this.window.mean : null
  }

  /** Standard deviation of the window, price units. */
  get deviation(): number | null {
    return this.window.isFull ? Math.sqrt(this.window.squaredDeviations / this.divisor) : null
  }

  get value(): Bands | null {
    const { middle, deviation } = this
    return middle === null || deviation === null ? null : bandsAround(middle, deviation, this.factor)
  }

  get isStable(): boolean {
    return this.window.isFull
  }

  get isSettled(): boolean {
    return this.window.isFull
  }
}

/** Bollinger bands of a whole series; null before n closes. */
export function bollingerSeries(
  closes: readonly number[],
  period: number,
  factor: number,
  deviation: Deviation,
): (Bands | null)[] {
  checkedPeriod(period, deviation === 'sample' ? 2 : 1)
  return closes.map((_, index) => {
    if (index + 1 < period) return null
    const { mean, squaredDeviations } = momentsOf(closes.slice(index + 1 - period, index + 1))
    return bandsAround(mean, Math.sqrt(squaredDeviations / divisorOf(period, deviation)), factor)
  })
}

/** Distance of the bands in percent of the middle; null where the middle is zero. */
export const bandWidthPct = ({ upper, middle, lower }: Bands): number | null =>
  middle === 0 ? null : ((upper - lower) / middle) * 100

const divisorOf = (period: number, deviation: Deviation): number =>
  deviation === 'sample' ? period - 1 : period

const bandsAround = (middle: number, deviation: number, factor: number): Bands => ({
  upper: middle + factor * deviation,
  middle,
  lower: middle - factor * deviation,
})
