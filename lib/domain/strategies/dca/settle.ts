import type { DealEnd } from '@/lib/domain/deals/deal'
import type { Decision } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { isOpening } from './base-order'
import { endDeal, endOf } from './closing'
import type { DealQuestion } from './deal-question'
import { noChange, noReasons } from './hold'

/**
 * Guard 3, reconcile: ends a deal that is flat and of which no order can fill any more, withdraws what is left of one that is flat,
 * and tells a position that vanished. Null = the deal goes on.
 */
export function settle(question: DealQuestion): Decision | null {
  const { orders, ledgerSteps, venueSteps } = question
  // While an entry's outcome is unknown, a difference between ledger and venue may be that entry: nothing ends.
  if (orders.unresolvedEntry !== null) return null
  if (ledgerSteps > 0) return venueSteps > 0 ? dust(question) : vanished(question)
  if (venueSteps > 0) return null
  if (orders.entrySteps === 0) {
    return orders.open > 0 || isOpening(question) ? null : neverOpened(question)
  }
  if (orders.open > 0) return withdraw({ code: 'closing-in-progress', detail: { withdrawing: orders.open } })
  return finish(question, endOf(question) ?? outside)
}

const outside: DealEnd = { status: 'closed-outside', reason: 'closed-outside' }

const withdraw = (reason: Reason): Decision => ({ orders: [], deal: noChange, reason, further: noReasons })

function finish({ deal, instrument }: DealQuestion, end: DealEnd): Decision {
  const left = Math.max(0, deal.ledger.quantity)
  // Sums of doubles leave noise far below a step; only a real remainder is dust.
  const dustLeft = left > instrument.quantityStep * 1e-6 && end.status !== 'closed-outside' ? left : 0
  const { realisedGross, entryFees, exitFees, funding } = deal.ledger
  const net = realisedGross - entryFees - exitFees + funding
  const code = end.reason === 'order-refused' || end.reason === 'unfilled' ? 'dust-left' : end.reason
  return endDeal(end, { code, detail: { status: end.status, net, quantity: dustLeft } }, dustLeft)
}

/** The position is gone and none of our exits closed it: our orders go first, the deal ends once none can fill any more. */
function vanished(question: DealQuestion): Decision {
  const { orders, deal } = question
  if (orders.open > 0) return withdraw({ code: 'closed-outside', detail: { quantity: deal.ledger.quantity } })
  return finish(question, orders.closeSteps > 0 ? (endOf(question) ?? outside) : outside)
}

/** A remainder below the minimum that the venue refuses to close ends the deal instead of being tried for ever (2.6). */
function dust(question: DealQuestion): Decision | null {
  const { instrument, orders, venueSteps, ledgerSteps, deal } = question
  if (!orders.exitRefused || venueSteps !== ledgerSteps) return null
  if (deal.ledger.quantity >= instrument.minQuantity) return null
  if (orders.open > 0) return withdraw({ code: 'dust-left', detail: { quantity: deal.ledger.quantity } })
  return finish(question, endOf(question) ?? { status: 'cancelled', reason: 'unfilled' })
}

function neverOpened({ orders, state }: DealQuestion): Decision {
  if (state.closing === 'user-close') {
    return endDeal(
      { status: 'cancelled', reason: 'user-close' },
      { code: 'user-close', detail: { quantity: 0 } },
    )
  }
  const refused = orders.base?.status === 'REJECTED'
  const message = refused
    ? `The exchange refused the base order${orders.base?.refusal == null ? '' : ` (${orders.base.refusal})`}.`
    : 'The base order ended without a fill.'
  const check = refused ? 'order-refused' : 'unfilled'
  return endDeal(
    { status: refused ? 'failed' : 'cancelled', reason: check },
    { code: 'preflight-failed', detail: { check, level: 0, message } },
  )
}
