import { signOf, type Side } from './instrument'

export const HOUR_MS = 3_600_000

/** Rate charged where no series is given, as a fraction per eight hours (6.1, rule 9). */
export const DEFAULT_FUNDING_RATE = 0.0001

/** No single charge is larger than this fraction of position value (6.1, rule 9). */
export const FUNDING_RATE_LIMIT = 0.00375

/** Signed cash flow in quote at a funding instant (5.5): a long pays a positive rate, a short receives it. Negative = paid. */
export const fundingCashFlow = (side: Side, quantity: number, markPrice: number, rate: number): number =>
  -signOf(side) * quantity * markPrice * rate

/** The rate of one instant: the given one, or the default scaled to the interval; bounded to +-0.375 %. */
export function fundingRate(given: number | null, intervalMs: number): number {
  const rate = given ?? (DEFAULT_FUNDING_RATE * intervalMs) / (8 * HOUR_MS)
  return Math.min(Math.max(rate, -FUNDING_RATE_LIMIT), FUNDING_RATE_LIMIT)
}

/** First funding instant strictly after `time`; instants are whole multiples of the interval since the epoch (00, 08, 16 UTC). */
export const nextFundingAfter = (time: number, intervalMs: number): number =>
  (Math.floor(time / intervalMs) + 1) * intervalMs
