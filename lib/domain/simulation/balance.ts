import { feeOf } from '@/lib/domain/perpetuals/fees'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { assignedMargin, maxLeverageFor } from '@/lib/domain/perpetuals/margin'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { toUnits } from '@/lib/domain/money'
import { positionKey, type SimulatedOrder, type SimulatedVenue, type Trading } from './state'

// A cost rounded in many parts differs from the cost rounded as a whole by a unit or so per part. The allowance (0.00001 quote) lets an
// order that reserved everything fill to its last step, however many bars that takes.
const ROUNDING_UNITS = 1_000

/** Leverage in force for a pair; 1 until it is set. */
export const leverageOf = (venue: SimulatedVenue, symbol: string, side: Side): number =>
  venue.leverages[positionKey(symbol, side)] ?? 1

/** Wallet less the margins of all positions: what funding is taken from first. */
export function unassignedUnits(venue: SimulatedVenue): number {
  let units = venue.walletUnits
  for (const key in venue.positions) units -= venue.positions[key]?.marginUnits ?? 0
  return units
}

/**
 * Free balance: wallet less position margins less what resting entries reserve. An entry limit reserves its whole order cost (margin,
 * closing fee, taker fee) when it is placed; the reservation turns into margin as it fills. Funding may eat into it, so the balance is
 * checked again at the fill. Isolated losses and profits that are not realised do not count.
 */
export function freeUnits(venue: SimulatedVenue): number {
  let units = unassignedUnits(venue)
  for (const order of venue.orders) units -= order.reservedUnits
  return units
}

/** Margin of `steps` entered at `price`, in units. */
export function marginUnitsOf(
  t: Pick<Trading, 'venue' | 'instrument'>,
  side: Side,
  steps: number,
  price: number,
): number {
  const value = quantityOf(steps, t.instrument) * price
  const leverage = leverageOf(t.venue, t.instrument.symbol, side)
  return toUnits(assignedMargin(side, value, leverage, t.instrument.fees.taker))
}

/** Fee of trading `steps` at `price`, in units; a rebate is negative. */
export const feeUnitsOf = (instrument: Instrument, steps: number, price: number, rate: number): number =>
  toUnits(feeOf(quantityOf(steps, instrument), price, rate)) + 0

/** What a resting entry sets aside for `steps` still open at its limit price. */
export function reserveUnitsOf(
  t: Pick<Trading, 'venue' | 'instrument'>,
  order: Pick<SimulatedOrder, 'positionSide' | 'level' | 'reduceOnly'>,
  steps: number,
): number {
  if (order.reduceOnly || steps === 0) return 0
  const fee = feeUnitsOf(t.instrument, steps, order.level, t.instrument.fees.taker)
  return marginUnitsOf(t, order.positionSide, steps, order.level) + Math.max(0, fee)
}

/** Why an entry of `steps` at `price` may not be had with `availableUnits`; null = it may. */
export function entryObstacle(
  t: Trading,
  side: Side,
  steps: number,
  price: number,
  feeRate: number,
  availableUnits: number,
): 'risk-limit' | 'margin-insufficient' | null {
  const { venue, instrument } = t
  const held = venue.positions[positionKey(instrument.symbol, side)]
  const value = quantityOf((held?.steps ?? 0) + steps, instrument) * price
  if (leverageOf(venue, instrument.symbol, side) > maxLeverageFor(instrument.tiers, value))
    return 'risk-limit'
  const needed = marginUnitsOf(t, side, steps, price) + feeUnitsOf(instrument, steps, price, feeRate)
  return needed > availableUnits + ROUNDING_UNITS ? 'margin-insufficient' : null
}
