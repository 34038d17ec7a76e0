import type { Database } from '@/lib/db'
import { isTerminal, isUnresolved, mergeStatus } from '@/lib/domain/orders/order'
import type { OrderAnswer, OrderReport, VenueEvent } from '@/lib/ports/exchange'
import type { BotAggregate, OrderRow, PairAggregate } from '../aggregate'
import { settleLedger } from './ledger'
import { bookFills, raiseStatuses, type StatusChange } from './repository'
import type { DealEvent, LedgerWrites, ReportedOrder } from './rows'
import { tradeEvents } from './trade-events'
import type { TickEvent } from '../tick-event'

/** What the venue said, addressed by our order rows. */
export type VenueAnswers = {
  readonly orders: ReadonlyMap<string, OrderAnswer>
  readonly events: readonly VenueEvent[]
  readonly eventCursor: string
  /** When the venue was asked, by the clock that all workers share: what it did not know then may still have arrived later. */
  readonly askedAt: number
  /** How long after sending a request may still be accepted, in milliseconds. */
  readonly acceptanceWindowMs: number
}

/**
 * Merges the venue's answers into our books: idempotent, order-free and not fenced, since facts stay facts for a worker that lost its
 * lease. Tells whether anything of the bot's rows changed, and what its log should say of it.
 */
export async function bookAnswers(db: Database, bot: BotAggregate, answers: VenueAnswers): Promise<Booked> {
  const orders = openOrders(bot)
  const changes: StatusChange[] = []
  const reports: ReportedOrder[] = []
  for (const { pair, order } of orders) {
    const answer = answers.orders.get(order.clientOrderId)
    if (answer?.kind === 'not-found') {
      if (isGone(order, answers)) changes.push(statusChange(order, 'ABANDONED'))
    } else if (answer?.kind === 'found') {
      if (movesMoney(order, answer.report)) reports.push(reportedOrder(pair, order, answer.report))
      else if (mergeStatus(order.status, answer.report.status) !== order.status) {
        changes.push(statusChange(order, answer.report.status, answer.report))
      }
    }
  }
  const events = answers.events.flatMap((event) => dealEvent(bot, event))
  await raiseStatuses(db, changes, answers.askedAt)
  let writes: LedgerWrites | null = null
  if (reports.length > 0 || events.length > 0) {
    const input = { reports, events, eventCursor: answers.eventCursor, at: answers.askedAt }
    const scope = {
      botId: bot.id,
      accountId: bot.account.id,
      dealIds: [...new Set([...reports, ...events].map((item) => item.dealId))],
      orderIds: reports.map((report) => report.orderId),
      eventIds: events.map(({ event }) => event.eventId),
    }
    const fills = reports.flatMap(({ orderId, report }) => report.fills.map((fill) => ({ ...fill, orderId })))
    writes = await bookFills(db, scope, fills, (books, newFills) => settleLedger(books, newFills, input))
  }
  return {
    changed: changes.length + reports.length + events.length > 0,
    events: writes === null ? [] : tradeEvents(writes),
  }
}

export type Booked = { readonly changed: boolean; readonly events: readonly TickEvent[] }

/** Every order of the bot whose story is not over by our knowledge. */
export function openOrders(bot: BotAggregate): { readonly pair: PairAggregate; readonly order: OrderRow }[] {
  return bot.pairs.flatMap((pair) =>
    [...pair.orders, ...pair.strays]
      .filter((order) => !isTerminal(order.status) && order.status !== 'PLANNED')
      .map((order) => ({ pair, order })),
  )
}

/** Sent, unknown to the venue, and too long ago to arrive any more: it provably never was. */
function isGone(order: OrderRow, answers: VenueAnswers): boolean {
  const { askedAt, acceptanceWindowMs } = answers
  return isUnresolved(order.status) && askedAt > (order.sentAt ?? order.plannedAt) + acceptanceWindowMs
}

function movesMoney(order: OrderRow, report: OrderReport): boolean {
  const reported = report.fills.reduce((sum, fill) => sum + Number(fill.quantity), 0)
  const known = Number(order.filledQuantity)
  return reported > known || (isTerminal(report.status) && reported > 0 && !order.traded)
}

const statusChange = (
  order: OrderRow,
  status: StatusChange['status'],
  report?: OrderReport,
): StatusChange => ({
  orderId: order.id,
  status,
  venueOrderId: report?.venueOrderId ?? null,
  refusal: report?.cause ?? null,
})

function reportedOrder(pair: PairAggregate, order: OrderRow, report: OrderReport): ReportedOrder {
  return {
    orderId: order.id,
    dealId: order.dealId,
    dealNumber: order.dealNumber,
    pairId: pair.id,
    symbol: pair.symbol,
    side: pair.side,
    key: order.key,
    attempt: order.attempt,
    reduceOnly: order.reduceOnly,
    reason: order.reason,
    report,
  }
}

/** Events of a position that no deal of ours holds are not ours to book. */
function dealEvent(bot: BotAggregate, event: VenueEvent): DealEvent[] {
  const pair = bot.pairs.find(({ symbol, side }) => symbol === event.symbol && side === event.side)
  if (!pair?.deal || event.at < pair.deal.openedAt) return []
  return [{ event, pairId: pair.id, dealId: pair.deal.id, dealNumber: pair.deal.number }]
}
