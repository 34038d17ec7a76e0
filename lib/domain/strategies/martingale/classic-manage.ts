import type { DesiredOrder, OrderKey } from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { orderCost } from '@/lib/domain/perpetuals/margin'
import { ceilToTicks, floorToSteps, floorToTicks, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { AccountFacts, Decision, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { decideClassic } from './classic'
import { classicParameters, classicState } from './classic-facts'
import type { ClassicOrder } from './classic-state'
import type { DealQuestion } from './deal-question'
import { resting, standing, stays } from './laid-orders'
import { candlesReason } from './market-signals'
import { entryBlock } from './permission'

/**
 * What the original does with a position, its orders handled by us: what it laid in the last tick is withdrawn first, and it acts once a
 * tick. Nothing protects the position but the original's own procedure.
 */
export function manageClassic(question: DealQuestion, account: AccountFacts, price: PriceFacts): Decision {
  const { facts, config, instrument, orders } = question
  const blocked = entryBlock(question)
  const laid = resting(question, blocked !== null)
  const state = classicState(facts, config, account, instrument, price)
  if (state === null) {
    return standing(question, [...laid.kept, ...laid.passed], candlesReason(facts, config), [])
  }
  const { order, reason, alerts } = decideClassic(state, classicParameters(config, facts.leverage))
  const further = alerts.filter(({ code }) => code !== reason.code)
  if (order === null) return standing(question, laid.kept, reason, further)
  if (laid.passed.length > 0 || stays(question)) {
    return standing(question, laid.kept, laidOut(question, price), further)
  }
  const isEntry = !order.reduceOnly
  if (isEntry && blocked !== null) return standing(question, laid.kept, blocked, further)
  const sent = sendable(facts, account, instrument, keyOf(order, orders), order)
  if ('code' in sent) return standing(question, laid.kept, sent, further)
  return standing(question, [...laid.kept, sent], reason, further)
}

function keyOf({ action }: ClassicOrder, { additions, reductions }: DealQuestion['orders']): OrderKey {
  if (action === 'close') return 'take-profit/1'
  return action === 'reduce' ? `reduce/${reductions + 1}` : `add/${additions + 1}`
}

/**
 * The original's order as the venue takes it: entries only rest, exits are reduce-only limits. What the venue would not take, or what
 * would close more than is held, is not sent; the reason says why.
 */
export function sendable(
  facts: PairFacts,
  account: AccountFacts,
  instrument: Instrument,
  key: OrderKey,
  order: ClassicOrder,
): DesiredOrder | Reason {
  const { side, reduceOnly } = order
  const inTicks = side === 'buy' ? floorToTicks : ceilToTicks
  const ticks = inTicks(order.price, instrument.tickSize)
  const quantitySteps = floorToSteps(order.quantity, instrument.quantityStep)
  const fault = reduceOnly
    ? exitFault(facts, instrument, order)
    : entryFault(facts, account, instrument, order)
  return (
    fault ?? {
      key,
      side,
      quantitySteps,
      price: { kind: reduceOnly ? 'limit' : 'post-only', ticks },
      reduceOnly,
    }
  )
}

function exitFault({ position }: PairFacts, { minQuantity }: Instrument, { quantity }: ClassicOrder) {
  const held = position?.quantity ?? 0
  return quantity <= held ? null : belowMinimum(held, minQuantity, quantity)
}

function entryFault(
  { side, leverage, fees }: PairFacts,
  { available }: AccountFacts,
  { minQuantity, minCost }: Instrument,
  { quantity, price }: ClassicOrder,
): Reason | null {
  const value = quantity * price
  if (value < minCost) return belowMinimum(quantity, minQuantity, minCost / price)
  const needed = orderCost(side, value, leverage, fees.taker)
  return needed > available ? { code: 'margin-insufficient', detail: { needed, limit: available } } : null
}

const belowMinimum = (value: number, limit: number, needed: number): Reason => ({
  code: 'order-below-minimum',
  detail: { value, limit, needed },
})

function laidOut({ facts, instrument, venueSteps, orders }: DealQuestion, price: PriceFacts): Reason {
  const quantity = quantityOf(venueSteps, instrument)
  const detail = { side: facts.side, price: price.last, level: orders.additions, quantity }
  return { code: 'orders-in-place', detail }
}
