import { Decimal } from 'decimal.js'
import { isTerminal, levelOf, mergeStatus, type OrderStatus } from '@/lib/domain/orders/order'
import type { ActReason } from '@/lib/domain/strategies/reasons'
import { newId } from '@/lib/ids'
import type { VenueEvent, VenueFill } from '@/lib/ports/exchange'
import { addTo, closeBook, compareIds, liquidate, openBook, sum, takeFrom, type OpenBook } from './deal-book'
import type {
  Bookable,
  DealEvent,
  FundingWrite,
  LedgerWrites,
  LockedBooks,
  OrderBook,
  ReportedOrder,
  TradeWrite,
} from './rows'

/**
 * Turns what the venue reported into ledger writes, in the order in which it happened: new fills move their deal, an order that ended
 * with fills becomes one trade, funding and liquidations become rows of their own, and every row carries the balance after it.
 */
export function settleLedger(
  books: LockedBooks,
  newFills: ReadonlySet<string>,
  input: Bookable,
): LedgerWrites {
  const ledger = new Ledger(books, input.reports)
  for (const happening of inTimeOrder(input, newFills, new Set(books.bookedEvents))) {
    if (happening.kind === 'fill') ledger.applyFill(happening.order, happening.fill)
    else if (happening.event.event.kind === 'funding')
      ledger.applyFunding(happening.event, happening.event.event)
    else ledger.applyLiquidation(happening.event, happening.event.event)
  }
  return ledger.writes(input.eventCursor, input.at)
}

type Happening =
  | { readonly kind: 'fill'; readonly at: number; readonly order: ReportedOrder; readonly fill: VenueFill }
  | { readonly kind: 'event'; readonly at: number; readonly event: DealEvent }

function inTimeOrder(
  input: Bookable,
  newFills: ReadonlySet<string>,
  booked: ReadonlySet<string>,
): Happening[] {
  const fills = input.reports.flatMap((order) =>
    order.report.fills
      .filter((fill) => newFills.has(fill.fillId))
      .map((fill): Happening => ({ kind: 'fill', at: fill.at, order, fill })),
  )
  const events = input.events
    .filter(({ event }) => !booked.has(event.eventId))
    .map((event): Happening => ({ kind: 'event', at: event.event.at, event }))
  return [...events, ...fills].sort(
    (a, b) => a.at - b.at || rankOf(a) - rankOf(b) || compareIds(idOf(a), idOf(b)),
  )
}

// At one instant, as on the venue: funding on what was held before, then fills, then a liquidation of what they left.
const rankOf = (happening: Happening): number =>
  happening.kind === 'fill' ? 1 : happening.event.event.kind === 'funding' ? 0 : 2

const idOf = (happening: Happening): string =>
  happening.kind === 'fill' ? happening.fill.fillId : happening.event.event.eventId

type MutableOrder = { -readonly [Key in keyof OrderBook]: OrderBook[Key] } & { lastFillAt: number }

class Ledger {
  private readonly deals = new Map<string, OpenBook>()
  private readonly orders = new Map<string, MutableOrder>()
  private readonly reports = new Map<string, ReportedOrder>()
  private readonly trades: TradeWrite[] = []
  private readonly funding: FundingWrite[] = []
  private balance: Decimal
  private sequence: bigint
  private realised = new Decimal(0)
  private fees = new Decimal(0)
  private fundingSum = new Decimal(0)

  constructor(books: LockedBooks, reports: readonly ReportedOrder[]) {
    this.balance = new Decimal(books.balance)
    this.sequence = BigInt(books.sequence)
    for (const deal of books.deals) this.deals.set(deal.id, openBook(deal, books.executions))
    for (const order of books.orders) this.orders.set(order.id, { ...order, lastFillAt: 0 })
    for (const report of reports) this.reports.set(report.orderId, report)
  }

  applyFill(reported: ReportedOrder, fill: VenueFill): void {
    const order = required(this.orders, reported.orderId)
    const deal = required(this.deals, reported.dealId)
    order.filledQuantity = sum(order.filledQuantity, fill.quantity)
    order.filledCost = sum(order.filledCost, new Decimal(fill.quantity).mul(fill.price))
    order.fee = sum(order.fee, fill.fee)
    order.gross = sum(order.gross, fill.gross)
    order.lastFillAt = fill.at
    if (reported.reduceOnly) takeFrom(deal, fill)
    else addTo(deal, fill)
    // The trade is written at the moment of the fill that completes the order, so that the balances follow the clock.
    const last = reported.report.fills.at(-1)
    if (last?.fillId === fill.fillId && isTerminal(reported.report.status)) this.trade(order, reported)
  }

  applyFunding(item: DealEvent, event: Extract<VenueEvent, { kind: 'funding' }>): void {
    const deal = required(this.deals, item.dealId)
    deal.funding = sum(deal.funding, event.amount)
    this.fundingSum = this.fundingSum.add(event.amount)
    this.funding.push({
      venueEventId: event.eventId,
      pairId: item.pairId,
      dealId: item.dealId,
      symbol: event.symbol,
      side: event.side,
      quantity: event.quantity,
      markPrice: event.markPrice,
      rate: event.rate,
      amount: event.amount,
      ...this.move(new Decimal(event.amount)),
      at: iso(event.at),
    })
  }

