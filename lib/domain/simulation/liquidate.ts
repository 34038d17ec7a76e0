import { fromUnits } from '@/lib/domain/money'
import { signOf, type Side } from '@/lib/domain/perpetuals/instrument'
import { exhaustionPrice } from '@/lib/domain/perpetuals/liquidation'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { feeUnitsOf } from './balance'
import { cancelOrders } from './end-order'
import { nextId, positionKey, type SimulatedPosition, type Trading } from './state'
import { forgetWatch } from './watch'

/** True when `mark` is at or beyond the position's liquidation price. */
export const isLiquidated = (position: SimulatedPosition, side: Side, mark: number): boolean =>
  position.liquidationPrice !== null && signOf(side) * mark <= signOf(side) * position.liquidationPrice

/** Liquidates the pair's position if it has one and `mark` is beyond its liquidation price. */
export function liquidateAt(t: Trading, side: Side, mark: number, at: number): boolean {
  const position = t.venue.positions[positionKey(t.instrument.symbol, side)]
  if (position === undefined || !isLiquidated(position, side, mark)) return false
  liquidate(t, side, position, at)
  return true
}

/**
 * Ends a position at its bankruptcy price (6.1, rule 6): gross loss plus fee are exactly the position's margin, and every open order of
 * the pair is cancelled. The price is the one that exhausts the margin, which is the bankruptcy price unless funding was taken from it.
 */
export function liquidate(t: Trading, side: Side, position: SimulatedPosition, at: number): void {
  const { venue, instrument } = t
  const { symbol } = instrument
  const quantity = quantityOf(position.steps, instrument)
  const price = exhaustionPrice({
    side,
    quantity,
    entryPrice: position.averageEntry,
    margin: fromUnits(position.marginUnits),
    takerFeeRate: instrument.fees.taker,
  })
  const feeUnits = feeUnitsOf(instrument, position.steps, price, instrument.fees.taker)
  venue.walletUnits -= position.marginUnits
  delete venue.positions[positionKey(symbol, side)]
  const fillId = nextId(venue, 'fill')
  const shared = { symbol, side, price, at, walletUnitsAfter: venue.walletUnits }
  t.sink.fill({
    ...shared,
    fillId,
    clientOrderId: null,
    action: 'exit',
    quantitySteps: position.steps,
    feeUnits,
    grossUnits: feeUnits - position.marginUnits,
    liquidity: 'taker',
  })
  const eventId = nextId(venue, 'event')
  t.sink.event({ ...shared, kind: 'liquidation', eventId, quantity, fee: fromUnits(feeUnits), fillId })
  cancelOrders(t, 'liquidated', (order) => order.positionSide === side)
  forgetWatch(t.market)
}
