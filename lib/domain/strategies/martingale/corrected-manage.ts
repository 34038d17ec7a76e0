import { exitSide, type DesiredOrder, type OrderKey } from '@/lib/domain/orders/order'
import { floorToSteps, stopTicks } from '@/lib/domain/perpetuals/quantize'
import { grossTarget } from '@/lib/domain/perpetuals/take-profit'
import type { AccountFacts, Decision, PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { close } from './closing'
import { decideCorrected } from './corrected'
import { heldState } from './corrected-facts'
import type { CorrectedDecision, MartingaleOrder } from './corrected-state'
import { averageOf, type DealQuestion } from './deal-question'
import { isCloseReason } from './deal-state'
import { resting, standing, stays } from './laid-orders'
import { candlesReason } from './market-signals'
import { entryBlock } from './permission'

/** What the corrected mode answers to an open position: its own close at once, or what is done once nothing stands against it. */
export type CorrectedAnswer =
  | { readonly kind: 'protect'; readonly decision: Decision }
  | { readonly kind: 'go-on'; readonly decide: () => Decision }

/**
 * Decides for a position: what protects it acts whatever the bot may do (guards 6 to 8); profit-taking and additions are answered only
 * where the caller finds nothing against them. The stop rests on the venue all the while.
 */
export function answerCorrected(
  question: DealQuestion,
  account: AccountFacts,
  price: PriceFacts,
): CorrectedAnswer {
  const blocked = entryBlock(question)
  const state = heldState(question, account, price, blocked)
  const decision = decideCorrected(state, question.config)
  const { order, reason } = decision
  if (order?.action === 'close' && isCloseReason(reason.code)) {
    const closed = close(question, reason.code, reason.detail)
    if (reason.code !== 'take-profit') return { kind: 'protect', decision: closed }
    return { kind: 'go-on', decide: () => closed }
  }
  return { kind: 'go-on', decide: () => manage(question, price, decision, blocked) }
}

function manage(
  question: DealQuestion,
  price: PriceFacts,
  { order, reason, further }: CorrectedDecision,
  blocked: Reason | null,
): Decision {
  const { facts, config, orders } = question
  const laid = resting(question, blocked !== null)
  const stop = stopOrder(question, price)
  const wanted: DesiredOrder[] = [stop, ...laid.kept]
  const isMissing = reason.code === 'candles-missing'
  if (isMissing) {
    // What rests stays: missing figures are no reason to withdraw either.
    wanted.push(...laid.passed)
    return standing(question, wanted, candlesReason(facts, config), further)
  }
  if (order === null) return standing(question, wanted, reason, further)
  const waits = laid.passed.length > 0 || stays(question)
  if (waits) return standing(question, wanted, inPlace(question, price, stop), further)
  wanted.push(desired(keyOf(order, orders), order))
  return standing(question, wanted, reason, further)
}

function keyOf({ action }: MartingaleOrder, { additions, reductions }: DealQuestion['orders']): OrderKey {
  return action === 'reduce' ? `reduce/${reductions + 1}` : `add/${additions + 1}`
}

/** An order of the corrected mode as the venue takes it. */
export const desired = (
  key: OrderKey,
  { side, quantitySteps, limitTicks, execution, reduceOnly }: MartingaleOrder,
): DesiredOrder => ({
  key,
  side,
  quantitySteps,
  price: { kind: execution === 'immediate' ? 'ioc' : 'post-only', ticks: limitTicks },
  reduceOnly,
})

/** The protective stop: reduce-only, on the mark, for the whole position; it rests on the venue and outlives an outage of ours. */
function stopOrder(question: DealQuestion, price: PriceFacts): DesiredOrder {
  const { facts, instrument, config, venueSteps } = question
  const average = averageOf(question, price.mark)
  const level = grossTarget(facts.side, average, -config.stopLossPct / 100)
  const largest = floorToSteps(instrument.maxMarketQuantity, instrument.quantityStep)
  return {
    key: 'stop-loss',
    side: exitSide(facts.side),
    quantitySteps: Math.min(venueSteps, largest),
    price: { kind: 'stop', ticks: Math.max(1, stopTicks(level, facts.side, instrument.tickSize)) },
    reduceOnly: true,
  }
}

/** What is told of a tick that has done its part: where the position stands. */
function inPlace(question: DealQuestion, price: PriceFacts, stop: DesiredOrder): Reason {
  const { facts, instrument, venueSteps, orders } = question
  const ticks = stop.price.kind === 'stop' ? stop.price.ticks : NaN
  return {
    code: 'orders-in-place',
    detail: {
      side: facts.side,
      price: price.last,
      level: orders.additions,
      average: averageOf(question, price.mark),
      quantity: venueSteps * instrument.quantityStep,
      stopPrice: ticks * instrument.tickSize,
    },
  }
}
