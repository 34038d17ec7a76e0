import { exitSide, remainingSteps, type DesiredOrder, type KnownOrder } from '@/lib/domain/orders/order'
import { floorToSteps } from '@/lib/domain/perpetuals/quantize'
import type { DealEnd, EndedDealStatus } from '@/lib/domain/deals/deal'
import type { Decision } from '@/lib/domain/strategies/contract'
import { noChange, noReasons, type Detail } from '@/lib/domain/strategies/dca/hold'
import { immediateTicks } from './corrected-exits'
import type { DealOrders } from './deal-orders'
import type { DealQuestion } from './deal-question'
import type { CloseReason, DealState } from './deal-state'

const endStatus: Readonly<Record<CloseReason, EndedDealStatus>> = {
  'stop-loss': 'stopped',
  'liquidation-guard': 'stopped',
  'deal-loss': 'stopped',
  'take-profit': 'completed',
  'user-close': 'closed-by-user',
}

/**
 * Closes a position: entries are withdrawn, a reduce-only `close` of the actual quantity is renewed until flat, and a resting stop stays
 * until then. What the strategy closes trades at once within the slippage allowed; a close at the user's request needs no price and
 * trades at market. An entry that fills before its cancel arrives is closed in the next round.
 */
export function close(question: DealQuestion, because: CloseReason, detail: Detail): Decision {
  const { state, orders, venueSteps } = question
  const wanted: DesiredOrder[] = []
  if (venueSteps >= 1) {
    wanted.push(closeOrder(question, because))
    if (orders.restingStop !== null) wanted.push(asKnown(orders.restingStop))
  }
  const known = state.closing === because
  return {
    orders: wanted,
    deal: known ? noChange : { kind: 'update', status: 'closing', state: { ...state, closing: because } },
    reason: { code: because, detail },
    further: noReasons,
  }
}

function closeOrder(
  { facts, instrument, config, venueSteps }: DealQuestion,
  because: CloseReason,
): DesiredOrder {
  const side = exitSide(facts.side)
  const { price } = facts
  const immediate = because !== 'user-close' && price !== null
  // A larger position than one order may carry is closed round by round.
  const largest = immediate ? instrument.maxLimitQuantity : instrument.maxMarketQuantity
  return {
    key: 'close',
    side,
    quantitySteps: Math.min(venueSteps, floorToSteps(largest, instrument.quantityStep)),
    price: immediate
      ? { kind: 'ioc', ticks: immediateTicks({ price, instrument }, side, config.maxSlippagePct) }
      : { kind: 'market' },
    reduceOnly: true,
  }
}

/** The wish to leave an order exactly as it is known. */
export const asKnown = (order: KnownOrder): DesiredOrder => ({
  key: order.key,
  side: order.side,
  quantitySteps: remainingSteps(order),
  price: order.price,
  reduceOnly: order.reduceOnly,
})

/** How a flat deal ended, by the exit that closed it; null while nobody of ours has closed anything. */
export function endOf(orders: DealOrders, state: DealState): DealEnd | null {
  if (orders.closeSteps > 0 && state.closing !== null) {
    return { status: endStatus[state.closing], reason: state.closing }
  }
  if (orders.stopSteps > 0) return { status: 'stopped', reason: 'stop-loss' }
  if (orders.takeProfitSteps > 0) return { status: 'completed', reason: 'take-profit' }
  return null
}

/** Ends a deal and withdraws what may still be known of its orders. */
export const endDeal = (end: DealEnd, reason: Decision['reason'], dust = 0): Decision => ({
  orders: [],
  deal: { kind: 'end', end, dust },
  reason,
  further: noReasons,
})
