import { fromUnits, toUnits } from '@/lib/domain/money'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { averageAfterEntry, grossOfExit } from '@/lib/domain/perpetuals/position'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { feeUnitsOf, marginUnitsOf, reserveUnitsOf } from './balance'
import { cancelOrders, endOrder } from './end-order'
import {
  nextId,
  positionKey,
  type SimulatedFill,
  type SimulatedOrder,
  type SimulatedPosition,
  type Trading,
} from './state'
import { forgetWatch } from './watch'

/** One execution to book. */
export type Execution = {
  readonly steps: number
  readonly price: number
  readonly liquidity: 'maker' | 'taker'
  readonly at: number
}

/** Books a fill of an order on its position, wallet and reservation. A full exit cancels the pair's other reduce-only orders. */
export function bookFill(t: Trading, order: SimulatedOrder, execution: Execution): void {
  if (order.reduceOnly) bookExit(t, order, execution)
  else bookEntry(t, order, execution)
  forgetWatch(t.market)
}

function bookEntry(t: Trading, order: SimulatedOrder, execution: Execution): void {
  const { venue, instrument } = t
  const { steps, price, liquidity, at } = execution
  const side = order.positionSide
  const key = positionKey(instrument.symbol, side)
  const position = (venue.positions[key] ??= {
    steps: 0,
    averageEntry: price,
    marginUnits: 0,
    liquidationPrice: null,
    heldFrom: at,
  })
  const held = quantityOf(position.steps, instrument)
  position.averageEntry = averageAfterEntry(held, position.averageEntry, quantityOf(steps, instrument), price)
  position.steps += steps
  position.marginUnits += marginUnitsOf(t, side, steps, price)
  position.heldFrom = Math.max(position.heldFrom, at)
  setLiquidationPrice(t, side, position)
  const feeUnits = feeUnitsOf(instrument, steps, price, instrument.fees[liquidity])
  record(t, order, execution, feeUnits, 0)
}

function bookExit(t: Trading, order: SimulatedOrder, execution: Execution): void {
  const { venue, instrument } = t
  const { steps, price, liquidity } = execution
  const side = order.positionSide
  const key = positionKey(instrument.symbol, side)
  const position = venue.positions[key]
  if (position === undefined || steps > position.steps) throw new RangeError('an exit exceeds its position')
  const gross = grossOfExit(side, quantityOf(steps, instrument), position.averageEntry, price)
  const feeUnits = feeUnitsOf(instrument, steps, price, instrument.fees[liquidity])
  const released = Math.round((position.marginUnits * steps) / position.steps)
  position.steps -= steps
  position.marginUnits -= released
  if (position.steps === 0) delete venue.positions[key]
  else setLiquidationPrice(t, side, position)
  record(t, order, execution, feeUnits, toUnits(gross) + 0)
  if (position.steps > 0) return
  if (order.filledSteps < order.quantitySteps) endOrder(t, order, 'CANCELLED', 'reduce-only')
  cancelOrders(t, 'position-closed', (other) => other.reduceOnly && other.positionSide === side)
}

/** Recomputes the liquidation price from margin, average and risk table (5.3, variant B). */
export function setLiquidationPrice(t: Trading, side: Side, position: SimulatedPosition): void {
  position.liquidationPrice = liquidationPrice(
    {
      side,
      quantity: quantityOf(position.steps, t.instrument),
      entryPrice: position.averageEntry,
      margin: fromUnits(position.marginUnits),
      takerFeeRate: t.instrument.fees.taker,
    },
    t.instrument.tiers,
  )
  forgetWatch(t.market)
}

function record(
  t: Trading,
  order: SimulatedOrder,
  execution: Execution,
  feeUnits: number,
  grossUnits: number,
): void {
  t.venue.walletUnits += grossUnits - feeUnits
  const fill: SimulatedFill = {
    fillId: nextId(t.venue, 'fill'),
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.positionSide,
    action: order.reduceOnly ? 'exit' : 'entry',
    quantitySteps: execution.steps,
    price: execution.price,
    feeUnits,
    grossUnits,
    liquidity: execution.liquidity,
    at: execution.at,
    walletUnitsAfter: t.venue.walletUnits,
  }
  order.fills.push(fill)
  order.filledSteps += execution.steps
  const rest = order.quantitySteps - order.filledSteps
  order.status = 'PARTIAL'
  // Only what rests reserves; an order that trades as it is placed takes its reservation when its rest starts to rest.
  if (order.reservedUnits > 0) order.reservedUnits = reserveUnitsOf(t, order, rest)
  t.sink.fill(fill)
  if (rest === 0) endOrder(t, order, 'FILLED', null)
}
