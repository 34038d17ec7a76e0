import type {
  AccountFacts,
  DealFacts,
  Decision,
  PairFacts,
  PriceFacts,
} from '@/lib/domain/strategies/contract'
import { accountFault, priceFault } from '@/lib/domain/strategies/dca/freshness'
import { hold, noChange, noReasons, type Detail } from '@/lib/domain/strategies/dca/hold'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { manageClassic } from './classic-manage'
import { asKnown, close } from './closing'
import type { MartingaleConfig } from './config'
import { answerCorrected } from './corrected-manage'
import { readDealOrders, type DealOrders } from './deal-orders'
import { dealQuestion, type DealQuestion } from './deal-question'
import type { CloseReason } from './deal-state'
import { resting } from './laid-orders'
import { decideFlat } from './opening'
import { entryBlock, refusalOf } from './permission'
import { settle } from './settle'

/**
 * One decision of the martingale strategy in either mode: the guards of trading reference 2.5 in their order around the procedure of
 * 3.2 or 3.4. Pure; the same facts and settings always give the same decision.
 */
export function decide(facts: PairFacts, config: MartingaleConfig): Decision {
  return facts.deal === null ? decideFlat(facts, config) : decideDeal(facts, facts.deal, config)
}

function decideDeal(facts: PairFacts, deal: DealFacts, config: MartingaleConfig): Decision {
  const orders = readDealOrders(facts.orders)
  if (orders.unresolvedExit !== null) return unknownOutcome(orders)
  const accountHold = accountFault(facts, orders.newest)
  if (accountHold !== null) return accountHold
  const { instrument, account } = facts
  // Without its rules no quantity can be counted in steps: nothing is compared, nothing ends, nothing is sent.
  if (instrument === null) return hold('instrument-missing', { source: 'instrument' })
  const question = dealQuestion(facts, instrument, deal, config, orders)
  const settled = settle(question)
  if (settled !== null) return settled
  const { permission } = facts
  if (userCloses(facts) && permission.kind !== 'settle-only') {
    return close(question, 'user-close', { quantity: facts.position?.quantity ?? 0 })
  }
  if (question.state.closing === 'user-close') return close(question, 'user-close', heldDetail(question))
  const isStopped = permission.kind === 'settle-only' && permission.because === 'stopped'
  const closing = question.state.closing ?? remainderOf(question)
  if (isStopped && closing === null) return hold('stopped')
  const { price } = facts
  const priceHold = priceFault(price, facts.now)
  if (price === null || account === null || priceHold !== null) {
    return orders.unresolvedEntry === null ? (priceHold ?? hold('price-missing')) : unknownOutcome(orders)
  }
  return closing === null
    ? decideAtPrice(question, account, price)
    : close(question, closing, heldDetail(question))
}

/** Once the stop has acted the deal is over: an addition that filled beside it is closed, not made the start of another climb. */
const remainderOf = ({ orders, venueSteps }: DealQuestion): CloseReason | null =>
  orders.stopSteps > 0 && venueSteps > 0 ? 'stop-loss' : null

/** Protection first; an entry of unknown outcome lets nothing else pass (guard 1), nor does a permission that only settles. */
function decideAtPrice(question: DealQuestion, account: AccountFacts, price: PriceFacts): Decision {
  const { facts, config, orders, ledgerSteps, venueSteps } = question
  const { permission } = facts
  // A position none of whose entries is ours belongs to somebody else: it is told, never closed by a guard.
  const isOurs = venueSteps > 0 && (ledgerSteps > 0 || orders.unresolvedEntry !== null)
  const answer = isOurs && config.mode === 'corrected' ? answerCorrected(question, account, price) : null
  if (answer?.kind === 'protect') return answer.decision
  if (orders.unresolvedEntry !== null) return unknownOutcome(orders)
  if (permission.kind === 'settle-only') return hold(permission.because)
  if (permission.kind === 'stopping') return stopping(question, refusalOf(permission))
  if (venueSteps === 0) return opening(question)
  if (!isOurs) return only([], entryBlock(question) ?? { code: 'out-of-sync', detail: {} })
  return answer === null ? manageClassic(question, account, price) : answer.decide()
}

/** Leaves the resting stop in place where the user wants his exits kept; everything else is withdrawn. */
function stopping({ orders, facts }: DealQuestion, reason: Reason): Decision {
  const { permission } = facts
  const keeps = permission.kind === 'stopping' && permission.how === 'keep-exits'
  return only(keeps && orders.restingStop !== null ? [asKnown(orders.restingStop)] : [], reason)
}

/** The first order rests and nothing has filled; what it did not get within its tick it does not get any more. */
function opening(question: DealQuestion): Decision {
  const blocked = entryBlock(question)
  const { kept } = resting(question, blocked !== null)
  return only(
    kept,
    blocked ?? { code: 'orders-in-place', detail: { phase: 'opening', side: question.facts.side } },
  )
}

const only = (orders: Exclude<Decision['orders'], 'unchanged'>, reason: Reason): Decision => ({
  orders,
  deal: noChange,
  reason,
  further: noReasons,
})

const userCloses = ({ closeRequested, permission }: PairFacts): boolean =>
  closeRequested || (permission.kind === 'stopping' && permission.how === 'close')

const heldDetail = ({ facts }: DealQuestion): Detail => ({ quantity: facts.position?.quantity ?? 0 })

function unknownOutcome({ unresolvedExit, unresolvedEntry }: DealOrders): Decision {
  const order = unresolvedExit ?? unresolvedEntry
  return hold('order-outcome-unknown', { key: order?.key ?? null, since: order?.plannedAt ?? null })
}
