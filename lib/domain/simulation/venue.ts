import { fromUnits, toUnits } from '@/lib/domain/money'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { unrealisedPnl } from '@/lib/domain/perpetuals/pnl'
import { multipleOf } from '@/lib/domain/perpetuals/quantize'
import { fail, ok, type Result } from '@/lib/domain/result'
import { freeUnits, leverageOf, reserveUnitsOf } from './balance'
import { endOrder } from './end-order'
import { positionKey, type SimulatedOrder, type SimulatedVenue, type VenueSink } from './state'

// The venue's whole surface in one place: the paper exchange and the back-test import from here.
export { advanceBar } from './advance-bar'
export { leverageOf } from './balance'
export { setFundingRate } from './charge-funding'
export { placeOrder, type NewOrder, type Placement } from './place-order'
export {
  openVenue,
  positionKey,
  type SimulatedEvent,
  type SimulatedFill,
  type SimulatedOrder,
  type SimulatedVenue,
  type VenueSink,
} from './state'

/** The resting order with this client id; null = none rests. */
export const restingOrder = (venue: SimulatedVenue, clientOrderId: string): SimulatedOrder | null =>
  venue.orders.find((order) => order.clientOrderId === clientOrderId) ?? null

/** Cancels a resting order and returns it as it ended, fills included; null = no such order rests. */
export function cancelOrder(
  venue: SimulatedVenue,
  clientOrderId: string,
  sink: VenueSink,
): SimulatedOrder | null {
  const order = restingOrder(venue, clientOrderId)
  const market = order === null ? undefined : venue.markets[order.symbol]
  if (order === null || market === undefined) return null
  endOrder({ venue, market, sink }, order, 'CANCELLED', 'cancelled')
  return order
}

/**
 * Sets the leverage of a pair. With an open position a different leverage is refused, because it would move margin and liquidation
 * price under a running deal; the leverage in force already is success. Resting entries reserve anew.
 */
export function setLeverage(
  venue: SimulatedVenue,
  instrument: Instrument,
  side: Side,
  leverage: number,
): Result<void, { kind: 'leverage-too-high'; max: number } | { kind: 'position-open' }> {
  if (!(leverage >= 1)) throw new RangeError('leverage starts at 1')
  const max = Math.max(...instrument.tiers.map((tier) => tier.maxLeverage))
  if (leverage > max) return fail({ kind: 'leverage-too-high', max })
  if (leverage === leverageOf(venue, instrument.symbol, side)) return ok(undefined)
  const key = positionKey(instrument.symbol, side)
  if (venue.positions[key] !== undefined) return fail({ kind: 'position-open' })
  venue.leverages[key] = leverage
  for (const order of venue.orders) {
    if (order.symbol !== instrument.symbol || order.positionSide !== side) continue
    order.reservedUnits = reserveUnitsOf(
      { venue, instrument },
      order,
      order.quantitySteps - order.filledSteps,
    )
  }
  return ok(undefined)
}

/**
 * Wallet, equity (wallet plus unrealised profit) and what new margin may use, in quote. `markOf` gives the mark of a symbol; where it
 * knows none, the last one the venue saw counts.
 */
export function markEquity(
  venue: SimulatedVenue,
  markOf: (symbol: string) => number | null,
): { wallet: number; equity: number; available: number } {
  let equityUnits = venue.walletUnits
  for (const symbol of Object.keys(venue.markets)) {
    for (const side of ['long', 'short'] as const) {
      const position = venue.positions[positionKey(symbol, side)]
      const market = venue.markets[symbol]
      if (position === undefined || market === undefined) continue
      const quantity = multipleOf(position.steps, market.quantityStep)
      const mark = markOf(symbol) ?? market.mark
      // Rounded one by one, so that the sum does not depend on the order of the keys.
      equityUnits += toUnits(unrealisedPnl(side, quantity, position.averageEntry, mark))
    }
  }
  return {
    wallet: fromUnits(venue.walletUnits),
    equity: fromUnits(equityUnits),
    available: fromUnits(Math.max(0, freeUnits(venue))),
  }
}

/** A pair's position in quote and base coin; null = flat. */
export function positionOf(venue: SimulatedVenue, symbol: string, side: Side) {
  const position = venue.positions[positionKey(symbol, side)]
  const market = venue.markets[symbol]
  if (position === undefined || market === undefined) return null
  const { averageEntry, liquidationPrice } = position
  const quantity = multipleOf(position.steps, market.quantityStep)
  return {
    quantity,
    averageEntry,
    margin: fromUnits(position.marginUnits),
    liquidationPrice,
    unrealisedPnl: (mark: number): number => unrealisedPnl(side, quantity, averageEntry, mark),
  }
}
