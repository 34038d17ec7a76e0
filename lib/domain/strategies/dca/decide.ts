import type {
  DealFacts,
  Decision,
  PairFacts,
  PositionFacts,
  PriceFacts,
} from '@/lib/domain/strategies/contract'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { floorToSteps } from '@/lib/domain/perpetuals/quantize'
import { close } from './closing'
import type { DcaConfig } from './config'
import { readDealOrders, type DealOrders } from './deal-orders'
import type { DealQuestion } from './deal-question'
import { readDealState, type DealState } from './deal-state'
import { accountFault, priceFault } from './freshness'
import { hold, type Detail } from './hold'
import { manage } from './manage'
import { decideFlat } from './opening'
import { settle } from './settle'
import { inQuote, withReinvested } from './sizes'
import { guardPrice, isBeyond, stopPrice } from './targets'

/**
 * One decision of the ladder strategy: the guards of trading reference 2.5 in their order, then the desired set of orders. Pure; the
 * same facts and settings always give the same decision.
 */
export function decide(facts: PairFacts, config: DcaConfig): Decision {
  const sized = inQuote(config)
  return facts.deal === null ? decideFlat(facts, sized) : decideDeal(facts, facts.deal, sized)
}

function decideDeal(facts: PairFacts, deal: DealFacts, config: DcaConfig): Decision {
  const orders = readDealOrders(facts.orders)
  if (orders.unresolvedExit !== null) return unknownOutcome(orders)
  const accountHold = accountFault(facts, orders.newest)
  if (accountHold !== null) return accountHold
  const { instrument } = facts
  // Without its rules no quantity can be counted in steps: nothing is compared, nothing ends, nothing is sent.
  if (instrument === null) return hold('instrument-missing', { source: 'instrument' })
  const question = ask(facts, instrument, deal, config, orders)
  const settled = settle(question)
  if (settled !== null) return settled
  const { permission } = facts
  const closing = question.state.closing ?? remainderOf(question)
  if (closing !== null || (userCloses(facts) && permission.kind !== 'settle-only')) {
    return closeNow(question, closing ?? 'user-close', heldDetail(question))
  }
  if (permission.kind === 'settle-only' && permission.because === 'stopped') return hold('stopped')
  return decideAtPrice(question)
}

function ask(
  facts: PairFacts,
  instrument: Instrument,
  deal: DealFacts,
  config: DcaConfig,
  orders: DealOrders,
): DealQuestion {
  const state = readDealState(deal.state, config.baseOrderSize)
  return {
    facts,
    instrument,
    config: withReinvested(config, state.reinvested ?? 0),
    deal,
    state,
    orders,
    ledgerSteps: inSteps(deal.ledger.quantity, instrument),
    venueSteps: facts.position === null ? 0 : inSteps(facts.position.quantity, instrument),
  }
}

/** Once the stop has acted the deal is over: a rung that filled beside it is closed, not made the start of another climb. */
const remainderOf = ({ orders, venueSteps }: DealQuestion): DealState['closing'] =>
  orders.stopSteps > 0 && venueSteps > 0 ? 'stop-loss' : null

const inSteps = (quantity: number, { quantityStep }: Instrument): number =>
  Math.max(0, floorToSteps(quantity, quantityStep))

/** Guards 5 to 7 look at prices; an unknown entry lets only the protective closes among them pass (guard 1). */
function decideAtPrice(question: DealQuestion): Decision {
  const { facts, orders, venueSteps } = question
  const { price, position } = facts
  const priceHold = priceFault(price, facts.now)
  if (price === null || priceHold !== null) {
    return orders.unresolvedEntry === null ? (priceHold ?? hold('price-missing')) : unknownOutcome(orders)
  }
  // A position none of whose entries is ours belongs to somebody else: it is told, never closed by a guard.
  const ours = question.ledgerSteps > 0 || orders.unresolvedEntry !== null
  if (position !== null && venueSteps > 0 && ours) {
    const protective = liquidationGuard(question, position, price) ?? stopLoss(question, position, price)
    if (protective !== null) return protective
  }
  if (orders.unresolvedEntry !== null) return unknownOutcome(orders)
  return manage(question, price)
}

