// Each bot ticks on its own grid: instants `t` in whole epoch seconds with (t - phase) mod interval = 0.
// The tick key IS the scheduled instant. A count of intervals would shrink when the interval grows,
// and "newer than the last key" would then be false for ever.

/** How far ahead of our clock a key may lie, in seconds. */
export const futureToleranceSec = 60

const deliverySlackSec = 5

/** The bot's own second within the interval, from the first four bytes (big endian) of the hash of its id. */
export function phaseOf(hash: number, intervalSec: number): number {
  return hash % wholeInterval(intervalSec)
}

/** The latest grid point at or before `nowSec` (epoch seconds, fractions allowed). */
export function latestGridPoint(nowSec: number, intervalSec: number, phase: number): number {
  const now = Math.floor(nowSec)
  return now - modulo(now - phase, wholeInterval(intervalSec))
}

/** The first grid point strictly after `nowSec`. */
export function nextGridPoint(nowSec: number, intervalSec: number, phase: number): number {
  return latestGridPoint(nowSec, intervalSec, phase) + intervalSec
}

/**
 * The key a due bot is ticked for: the latest grid point, or the instant its owner asked for if that is newer and no tick has used it,
 * so that "stop" does not wait for the grid.
 */
export function dueKey(
  bot: {
    readonly intervalSec: number
    readonly phase: number
    readonly promptKey: number
    readonly lastKey: number
  },
  nowSec: number,
): number {
  const latest = latestGridPoint(nowSec, bot.intervalSec, bot.phase)
  const asked = bot.promptKey > latest && bot.promptKey > bot.lastKey && bot.promptKey <= nowSec
  return asked ? bot.promptKey : latest
}

/** Whether a key is a scheduled instant of this interval and phase. */
export function isOnGrid(key: number, intervalSec: number, phase: number): boolean {
  return modulo(key - phase, wholeInterval(intervalSec)) === 0
}

/** How much older than one interval a key may be and still be worth a tick; without the sweep's period late phases would never run. */
export const staleGraceSec = (sweepPeriodSec: number): number => sweepPeriodSec + deliverySlackSec

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}

function wholeInterval(intervalSec: number): number {
  if (!Number.isSafeInteger(intervalSec) || intervalSec <= 0) {
    throw new RangeError(`interval must be a positive whole number of seconds, got ${intervalSec}`)
  }
  return intervalSec
}
