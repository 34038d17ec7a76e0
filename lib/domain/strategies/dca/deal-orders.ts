import {
  isResting,
  isTerminal,
  remainingSteps,
  type DesiredOrder,
  type KnownOrder,
} from '@/lib/domain/orders/order'

/** All attempts of a deal's rung together. */
export type RungOrders = {
  filledSteps: number
  /** The newest attempt. */
  latest: KnownOrder
}

/** What the orders of a deal add up to: one pass over all attempts. Quantities in whole steps. */
export type DealOrders = {
  base: KnownOrder | null
  entrySteps: number
  takeProfitSteps: number
  stopSteps: number
  /** Trigger of the newest stop that filled, in whole ticks; null while none has. */
  stopTicks: number | null
  closeSteps: number
  /** Levels at which a part was sold on the way to liquidation. */
  readonly reducedLevels: number[]
  readonly rungs: (RungOrders | undefined)[]
  /** Orders that may still fill. */
  open: number
  unresolvedEntry: KnownOrder | null
  unresolvedExit: KnownOrder | null
  restingStop: KnownOrder | null
  /** The venue refused the newest exit. */
  exitRefused: boolean
  /** When the newest order was planned; -Infinity without orders. */
  newest: number
}

/** Adds up the orders of a deal, oldest first. */
export function readDealOrders(orders: readonly KnownOrder[]): DealOrders {
  const sum: DealOrders = {
    base: null,
    entrySteps: 0,
    takeProfitSteps: 0,
    stopSteps: 0,
    stopTicks: null,
    closeSteps: 0,
    reducedLevels: [],
    rungs: [],
    open: 0,
    unresolvedEntry: null,
    unresolvedExit: null,
    restingStop: null,
    exitRefused: false,
    newest: -Infinity,
  }
  for (const order of orders) {
    if (order.plannedAt > sum.newest) sum.newest = order.plannedAt
    if (order.reduceOnly) addExit(sum, order)
    else addEntry(sum, order)
  }
  return sum
}

/** The wish to leave an order exactly as it is known. */
export const asKnown = (order: KnownOrder): DesiredOrder => ({
  key: order.key,
  side: order.side,
  quantitySteps: remainingSteps(order),
  price: order.price,
  reduceOnly: order.reduceOnly,
})

function addEntry(sum: DealOrders, order: KnownOrder): void {
  sum.entrySteps += order.filledSteps
  if (!isTerminal(order.status)) {
    sum.open++
    // PLANNED counts too: until the order is sent or given up, nothing may be planned beside it.
    if (!isResting(order.status)) sum.unresolvedEntry = order
  }
  if (order.key === 'base') {
    sum.base = order
    return
  }
  const level = Number(order.key.slice('safety/'.length))
  const rung = sum.rungs[level]
  if (rung === undefined) sum.rungs[level] = { filledSteps: order.filledSteps, latest: order }
  else {
    rung.filledSteps += order.filledSteps
    rung.latest = order
  }
}

function addExit(sum: DealOrders, order: KnownOrder): void {
  sum.exitRefused = order.status === 'REJECTED'
  if (order.key === 'stop-loss') addStop(sum, order)
  else if (order.key === 'close') sum.closeSteps += order.filledSteps
  else if (order.key.startsWith('reduce/')) addReduction(sum, order)
  else sum.takeProfitSteps += order.filledSteps
  if (isTerminal(order.status)) return
  sum.open++
  if (!isResting(order.status)) sum.unresolvedExit = order
  else if (order.key === 'stop-loss') sum.restingStop = order
}

function addStop(sum: DealOrders, order: KnownOrder): void {
  sum.stopSteps += order.filledSteps
  if (order.filledSteps > 0 && order.price.kind !== 'market') sum.stopTicks = order.price.ticks
}

function addReduction(sum: DealOrders, { key, filledSteps }: KnownOrder): void {
  if (filledSteps > 0) sum.reducedLevels.push(Number(key.slice('reduce/'.length)))
}
