import {
  isTerminal,
  levelOf,
  mergeStatus,
  type KnownOrder,
  type OrderStatus,
} from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { averageAfterEntry } from '@/lib/domain/perpetuals/position'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { SimulatedEvent, SimulatedFill } from '@/lib/domain/simulation/venue'
import { averageFillPrice } from './fill-price'
import type { BookedDeal, BookedFunding, BookedOrder, BookedTrade, OrderCounts } from './records'

/** A venue event with the money it moved. */
export type MoneyEvent = {
  readonly event: SimulatedEvent
  readonly feeUnits: number
  readonly grossUnits: number
}

/** The venue event of a deal that is open while it is booked. */
export type DealEvent = MoneyEvent & { readonly deal: BookedDeal }

/**
 * The books of a back-test, kept by the rules of the live ledger: new fills move their deal in order of time, an order that ended with
 * fills becomes one trade, funding and liquidations become rows of their own, and every row carries the balance after it.
 */
export class Ledger {
  readonly trades: BookedTrade[] = []
  readonly funding: BookedFunding[] = []
  readonly orderCounts = noOrders()
  readonly refusals = new Map<string, number>()
  /** Withdrawn orders by cause. */
  readonly cancellations = new Map<string, number>()
  /** Of the withdrawn orders, those that had filled in part. */
  partlyFilled = 0
  /** Called when the venue ended a deal by itself. */
  onLiquidated: (deal: BookedDeal) => void = () => undefined
  /** Called for every amount that was booked, in units. */
  onBooked: (deal: BookedDeal, amountUnits: number) => void = () => undefined

  constructor(
    private balanceUnits: number,
    private readonly instrumentOf: (deal: BookedDeal) => Instrument,
  ) {}

  /** Books what the venue says of these orders, and these events; true when money moved. */
  book(orders: readonly BookedOrder[], events: readonly DealEvent[]): boolean {
    const reported = orders.filter((order) => this.isReported(order))
    if (reported.length === 0 && events.length === 0) return false
    const happenings = [...events.map(eventHappening), ...reported.flatMap(newFills)]
    if (happenings.length > 1) happenings.sort(inTimeOrder)
    for (const happening of happenings) {
      if (happening.kind === 'fill') this.applyFill(happening.order, happening.fill)
      else if (happening.item.event.kind === 'funding')
        this.applyFunding(happening.item, happening.item.event)
      else this.applyLiquidation(happening.item, happening.item.event)
    }
    for (const order of reported) {
      // A cancelled order whose fills were all booked before still owes its trade.
      if (order.simulated !== null && isTerminal(order.simulated.status)) this.trade(order)
      this.raise(order)
    }
    return true
  }

  setStatus(order: BookedOrder, status: OrderStatus): void {
    this.orderCounts[order.status] -= 1
    this.orderCounts[status] += 1
    order.status = status
  }

  refuse(order: BookedOrder, code: string): void {
    this.setStatus(order, 'REJECTED')
    order.refusal = code
    count(this.refusals, code)
  }

  /** True when the venue's report moves money; a report that only changes the status is taken over at once. */
  private isReported(order: BookedOrder): boolean {
    const { simulated } = order
    if (simulated === null) return false
    const { filledSteps } = simulated
    if (filledSteps > order.filledSteps) return true
    if (isTerminal(simulated.status) && filledSteps > 0 && !order.traded) return true
    this.raise(order)
    return false
  }

  private raise(order: BookedOrder): void {
    if (order.simulated === null) return
    const merged = mergeStatus(order.status, order.simulated.status)
    if (merged !== order.status) {
      this.setStatus(order, merged)
      if (merged === 'CANCELLED') {
        count(this.cancellations, order.simulated.cause ?? 'cancelled')
        if (order.simulated.filledSteps > 0) this.partlyFilled += 1
      }
    }
    order.refusal = order.simulated.cause ?? order.refusal
  }

  private applyFill(order: BookedOrder, fill: SimulatedFill): void {
    const { deal } = order
    const instrument = this.instrumentOf(deal)
    order.filledSteps += fill.quantitySteps
    order.feeUnits += fill.feeUnits
    order.grossUnits += fill.grossUnits
    order.averagePrice = averageFillPrice(fillsOf(order), instrument)
    if (order.reduceOnly) takeFrom(deal, fill)
    else addTo(deal, fill, instrument)
    const { simulated } = order
    const last = simulated?.fills[simulated.fills.length - 1]
    if (simulated !== null && last === fill && isTerminal(simulated.status)) this.trade(order)
  }

  private applyFunding({ deal }: DealEvent, event: Extract<SimulatedEvent, { kind: 'funding' }>): void {
    const { amountUnits, markPrice, rate, at } = event
    deal.fundingUnits += amountUnits
    this.balanceUnits += amountUnits
    this.onBooked(deal, amountUnits)
    this.funding.push({ at, deal, amountUnits, markPrice, rate, balanceUnits: this.balanceUnits })
  }

