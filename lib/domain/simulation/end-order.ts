import type { SimulatedOrder, Trading } from './state'
import { forgetWatch } from './watch'

/** Ends an order: takes it off the book, frees its reservation and reports it. */
export function endOrder(
  t: Pick<Trading, 'venue' | 'market' | 'sink'>,
  order: SimulatedOrder,
  status: 'FILLED' | 'CANCELLED',
  cause: string | null,
): void {
  const index = t.venue.orders.indexOf(order)
  if (index !== -1) t.venue.orders.splice(index, 1)
  order.status = status
  order.cause = cause
  order.reservedUnits = 0
  forgetWatch(t.market)
  t.sink.orderClosed(order)
}

/** Cancels every resting order of the instrument that `matches`, oldest first. */
export function cancelOrders(t: Trading, cause: string, matches: (order: SimulatedOrder) => boolean): void {
  const doomed = t.venue.orders.filter((order) => order.symbol === t.instrument.symbol && matches(order))
  for (const order of doomed) endOrder(t, order, 'CANCELLED', cause)
}