/** Guard 6: closes before the venue would. The venue's figure counts; ours stands in where it gives none. */
function liquidationGuard(
  question: DealQuestion,
  position: PositionFacts,
  price: PriceFacts,
): Decision | null {
  const { facts } = question
  const limit = guardLimit(question, position)
  if (limit === null || !isBeyond(facts.side, price.mark, limit.guard)) return null
  const { guard, liquidation } = limit
  const estimated = position.liquidationPrice === null
  return closeNow(question, 'liquidation-guard', { mark: price.mark, guard, liquidation, estimated })
}

function guardLimit(question: DealQuestion, position: PositionFacts) {
  const { facts, config } = question
  const liquidation = position.liquidationPrice ?? estimatedLiquidation(question, position)
  if (liquidation === null) return null
  const guard = guardPrice(facts.side, liquidation, position.averageEntry, config.liquidationBuffer)
  return { guard, liquidation }
}

function estimatedLiquidation({ facts, instrument }: DealQuestion, position: PositionFacts): number | null {
  const { side, fees, leverage } = facts
  const { quantity, averageEntry: entryPrice } = position
  const margin = position.margin > 0 ? position.margin : (quantity * entryPrice) / leverage
  return liquidationPrice({ side, quantity, entryPrice, margin, takerFeeRate: fees.taker }, instrument.tiers)
}

/** Guard 7: the stop of the position as it is, in case the resting one did not act. */
function stopLoss(question: DealQuestion, position: PositionFacts, price: PriceFacts): Decision | null {
  const { stop, average } = stopLimit(question, position)
  if (stop === null || !isBeyond(question.facts.side, price.mark, stop)) return null
  return closeNow(question, 'stop-loss', { mark: price.mark, stop, average })
}

function stopLimit(question: DealQuestion, position: PositionFacts) {
  const { facts, config, deal, state, orders } = question
  const inSync = question.ledgerSteps === question.venueSteps
  const average = (inSync ? deal.ledger.averageEntry : null) ?? position.averageEntry
  const basePrice = state.basePrice ?? orders.base?.averagePrice ?? average
  return { stop: stopPrice(config, facts.side, average, basePrice), average }
}

/** The mark at which guard 6 or 7 would close the position as it is, whichever is nearer; null where nothing of ours is held. */
export function closingLimit(facts: PairFacts, deal: DealFacts, config: DcaConfig): number | null {
  const { instrument, position } = facts
  if (instrument === null || position === null) return null
  const question = ask(facts, instrument, deal, config, readDealOrders(facts.orders))
  if (question.ledgerSteps === 0 || question.venueSteps === 0) return null
  const guard = guardLimit(question, position)?.guard ?? null
  const { stop } = stopLimit(question, position)
  const none = facts.side === 'long' ? 0 : Infinity
  const [nearest, other] = [guard ?? none, stop ?? none]
  return facts.side === 'long' ? Math.max(nearest, other) : Math.min(nearest, other)
}

const closeNow = (
  question: DealQuestion,
  because: NonNullable<DealState['closing']>,
  detail: Detail,
): Decision => close(question, because, detail)

const userCloses = ({ closeRequested, permission }: PairFacts): boolean =>
  closeRequested || (permission.kind === 'stopping' && permission.how === 'close')

const heldDetail = ({ facts }: DealQuestion): Detail => ({ quantity: facts.position?.quantity ?? 0 })

function unknownOutcome({ unresolvedExit, unresolvedEntry }: DealOrders): Decision {
  const order = unresolvedExit ?? unresolvedEntry
  return hold('order-outcome-unknown', { key: order?.key ?? null, since: order?.plannedAt ?? null })
}
