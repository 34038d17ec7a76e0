import type { ReasonCode } from '@/lib/domain/strategies/reasons'

// Without prices or candles nothing is known of the condition: what stood before is taken to go on.
const hiding: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  ...(['price-missing', 'price-stale', 'candles-missing', 'candles-stale'] as const),
])

/** How long a pair stood under each condition. A condition lasts from the tick that found it to the first one that found another. */
export class Spells {
  /** Longest single spell in milliseconds. */
  readonly longestMs = new Map<ReasonCode, number>()
  private current: ReasonCode | null = null
  private since = 0

  note(condition: ReasonCode, at: number): void {
    if (condition === this.current || hiding.has(condition)) return
    this.end(at)
    this.current = condition
    this.since = at
  }

  /** The run has come to an end: what lasts so far has lasted to here. */
  end(at: number): void {
    if (this.current === null) return
    const lasted = at - this.since
    if (lasted > (this.longestMs.get(this.current) ?? 0)) this.longestMs.set(this.current, lasted)
  }
}
