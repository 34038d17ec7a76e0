import {
  isResting,
  isTerminal,
  remainingSteps,
  type DesiredOrder,
  type KnownOrder,
  type OrderKey,
} from './order'

export type PlannedPlace = DesiredOrder & { readonly attempt: number }

/** What to send so that the venue comes to hold the desired orders. Cancels go out before places. */
export type OrderPlan = { readonly cancels: readonly KnownOrder[]; readonly places: readonly PlannedPlace[] }

/**
 * Compares the desired orders of a deal with all known attempts. An order that rests as desired stays; one that is unwanted or
 * different is cancelled, and its replacement is planned in a later round, once the old attempt is terminal: a key never has two
 * live attempts. Beside an attempt whose outcome is unknown nothing is done for its key. Exits are placed before entries, the most
 * protective first.
 */
export function planOrders(
  desired: readonly DesiredOrder[] | 'unchanged',
  known: readonly KnownOrder[],
): OrderPlan {
  if (desired === 'unchanged') return nothing
  const cancels = known.filter((order) => isResting(order.status) && !isWanted(order, desired))
  const places = desired
    .filter((order) => order.quantitySteps >= 1 && !hasLiveAttempt(order.key, known))
    .map((order) => ({ ...order, attempt: nextAttempt(order.key, known) }))
  if (places.length > 1) places.sort((a, b) => urgency(a) - urgency(b))
  return { cancels, places }
}

const nothing: OrderPlan = { cancels: [], places: [] }

function isWanted(order: KnownOrder, desired: readonly DesiredOrder[]): boolean {
  for (const wanted of desired) {
    if (wanted.key === order.key) return isSame(order, wanted)
  }
  return false
}

const isSame = (order: KnownOrder, wanted: DesiredOrder): boolean =>
  order.side === wanted.side &&
  order.reduceOnly === wanted.reduceOnly &&
  remainingSteps(order) === wanted.quantitySteps &&
  order.price.kind === wanted.price.kind &&
  ticksOf(order) === ticksOf(wanted)

const ticksOf = ({ price }: DesiredOrder | KnownOrder): number | null =>
  price.kind === 'market' ? null : price.ticks

function hasLiveAttempt(key: OrderKey, known: readonly KnownOrder[]): boolean {
  for (const order of known) {
    if (order.key === key && !isTerminal(order.status)) return true
  }
  return false
}

/** Attempts count from 1 and never repeat: the client order id is derived from them. */
function nextAttempt(key: OrderKey, known: readonly KnownOrder[]): number {
  let last = 0
  for (const order of known) {
    if (order.key === key && order.attempt > last) last = order.attempt
  }
  return last + 1
}

function urgency(order: DesiredOrder): number {
  if (order.key === 'close') return 0
  if (order.key === 'stop-loss') return 1
  return order.reduceOnly ? 2 : 3
}
