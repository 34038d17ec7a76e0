import { exitSide, type DesiredOrder } from '@/lib/domain/orders/order'
import { floorToSteps, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { DealEnd, EndedDealStatus } from '@/lib/domain/deals/deal'
import type { DealChange, Decision } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from './config'
import { asKnown } from './deal-orders'
import type { DealQuestion } from './deal-question'
import type { CloseReason, DealState } from './deal-state'
import { noChange, noReasons, type Detail } from './hold'
import { filledStop } from './stop'

const endStatus: Readonly<Record<CloseReason, EndedDealStatus>> = {
  'stop-loss': 'stopped',
  'breakeven-exit': 'completed',
  'liquidation-guard': 'stopped',
  'deal-loss': 'stopped',
  'daily-loss': 'stopped',
  drawdown: 'stopped',
  'time-stop': 'stopped',
  'trailing-exit': 'completed',
  'user-close': 'closed-by-user',
}

/** Losses of one deal after which "close and pause" waits for the user; breakers of the pair have halts of their own. */
const pausing: ReadonlySet<DealEnd['reason']> = new Set(['stop-loss', 'liquidation-guard', 'deal-loss'])

/**
 * Closes a position at the market: entries and targets are withdrawn, a reduce-only `close` of the actual quantity is renewed until
 * flat, and a resting stop stays until then. An entry that fills before its cancel arrives is closed in the next round. `detail`
 * holds the values that led here, for the first round's reason.
 */
export function close(question: DealQuestion, because: CloseReason, detail: Detail): Decision {
  const { facts, instrument, state, orders, venueSteps } = question
  const wanted: DesiredOrder[] = []
  if (venueSteps >= 1) {
    // A larger position than one market order may carry is closed round by round.
    const most = floorToSteps(instrument.maxMarketQuantity, instrument.quantityStep)
    wanted.push({
      key: 'close',
      side: exitSide(facts.side),
      quantitySteps: Math.min(venueSteps, most),
      price: { kind: 'market' },
      reduceOnly: true,
      reason: because,
    })
    if (orders.restingStop !== null) wanted.push(asKnown(orders.restingStop))
  }
  const known = state.closing === because
  const quantity = quantityOf(venueSteps, instrument)
  return {
    orders: wanted,
    deal: known ? noChange : startClosing(state, because),
    reason: known
      ? { code: 'closing-in-progress', detail: { because, quantity } }
      : { code: because, detail },
    further: noReasons,
  }
}

const startClosing = (state: DealState, because: CloseReason): DealChange => ({
  kind: 'update',
  status: 'closing',
  state: { ...state, closing: because },
})

/** How a flat deal ended, by the exit that closed it; null while nobody of ours has closed anything. */
export function endOf(question: DealQuestion): DealEnd | null {
  const { orders, state, config } = question
  if (orders.closeSteps > 0 && state.closing !== null) return ended(state.closing, config)
  if (orders.stopSteps > 0) return ended(filledStop(question), config)
  if (orders.takeProfitSteps > 0) return { status: 'completed', reason: 'take-profit' }
  return null
}

function ended(reason: CloseReason, { stopLossAction }: DcaConfig): DealEnd {
  const end: DealEnd = { status: endStatus[reason], reason }
  return stopLossAction === 'close-and-pause' && pausing.has(reason) ? { ...end, pauses: true } : end
}

/** Ends a deal and withdraws what may still be known of its orders. */
export const endDeal = (end: DealEnd, reason: Decision['reason'], dust = 0): Decision => ({
  orders: [],
  deal: { kind: 'end', end, dust },
  reason,
  further: noReasons,
})
