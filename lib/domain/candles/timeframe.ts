/** Candle lengths that signals and conditions may name. */
export const timeframes = ['1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w'] as const

export type Timeframe = (typeof timeframes)[number]

const MINUTE_MS = 60_000

/** Length of one candle in milliseconds. */
export const timeframeMs: Readonly<Record<Timeframe, number>> = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '4h': 240 * MINUTE_MS,
  '1d': 1_440 * MINUTE_MS,
  '1w': 10_080 * MINUTE_MS,
}

// The epoch began on a Thursday; venues begin their weeks on Monday.
const FIRST_MONDAY = Date.UTC(1970, 0, 5)

/** Opening time of the candle that contains the instant `time`, both in milliseconds UTC. */
export function candleOpen(time: number, timeframe: Timeframe): number {
  const length = timeframeMs[timeframe]
  const origin = timeframe === '1w' ? FIRST_MONDAY : 0
  return Math.floor((time - origin) / length) * length + origin
}
