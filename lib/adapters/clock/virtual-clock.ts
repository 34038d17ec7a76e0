import type { Clock } from '@/lib/ports/clock'

/** A clock that stands still until it is set: replays and the history of the demo run on it. */
export class VirtualClock implements Clock {
  readonly virtual = true
  constructor(private instant: number) {}

  now(): number {
    return this.instant
  }

  /** Moves the clock to an instant (milliseconds since the epoch); it never goes back. */
  set(instant: number): void {
    if (instant < this.instant) throw new RangeError('a virtual clock never goes back')
    this.instant = instant
  }
}