  private applyLiquidation(item: DealEvent, event: Extract<SimulatedEvent, { kind: 'liquidation' }>): void {
    const { deal, feeUnits, grossUnits } = item
    const { price, at } = event
    const steps = Math.round(event.quantity / this.instrumentOf(deal).quantityStep)
    takeFrom(deal, { feeUnits, grossUnits, quantitySteps: steps })
    if (deal.endedAt === null) {
      deal.status = 'liquidated'
      deal.endedAt = at
      deal.endReason = 'liquidated'
      this.onLiquidated(deal)
    }
    const fills = [{ price, quantitySteps: steps, at, liquidity: 'taker' as const }]
    const row = { at, deal, action: 'CLOSED', steps, fills, liquidity: 'taker' } as const
    this.write({ ...row, level: deal.level, trigger: null, feeUnits, grossUnits, reason: 'liquidated' })
  }

  private trade(order: BookedOrder): void {
    if (order.traded || order.filledSteps === 0) return
    order.traded = true
    const { deal, key, feeUnits, grossUnits } = order
    deal.level = Math.max(deal.level, levelOf(key) ?? 0)
    const fills = fillsOf(order)
    const last = fills[fills.length - 1]
    this.write({
      at: last?.at ?? order.plannedAt,
      deal,
      action: actionOf(order),
      steps: order.filledSteps,
      fills,
      liquidity: last?.liquidity ?? 'taker',
      level: deal.level,
      trigger: order.price.kind === 'stop' ? (order.simulated?.level ?? null) : null,
      feeUnits,
      grossUnits,
      reason: tradeReason(order),
    })
  }

  private write(row: Omit<BookedTrade, 'balanceUnits'>): void {
    const amountUnits = row.grossUnits - row.feeUnits
    this.balanceUnits += amountUnits
    this.onBooked(row.deal, amountUnits)
    this.trades.push({ ...row, balanceUnits: this.balanceUnits })
  }
}

type Happening =
  | { readonly kind: 'fill'; readonly order: BookedOrder; readonly fill: SimulatedFill }
  | { readonly kind: 'event'; readonly item: DealEvent }

const eventHappening = (item: DealEvent): Happening => ({ kind: 'event', item })

function newFills(order: BookedOrder): Happening[] {
  const happenings: Happening[] = []
  let seen = 0
  for (const fill of fillsOf(order)) {
    if (seen >= order.filledSteps) happenings.push({ kind: 'fill', order, fill })
    seen += fill.quantitySteps
  }
  return happenings
}

const fillsOf = (order: BookedOrder): readonly SimulatedFill[] => order.simulated?.fills ?? []

function inTimeOrder(a: Happening, b: Happening): number {
  const apart = atOf(a) - atOf(b) || rankOf(a) - rankOf(b)
  if (apart !== 0) return apart
  const [left, right] = [idOf(a), idOf(b)]
  return left < right ? -1 : Number(left > right)
}

const atOf = (it: Happening): number => (it.kind === 'fill' ? it.fill.at : it.item.event.at)
const idOf = (it: Happening): string => (it.kind === 'fill' ? it.fill.fillId : it.item.event.eventId)

// At one instant, as on the venue: funding on what was held before, then fills, then a liquidation of what they left.
function rankOf(it: Happening): number {
  if (it.kind === 'fill') return 1
  return it.item.event.kind === 'funding' ? 0 : 2
}

function addTo(deal: BookedDeal, fill: SimulatedFill, instrument: Instrument): void {
  const { price, quantitySteps } = fill
  const held = quantityOf(deal.steps, instrument)
  deal.average = averageAfterEntry(held, deal.average ?? 0, quantityOf(quantitySteps, instrument), price)
  deal.costUnits += quantitySteps * Math.round(price / instrument.tickSize)
  deal.entryFeeUnits += fill.feeUnits
  deal.steps += quantitySteps
  deal.peakSteps = Math.max(deal.peakSteps, deal.steps)
}

function takeFrom(
  deal: BookedDeal,
  { feeUnits, grossUnits, quantitySteps }: Pick<SimulatedFill, 'feeUnits' | 'grossUnits' | 'quantitySteps'>,
): void {
  deal.exitFeeUnits += feeUnits
  deal.grossUnits += grossUnits
  deal.steps = Math.max(0, deal.steps - quantitySteps)
  if (deal.steps === 0) deal.average = null
}

function actionOf({ reduceOnly, key, deal }: BookedOrder): BookedTrade['action'] {
  if (reduceOnly) return deal.steps === 0 ? 'CLOSED' : 'REDUCED'
  return key === 'base' ? 'OPENED' : 'ADDED'
}

/** Resting orders are traded for what they are, not for the state in which they were laid down. */
function tradeReason({ key, reason }: Pick<KnownOrder, 'key'> & { readonly reason: string }): string {
  if (key === 'stop-loss') return reason === 'breakeven-exit' ? reason : 'stop-loss'
  if (key.startsWith('safety/')) return 'ladder-level'
  if (!key.startsWith('take-profit/')) return reason
  return reason === 'take-profit-step' ? reason : 'take-profit'
}

const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

const noOrders = (): OrderCounts => ({
  ...{ PLANNED: 0, SENT: 0, UNKNOWN: 0, ACK: 0, PARTIAL: 0 },
  ...{ FILLED: 0, CANCELLED: 0, REJECTED: 0, ABANDONED: 0 },
})
