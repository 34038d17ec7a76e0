import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { detailOf, pastBreaker, trippedBreaker } from './breakers'
import type { DcaConfig } from './config'
import { hold } from './hold'

/** Guard 14, halts: too many stopped deals within the window, the day's loss, the drawdown. Null = the pair may open. */
export const haltHold = (facts: PairFacts, config: DcaConfig): Decision | null =>
  tooManyStops(facts, config) ?? brokenBy(facts, config)

// The window slides: the pair opens again when the oldest of the counted stops has left it.
function tooManyStops({ record, now }: PairFacts, { haltAfterStops }: DcaConfig): Decision | null {
  if (haltAfterStops === null) return null
  const { count, hours } = haltAfterStops
  const windowMs = hours * 3_600_000
  const oldest = record.stops[count - 1]
  if (oldest === undefined || now >= oldest.at + windowMs) return null
  const value = record.stops.filter(({ at }) => now < at + windowMs).length
  return hold('halted-after-stops', { value, limit: count, hours, until: oldest.at + windowMs })
}

function brokenBy(facts: PairFacts, config: DcaConfig): Decision | null {
  const tripped = pastBreaker(facts, config) ?? trippedBreaker(facts, config)
  return tripped === null ? null : hold(tripped.reason, detailOf(tripped))
}
