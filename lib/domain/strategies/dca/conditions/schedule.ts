import type { SingleCondition } from './condition'

export type Schedule = Omit<Extract<SingleCondition, { kind: 'schedule' }>, 'kind'>

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440

/**
 * Whether the instant `at` lies in the schedule, UTC: from `fromUtc` on the chosen days until before `toUtc`. A range that ends at or
 * before its beginning goes on over midnight and belongs to the day on which it began.
 */
export function isScheduled({ days, fromUtc, toUtc }: Schedule, at: number): boolean {
  const date = new Date(at)
  const day = date.getUTCDay()
  const minute = date.getUTCHours() * 60 + date.getUTCMinutes()
  const [from, to] = [minuteOf(fromUtc), minuteOf(toUtc)]
  if (from < to) return days.includes(day) && minute >= from && minute < to
  const began = minute >= from ? day : (day + 6) % 7
  return days.includes(began) && (minute >= from || minute < to)
}

/** The first instant after `at` at which the schedule may begin or end, milliseconds since the epoch. */
export function nextChange({ fromUtc, toUtc }: Schedule, at: number): number {
  const midnight = Math.floor(at / (DAY_MINUTES * MINUTE_MS)) * DAY_MINUTES * MINUTE_MS
  const instants = [fromUtc, toUtc].flatMap((time) => {
    const today = midnight + minuteOf(time) * MINUTE_MS
    return [today, today + DAY_MINUTES * MINUTE_MS]
  })
  return Math.min(...instants.filter((instant) => instant > at))
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
