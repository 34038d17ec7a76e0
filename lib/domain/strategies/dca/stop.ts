import { signOf } from '@/lib/domain/perpetuals/instrument'
import { priceOf, stopTicks } from '@/lib/domain/perpetuals/quantize'
import type { PairFacts } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from './config'
import type { DealQuestion } from './deal-question'
import type { DealState } from './deal-state'
import { peakOf, stepsFilled } from './profit-steps'
import { anchorOf } from './standing'
import { breakevenOf, stopPrice, type Held } from './targets'

/** The stop of a position, rounded to whole ticks, and what a deal that it closes is told to have ended by. */
export type Stop = {
  readonly price: number
  readonly ticks: number
  readonly reason: 'stop-loss' | 'breakeven-exit'
}

/** The stop as it stands now; null without one. After a filled profit step it may have moved to the net break-even, never back. */
export function stopOf(question: DealQuestion, state: DealState, held: Held): Stop | null {
  const { facts, config, instrument } = question
  const { side } = facts
  const regular = stopPrice(config, side, held.averageEntry, anchorOf(question, state, held))
  const moved = breakevenStop(question, state, held)
  const isMoved = moved !== null && (regular === null || signOf(side) * (moved - regular) >= 0)
  const exact = isMoved ? moved : regular
  if (exact === null) return null
  const ticks = Math.max(1, stopTicks(exact, side, instrument.tickSize))
  return { price: priceOf(ticks, instrument), ticks, reason: isMoved ? 'breakeven-exit' : 'stop-loss' }
}

function breakevenStop(question: DealQuestion, state: DealState, held: Held): number | null {
  const { config, facts } = question
  if (!config.moveStopToBreakeven || stepsFilled(question, peakOf(question, state)) === 0) return null
  return breakevenOf(facts.side, held, facts.fees.taker)
}

/** A stop that waits acts at ticks only; one that is left behind by a stopping bot must rest, so it waits no more. */
export const stopWaitMs = ({ stopLossDelaySec }: DcaConfig, facts: PairFacts): number =>
  isLeftBehind(facts) ? 0 : stopLossDelaySec * 1_000

/** The user stops the bot and keeps the exits: from then on only what rests on the venue acts. */
export const isLeftBehind = ({ permission }: PairFacts): boolean =>
  permission.kind === 'stopping' && permission.how === 'keep-exits'

/** What the newest filled stop was: one at or beyond the average of the entries on its profit side can only be the moved one. */
export function filledStop({ config, orders, deal, facts, instrument }: DealQuestion): Stop['reason'] {
  const { stopTicks: ticks, entrySteps, takeProfitSteps } = orders
  if (!config.moveStopToBreakeven || takeProfitSteps === 0 || ticks === null) return 'stop-loss'
  const average = deal.ledger.entryCost / (entrySteps * instrument.quantityStep)
  return signOf(facts.side) * (ticks * instrument.tickSize - average) >= 0 ? 'breakeven-exit' : 'stop-loss'
}
