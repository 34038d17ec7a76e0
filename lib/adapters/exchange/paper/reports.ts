import { unitsToDecimal } from '@/lib/domain/money'
import { decimalsOf, multipleOf } from '@/lib/domain/perpetuals/quantize'
import type { SimulatedEvent, SimulatedFill, SimulatedOrder } from '@/lib/domain/simulation/venue'
import type { OrderReport, VenueEvent, VenueFill } from '@/lib/ports/exchange'

/** An order of the simulated venue as the exchange port reports it: everything known, amounts as exact decimal strings. */
export function orderReport(order: SimulatedOrder, quantityStep: number): OrderReport {
  return {
    clientOrderId: order.clientOrderId,
    venueOrderId: order.venueOrderId,
    status: order.status,
    fills: order.fills.map((fill) => venueFill(fill, quantityStep)),
    cause: order.cause,
  }
}

/** A venue event as the port reports it. A liquidation's profit is that of the fill that closed the position. */
export function venueEvent(
  event: SimulatedEvent,
  quantityStep: number,
  liquidationFill: SimulatedFill | null,
): VenueEvent {
  const quantity = event.quantity.toFixed(decimalsOf(quantityStep))
  const { eventId, symbol, side, at } = event
  if (event.kind === 'funding') {
    return {
      kind: 'funding',
      eventId,
      symbol,
      side,
      quantity,
      markPrice: decimal(event.markPrice),
      rate: decimal(event.rate),
      amount: unitsToDecimal(event.amountUnits),
      at,
    }
  }
  return {
    kind: 'liquidation',
    eventId,
    symbol,
    side,
    quantity,
    price: decimal(event.price),
    fee: unitsToDecimal(liquidationFill?.feeUnits ?? 0),
    gross: unitsToDecimal(liquidationFill?.grossUnits ?? 0),
    at,
  }
}

function venueFill(fill: SimulatedFill, quantityStep: number): VenueFill {
  return {
    fillId: fill.fillId,
    quantity: multipleOf(fill.quantitySteps, quantityStep).toFixed(decimalsOf(quantityStep)),
    price: decimal(fill.price),
    fee: unitsToDecimal(fill.feeUnits),
    gross: unitsToDecimal(fill.grossUnits),
    liquidity: fill.liquidity,
    at: fill.at,
  }
}

/** A price or rate as a plain decimal string: small numbers would otherwise print with an exponent. */
function decimal(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(18).replace(/\.?0+$/, '') : text
}
