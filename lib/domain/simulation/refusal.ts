import { entrySide } from '@/lib/domain/orders/order'
import { priceOf, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import type { NewOrder } from './place-order'
import { positionKey, type Trading } from './state'

/** Why the venue does not take an order; nothing of it was executed. */
export type Refusal = {
  readonly code:
    | 'duplicate-client-order-id'
    | 'wrong-symbol'
    | 'quantity-invalid'
    | 'price-invalid'
    | 'below-minimum-quantity'
    | 'above-maximum-quantity'
    | 'below-minimum-cost'
    | 'reduce-only'
    | 'stop-not-reduce-only'
    | 'post-only-would-cross'
    | 'risk-limit'
    | 'margin-insufficient'
  readonly message: string
}

/** Checks an order against the instrument's rules and the position it belongs to; margin is checked where its cost is known. */
export function refusalOf(t: Trading, quote: PriceFacts, order: NewOrder): Refusal | null {
  return (
    malformed(t, order) ??
    outsideLimits(t, quote, order) ??
    wrongDirection(t, order) ??
    wouldCross(t, quote, order)
  )
}

function malformed({ venue, instrument }: Trading, order: NewOrder): Refusal | null {
  if (order.symbol !== instrument.symbol) {
    return { code: 'wrong-symbol', message: 'The order names another symbol.' }
  }
  if (venue.orders.some((resting) => resting.clientOrderId === order.clientOrderId)) {
    return { code: 'duplicate-client-order-id', message: 'An order with this client id rests already.' }
  }
  if (!Number.isSafeInteger(order.quantitySteps) || order.quantitySteps < 1) {
    return { code: 'quantity-invalid', message: 'The quantity is not a positive number of whole steps.' }
  }
  if (order.price.kind !== 'market' && !(Number.isSafeInteger(order.price.ticks) && order.price.ticks > 0)) {
    return { code: 'price-invalid', message: 'The price is not a positive number of whole ticks.' }
  }
  return null
}

function outsideLimits({ venue, instrument }: Trading, quote: PriceFacts, order: NewOrder): Refusal | null {
  const quantity = quantityOf(order.quantitySteps, instrument)
  const reduces = order.side !== entrySide(order.positionSide)
  const held = venue.positions[positionKey(order.symbol, order.positionSide)]?.steps ?? 0
  const closesAll = reduces && order.quantitySteps >= held
  if (quantity < instrument.minQuantity && !closesAll) {
    return { code: 'below-minimum-quantity', message: `The smallest quantity is ${instrument.minQuantity}.` }
  }
  const { kind } = order.price
  const atMarket = kind === 'market' || kind === 'stop'
  const max = atMarket ? instrument.maxMarketQuantity : instrument.maxLimitQuantity
  if (quantity > max) return { code: 'above-maximum-quantity', message: `The largest quantity is ${max}.` }
  const price = order.price.kind === 'market' ? quote.last : priceOf(order.price.ticks, instrument)
  if (!reduces && quantity * price < instrument.minCost) {
    return { code: 'below-minimum-cost', message: `The smallest notional is ${instrument.minCost}.` }
  }
  return null
}

function wrongDirection({ venue }: Trading, order: NewOrder): Refusal | null {
  const reduces = order.side !== entrySide(order.positionSide)
  if (order.reduceOnly && !reduces) {
    return { code: 'reduce-only', message: 'A reduce-only order cannot add to the position.' }
  }
  if (order.price.kind === 'stop' && !reduces) {
    return { code: 'stop-not-reduce-only', message: 'Stops only reduce a position.' }
  }
  if (reduces && venue.positions[positionKey(order.symbol, order.positionSide)] === undefined) {
    return { code: 'reduce-only', message: 'There is no position to reduce.' }
  }
  return null
}

function wouldCross({ instrument }: Trading, { bid, ask }: PriceFacts, order: NewOrder): Refusal | null {
  if (order.price.kind !== 'post-only') return null
  const level = priceOf(order.price.ticks, instrument)
  const crosses = order.side === 'buy' ? level >= ask : level <= bid
  return crosses
    ? { code: 'post-only-would-cross', message: 'A post-only order must not trade at once.' }
    : null
}
