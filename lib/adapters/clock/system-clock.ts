import type { Clock } from '@/lib/ports/clock'

/** The machine's clock. */
export const systemClock: Clock = { virtual: false, now: () => Date.now() }