  applyLiquidation(item: DealEvent, event: Extract<VenueEvent, { kind: 'liquidation' }>): void {
    const deal = required(this.deals, item.dealId)
    const averageBefore = deal.averageEntry
    liquidate(deal, event)
    if (!deal.ended) {
      deal.endStatus = 'liquidated'
      deal.endedAt = iso(event.at)
      deal.endReason = 'liquidated'
    }
    this.book({
      pairId: item.pairId,
      dealId: item.dealId,
      orderId: null,
      venueEventId: event.eventId,
      symbol: event.symbol,
      side: event.side,
      action: 'CLOSED',
      quantity: event.quantity,
      price: event.price,
      fee: event.fee,
      gross: event.gross,
      reason: 'liquidated' satisfies ActReason,
      details: { deal: item.dealNumber, averageBefore, averageAfter: null },
      at: iso(event.at),
    })
  }

  writes(eventCursor: string, at: number): LedgerWrites {
    // In the order of the reports, not of the random ids: the same story gives the same books.
    const orders = [...this.reports.values()].map((reported) => {
      const order = required(this.orders, reported.orderId)
      const status = mergeStatus(order.status, reported.report.status)
      const ended = isTerminal(status)
      // A cancelled order whose fills were all booked before still owes its trade.
      if (ended && !order.traded && !isZero(order.filledQuantity)) this.trade(order, reported)
      const { dealId: _, key: __, lastFillAt: ___, ...rest } = order
      return {
        ...rest,
        status,
        venueOrderId: reported.report.venueOrderId,
        refusal: reported.report.cause,
        endedAt: ended ? iso(endOf(status, order, at)) : null,
      }
    })
    return {
      balance: this.balance.toFixed(),
      sequence: this.sequence.toString(),
      eventCursor,
      totals: {
        realised: this.realised.toFixed(),
        fees: this.fees.toFixed(),
        funding: this.fundingSum.toFixed(),
      },
      deals: [...this.deals.values()].map(closeBook),
      orders,
      trades: this.trades,
      funding: this.funding,
    }
  }

  private trade(order: MutableOrder, reported: ReportedOrder): void {
    if (order.traded) return
    order.traded = true
    const deal = required(this.deals, reported.dealId)
    const level = levelOf(reported.key)
    if (level !== null) deal.level = Math.max(deal.level, level)
    const last = reported.report.fills.at(-1)
    this.book({
      pairId: reported.pairId,
      dealId: reported.dealId,
      orderId: order.id,
      venueEventId: null,
      symbol: reported.symbol,
      side: reported.side,
      action: actionOf(reported, isZero(deal.quantity)),
      quantity: order.filledQuantity,
      price: new Decimal(order.filledCost).div(order.filledQuantity).toDecimalPlaces(12).toFixed(),
      fee: order.fee,
      gross: order.gross,
      reason: tradeReason(reported),
      details: {
        deal: reported.dealNumber,
        order: reported.key,
        attempt: reported.attempt,
        level: deal.level,
        liquidity: last?.liquidity ?? null,
        averageBefore: deal.averageBefore,
        averageAfter: deal.averageEntry,
      },
      at: iso(last?.at ?? order.lastFillAt),
    })
    deal.averageBefore = deal.averageEntry
  }

  private book(row: Omit<TradeWrite, 'id' | 'pnl' | 'balanceAfter' | 'sequence'>): void {
    const pnl = new Decimal(row.gross).sub(row.fee)
    this.fees = this.fees.add(row.fee)
    this.trades.push({ ...row, id: newId('trd'), pnl: pnl.toFixed(), ...this.move(pnl) })
  }

  private move(amount: Decimal): { balanceAfter: string; sequence: string } {
    this.balance = this.balance.add(amount)
    this.sequence += 1n
    this.realised = this.realised.add(amount)
    return { balanceAfter: this.balance.toFixed(), sequence: this.sequence.toString() }
  }
}

function actionOf(order: ReportedOrder, flat: boolean): TradeWrite['action'] {
  if (order.reduceOnly) return flat ? 'CLOSED' : 'REDUCED'
  return order.key === 'base' ? 'OPENED' : 'ADDED'
}

/** Resting orders are traded for what they are, not for the state in which they were laid down. */
function tradeReason({ key, reason }: ReportedOrder): string {
  if (key === 'stop-loss') return reason === 'breakeven-exit' ? reason : ('stop-loss' satisfies ActReason)
  if (key.startsWith('safety/')) return 'ladder-level' satisfies ActReason
  if (!key.startsWith('take-profit/')) return reason
  return reason === 'take-profit-step' ? reason : ('take-profit' satisfies ActReason)
}

/** A filled order ended with its last fill; a withdrawn one when that was learnt. */
const endOf = (status: OrderStatus, order: MutableOrder, learntAt: number): number =>
  status === 'FILLED' && order.lastFillAt > 0 ? order.lastFillAt : learntAt

const isZero = (text: string): boolean => new Decimal(text).isZero()
const iso = (at: number): string => new Date(at).toISOString()

function required<T>(map: ReadonlyMap<string, T>, id: string): T {
  const found = map.get(id)
  if (found === undefined) throw new Error(`${id} is not among the locked rows`)
  return found
}
