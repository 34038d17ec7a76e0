import { isResting, isTerminal, levelOf, type KnownOrder } from '@/lib/domain/orders/order'

/** What the orders of a deal add up to: one pass over all attempts. Quantities in whole steps. */
export type DealOrders = {
  base: KnownOrder | null
  entrySteps: number
  takeProfitSteps: number
  stopSteps: number
  closeSteps: number
  /** Additions and reductions that have filled, in whole or in part: the number of the last one. */
  additions: number
  reductions: number
  /** Orders that may still fill. */
  open: number
  unresolvedEntry: KnownOrder | null
  unresolvedExit: KnownOrder | null
  restingStop: KnownOrder | null
  /** Resting entries and exits that one tick lays and the next withdraws. */
  readonly passing: KnownOrder[]
  /** The venue refused the newest exit. */
  exitRefused: boolean
  /** When the newest order was planned; -Infinity without orders. */
  newest: number
  /** When the newest entry or part exit was planned, unless it provably never reached the venue; -Infinity without. */
  actedAt: number
}

/** Adds up the orders of a deal, oldest first. */
export function readDealOrders(orders: readonly KnownOrder[]): DealOrders {
  const sum: DealOrders = {
    base: null,
    entrySteps: 0,
    takeProfitSteps: 0,
    stopSteps: 0,
    closeSteps: 0,
    additions: 0,
    reductions: 0,
    open: 0,
    unresolvedEntry: null,
    unresolvedExit: null,
    restingStop: null,
    passing: [],
    exitRefused: false,
    newest: -Infinity,
    actedAt: -Infinity,
  }
  for (const order of orders) {
    if (order.plannedAt > sum.newest) sum.newest = order.plannedAt
    if (isAction(order) && order.plannedAt > sum.actedAt) sum.actedAt = order.plannedAt
    if (order.reduceOnly) addExit(sum, order)
    else addEntry(sum, order)
  }
  return sum
}

/** Stops rest on their own and a close is renewed until flat; everything else happens once a tick. */
function isAction({ key, status, filledSteps }: KnownOrder): boolean {
  if (key === 'stop-loss' || key === 'close') return false
  return status !== 'ABANDONED' || filledSteps > 0
}

function addEntry(sum: DealOrders, order: KnownOrder): void {
  sum.entrySteps += order.filledSteps
  if (order.key === 'base') sum.base = order
  else if (order.filledSteps > 0) sum.additions = Math.max(sum.additions, levelOf(order.key) ?? 0)
  if (isTerminal(order.status)) return
  sum.open++
  // PLANNED counts too: until the order is sent or given up, nothing may be planned beside it.
  if (isResting(order.status)) sum.passing.push(order)
  else sum.unresolvedEntry = order
}

function addExit(sum: DealOrders, order: KnownOrder): void {
  sum.exitRefused = order.status === 'REJECTED'
  if (order.key === 'stop-loss') sum.stopSteps += order.filledSteps
  else if (order.key === 'close') sum.closeSteps += order.filledSteps
  else {
    sum.takeProfitSteps += order.filledSteps
    const number = order.key.startsWith('reduce/') ? Number(order.key.slice('reduce/'.length)) : 0
    if (order.filledSteps > 0) sum.reductions = Math.max(sum.reductions, number)
  }
  if (isTerminal(order.status)) return
  sum.open++
  if (!isResting(order.status)) sum.unresolvedExit = order
  else if (order.key === 'stop-loss') sum.restingStop = order
  else if (order.key !== 'close') sum.passing.push(order)
}
