import { entrySide, type OrderPrice, type OrderSide } from '@/lib/domain/orders/order'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { priceOf } from '@/lib/domain/perpetuals/quantize'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { entryObstacle, freeUnits, reserveUnitsOf } from './balance'
import { bookFill } from './book-fill'
import { chargeFunding } from './charge-funding'
import { endOrder } from './end-order'
import { liquidateAt } from './liquidate'
import { refusalOf, type Refusal } from './refusal'
import {
  marketOf,
  nextId,
  positionKey,
  type SimulatedOrder,
  type SimulatedVenue,
  type Trading,
  type VenueSink,
} from './state'
import { boundedExit, stepsWithinLimit, stepsWithinPriceLimit, takerPrice } from './taker-price'
import { forgetWatch } from './watch'

/** What the venue is asked for; a place command of the exchange port is one. */
export type NewOrder = {
  readonly clientOrderId: string
  readonly symbol: string
  readonly positionSide: Side
  readonly side: OrderSide
  readonly price: OrderPrice
  readonly quantitySteps: number
  readonly reduceOnly: boolean
}

export type Placement =
  | { readonly kind: 'accepted'; readonly order: SimulatedOrder }
  | { readonly kind: 'refused'; readonly code: Refusal['code']; readonly message: string }

/**
 * Places an order at a quote. Market and immediate orders, limits that cross and stops already triggered trade at once as takers (the
 * returned order may have ended); the rest is on the book from the first bar that opens at or after the quote. Funding due by the quote's time is
 * charged first, on what was held before, and a position beyond its liquidation price at the quote's mark is liquidated first.
 */
export function placeOrder(
  venue: SimulatedVenue,
  instrument: Instrument,
  quote: PriceFacts,
  order: NewOrder,
  sink: VenueSink,
): Placement {
  const market = marketOf(venue, instrument, quote.at)
  const t: Trading = { venue, instrument, market, sink }
  chargeFunding(t, quote.at, quote.mark)
  market.mark = quote.mark
  market.markAt = quote.at
  liquidateAt(t, order.positionSide, quote.mark, quote.at)
  const refusal = refusalOf(t, quote, order)
  if (refusal !== null) return { kind: 'refused', ...refusal }
  const accepted = acknowledge(t, quote, order)
  return tradesAtOnce(quote, accepted) ? trade(t, quote, accepted) : rest(t, accepted)
}

function tradesAtOnce(quote: PriceFacts, order: SimulatedOrder): boolean {
  if (order.price.kind === 'market' || order.price.kind === 'ioc') return true
  if (order.price.kind === 'stop') {
    return order.side === 'sell' ? quote.mark <= order.level : quote.mark >= order.level
  }
  return order.side === 'buy' ? order.level >= quote.ask : order.level <= quote.bid
}

function acknowledge({ venue, instrument }: Trading, quote: PriceFacts, order: NewOrder): SimulatedOrder {
  const { clientOrderId, symbol, positionSide, side, price, quantitySteps } = order
  return {
    clientOrderId,
    venueOrderId: nextId(venue, 'order'),
    symbol,
    positionSide,
    side,
    price,
    level: price.kind === 'market' ? 0 : priceOf(price.ticks, instrument),
    quantitySteps,
    // In hedge mode the order side alone says whether a position grows or shrinks.
    reduceOnly: side !== entrySide(positionSide),
    placedAt: quote.at,
    status: 'ACK',
    filledSteps: 0,
    fills: [],
    cause: null,
    reservedUnits: 0,
  }
}

// Puts the open rest on the book. What was never filled may still be refused; a rest that cannot be paid for ends instead.
function rest(t: Trading, order: SimulatedOrder): Placement {
  const open = order.quantitySteps - order.filledSteps
  if (!order.reduceOnly) {
    const { taker } = t.instrument.fees
    const obstacle = entryObstacle(t, order.positionSide, open, order.level, taker, freeUnits(t.venue))
    if (obstacle !== null && order.filledSteps === 0) return refusedFor(obstacle)
    if (obstacle !== null) {
      endOrder(t, order, 'CANCELLED', obstacle)
      return { kind: 'accepted', order }
    }
  }
  order.reservedUnits = reserveUnitsOf(t, order, open)
  t.venue.orders.push(order)
  forgetWatch(t.market)
  return { kind: 'accepted', order }
}

// As a taker, up to the venue's price limit (a stop executes whole) and never worse than the order's own. What is over: a limit rests,
// a market order and an immediate one end.
function trade(t: Trading, quote: PriceFacts, order: SimulatedOrder): Placement {
  const { venue, instrument } = t
  const position = venue.positions[positionKey(instrument.symbol, order.positionSide)]
  const inPosition = order.reduceOnly ? (position?.steps ?? 0) : Infinity
  const wanted = Math.min(order.quantitySteps, inPosition)
  const steps = Math.min(wanted, depthFor(t, quote, order))
  if (steps > 0) {
    const price = tradePrice(t, quote, order, steps)
    if (!order.reduceOnly) {
      const { taker } = instrument.fees
      const obstacle = entryObstacle(t, order.positionSide, steps, price, taker, freeUnits(venue))
      if (obstacle !== null) return refusedFor(obstacle)
    }
    bookFill(t, order, { steps, price, liquidity: 'taker', at: quote.at })
  }
  if (order.status === 'FILLED' || order.status === 'CANCELLED') return { kind: 'accepted', order }
  if (order.price.kind === 'limit') return rest(t, order)
  endOrder(t, order, 'CANCELLED', steps < wanted ? 'price-limit' : 'reduce-only')
  return { kind: 'accepted', order }
}

/** Whole steps that the book gives at once before a limit stands in the way: the order's own, or the venue's. */
function depthFor({ market, instrument }: Trading, quote: PriceFacts, order: SimulatedOrder): number {
  if (order.price.kind === 'stop') return Infinity
  const depth = stepsWithinPriceLimit(market, instrument, quote.last)
  if (order.price.kind !== 'ioc') return depth
  const crosses = order.side === 'buy' ? order.level >= quote.ask : order.level <= quote.bid
  return crosses ? Math.min(depth, stepsWithinLimit(market, instrument, quote.last, order.level)) : 0
}

function tradePrice(t: Trading, quote: PriceFacts, order: SimulatedOrder, steps: number): number {
  const { instrument, market, venue } = t
  const modelled = takerPrice(market, instrument, order.side, steps, quote.last)
  const atMarket = order.side === 'buy' ? Math.max(quote.ask, modelled) : Math.min(quote.bid, modelled)
  const worst = order.side === 'buy' ? Math.min : Math.max
  const hasLimit = order.price.kind === 'limit' || order.price.kind === 'ioc'
  const price = hasLimit ? worst(atMarket, order.level) : atMarket
  const position = venue.positions[positionKey(instrument.symbol, order.positionSide)]
  if (!order.reduceOnly || position === undefined) return price
  return boundedExit(instrument, position, order.positionSide, price)
}

function refusedFor(code: 'risk-limit' | 'margin-insufficient'): Placement {
  const message =
    code === 'risk-limit'
      ? 'The position would be too large for its leverage.'
      : 'The free balance does not cover margin and fees.'
  return { kind: 'refused', code, message }
}
