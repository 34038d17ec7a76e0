/** How often a bot may decide, in seconds. */
export const intervals = [60, 180, 300, 900, 1800, 3600] as const

export type IntervalSec = (typeof intervals)[number]
