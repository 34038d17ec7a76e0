import type { DealFacts, Decision, PairFacts } from '@/lib/domain/strategies/contract'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps } from '@/lib/domain/perpetuals/quantize'
import { memoryAfter } from './breakers'
import { close } from './closing'
import type { DcaConfig } from './config'
import { readDealOrders, type DealOrders } from './deal-orders'
import type { DealQuestion } from './deal-question'
import { readDealState, type DealState } from './deal-state'
import { accountFault, priceFault } from './freshness'
import { protectiveExit, timelyExit } from './guards'
import { hold, noChange, type Detail } from './hold'
import { changeTo, manage } from './manage'
import { decideFlat } from './opening'
import { remember } from './remember'
import { settle } from './settle'
import { inQuote, withReinvested } from './sizes'
import { standing } from './standing'
import { filledStop } from './stop'

/**
 * One decision of the ladder strategy: the guards of trading reference 2.5 in their order, then the desired set of orders. Pure; the
 * same facts and settings always give the same decision.
 */
export function decide(facts: PairFacts, config: DcaConfig): Decision {
  const sized = inQuote(config)
  const decision = facts.deal === null ? decideFlat(facts, sized) : decideDeal(facts, facts.deal, sized)
  const memory = memoryAfter(facts, sized)
  return memory === undefined ? decision : { ...decision, memory }
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
    return close(question, closing ?? 'user-close', heldDetail(question))
  }
  if (permission.kind === 'settle-only' && permission.because === 'stopped') return hold('stopped')
  return decideAtPrice(question)
}

/** What is known of a deal before any guard. */
export function ask(
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
    stored: state,
    orders,
    ledgerSteps: inSteps(deal.ledger.quantity, instrument),
    venueSteps: facts.position === null ? 0 : inSteps(facts.position.quantity, instrument),
  }
}

/** Once the stop has acted the deal is over: a rung that filled beside it is closed, not made the start of another climb. */
const remainderOf = (question: DealQuestion): DealState['closing'] =>
  question.orders.stopSteps > 0 && question.venueSteps > 0 ? filledStop(question) : null

const inSteps = (quantity: number, { quantityStep }: Instrument): number =>
  Math.max(0, floorToSteps(quantity, quantityStep))

/** Guards 5 to 10 look at prices; an unknown entry lets only the protective closes among them pass (guard 1). */
function decideAtPrice(asked: DealQuestion): Decision {
  const { facts, orders, venueSteps } = asked
  const { price, position } = facts
  const priceHold = priceFault(price, facts.now)
  if (price === null || priceHold !== null) {
    return orders.unresolvedEntry === null ? (priceHold ?? hold('price-missing')) : unknownOutcome(orders)
  }
  // A position none of whose entries is ours belongs to somebody else: it is told, never closed by a guard.
  const ours = asked.ledgerSteps > 0 || orders.unresolvedEntry !== null
  if (position === null || venueSteps === 0 || !ours) {
    return orders.unresolvedEntry === null ? manage(asked, price) : unknownOutcome(orders)
  }
  const held = standing(asked, price)
  const question = { ...asked, state: remember(asked, held, price) }
  const protective = protectiveExit(question, position, held, price)
  if (protective !== null) return protective
  if (orders.unresolvedEntry !== null) return { ...unknownOutcome(orders), deal: watching(question) }
  return timelyExit(question, price) ?? manage(question, price)
}

/** A stop that waits goes on waiting while an entry is unknown. */
const watching = (question: DealQuestion): Decision['deal'] =>
  question.state.beyond === question.stored.beyond ? noChange : changeTo(question, question.state)

const userCloses = ({ closeRequested, permission }: PairFacts): boolean =>
  closeRequested || (permission.kind === 'stopping' && permission.how === 'close')

const heldDetail = ({ facts }: DealQuestion): Detail => ({ quantity: facts.position?.quantity ?? 0 })

function unknownOutcome({ unresolvedExit, unresolvedEntry }: DealOrders): Decision {
  const order = unresolvedExit ?? unresolvedEntry
  return hold('order-outcome-unknown', { key: order?.key ?? null, since: order?.plannedAt ?? null })
}
