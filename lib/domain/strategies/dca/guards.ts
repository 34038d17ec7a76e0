import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { guardPrice, isBeyond } from '@/lib/domain/perpetuals/guard'
import type { Decision, PositionFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import { breakerExit } from './breakers'
import { close } from './closing'
import { dealLossExit, timeStopExit } from './deal-limits'
import type { DealQuestion } from './deal-question'
import { stopOf, stopWaitMs } from './stop'
import type { Held } from './targets'
import { trailingExit } from './trailing'
import { hasWaited } from './waiting-stop'

/** Guards 6 to 8: what closes a position to protect it. Null = none of them acts. */
export const protectiveExit = (
  question: DealQuestion,
  position: PositionFacts,
  held: Held,
  price: PriceFacts,
): Decision | null =>
  liquidationGuard(question, position, price) ??
  stopLoss(question, held, price) ??
  dealLossExit(question, price) ??
  breakerExit(question)

/** Guards 9 and 10: the end of a deal's time, and of a trailing profit. */
export const timelyExit = (question: DealQuestion, price: PriceFacts): Decision | null =>
  timeStopExit(question) ?? trailingExit(question, price)

/** Guard 6: closes before the venue would. The venue's figure counts; ours stands in where it gives none. */
function liquidationGuard(
  question: DealQuestion,
  position: PositionFacts,
  price: PriceFacts,
): Decision | null {
  const { facts, config } = question
  const limit = liquidationLimit(question, position, config.liquidationBuffer)
  if (limit === null || !isBeyond(facts.side, price.mark, limit.guard)) return null
  return close(question, 'liquidation-guard', { mark: price.mark, ...limit })
}

/** The price at which this share of the distance between liquidation and average is left; null = cannot be liquidated. */
export function liquidationLimit(question: DealQuestion, position: PositionFacts, buffer: number) {
  const liquidation = position.liquidationPrice ?? estimatedLiquidation(question, position)
  if (liquidation === null) return null
  const guard = guardPrice(question.facts.side, liquidation, position.averageEntry, buffer)
  return { guard, liquidation, estimated: position.liquidationPrice === null }
}

function estimatedLiquidation({ facts, instrument }: DealQuestion, position: PositionFacts): number | null {
  const { side, fees, leverage } = facts
  const { quantity, averageEntry: entryPrice } = position
  const margin = position.margin > 0 ? position.margin : (quantity * entryPrice) / leverage
  return liquidationPrice({ side, quantity, entryPrice, margin, takerFeeRate: fees.taker }, instrument.tiers)
}

/** Guard 7: the stop of the position as it is, once it has waited, or in case the resting one did not act. */
function stopLoss(question: DealQuestion, held: Held, { mark }: PriceFacts): Decision | null {
  const { facts, config, state } = question
  const stop = stopOf(question, state, held)
  if (stop === null || !isBeyond(facts.side, mark, stop.price)) return null
  const waitMs = stopWaitMs(config, facts)
  if (waitMs > 0 && !hasWaited(question, state)) return null
  const detail = { mark, stop: stop.price, average: held.averageEntry }
  return close(question, stop.reason, waitMs > 0 ? { ...detail, waitedMs: waitMs } : detail)
}
