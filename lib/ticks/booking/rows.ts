import type { OrderKey, OrderStatus } from '@/lib/domain/orders/order'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { OrderReport, VenueEvent, VenueFill } from '@/lib/ports/exchange'

/** A deal's books as the database holds them. Decimal strings, but the average, which the strategies compute in float64. */
export type DealBook = {
  readonly id: string
  readonly pairId: string
  readonly quantity: string
  readonly averageEntry: number | null
  readonly entryCost: string
  readonly entryFees: string
  readonly exitFees: string
  readonly realisedGross: string
  readonly funding: string
  readonly peakQuantity: string
  readonly level: number
  readonly ended: boolean
}

export type OrderBook = {
  readonly id: string
  readonly dealId: string
  readonly key: OrderKey
  readonly status: OrderStatus
  readonly filledQuantity: string
  readonly filledCost: string
  readonly fee: string
  readonly gross: string
  readonly traded: boolean
}

/** One movement of a deal's position: an entry, an exit, or the venue's own liquidation. */
export type Execution = {
  readonly dealId: string
  /** Fill id or venue event id. */
  readonly id: string
  readonly kind: 'entry' | 'exit' | 'liquidation'
  readonly quantity: string
  readonly price: number
  readonly at: number
}

export type RecordedFill = VenueFill & { readonly orderId: string }

/** One order with what the venue says of it. */
export type ReportedOrder = {
  readonly orderId: string
  readonly dealId: string
  readonly dealNumber: number
  readonly pairId: string
  readonly symbol: string
  readonly side: Side
  readonly key: OrderKey
  readonly attempt: number
  readonly reduceOnly: boolean
  /** The decision's reason when the order was planned. */
  readonly reason: string
  readonly report: OrderReport
}

/** A venue event with the open deal it belongs to. */
export type DealEvent = {
  readonly event: VenueEvent
  readonly pairId: string
  readonly dealId: string
  readonly dealNumber: number
}

export type DealWrite = Omit<DealBook, 'ended'> & {
  readonly endStatus: string | null
  readonly endedAt: string | null
  readonly endReason: string | null
}

export type OrderWrite = Omit<OrderBook, 'dealId' | 'key'> & {
  readonly venueOrderId: string
  readonly refusal: string | null
  readonly endedAt: string | null
}

export type TradeWrite = {
  readonly id: string
  readonly pairId: string
  readonly dealId: string
  readonly orderId: string | null
  readonly venueEventId: string | null
  readonly symbol: string
  readonly side: Side
  readonly action: 'OPENED' | 'ADDED' | 'REDUCED' | 'CLOSED'
  readonly quantity: string
  readonly price: string
  readonly fee: string
  readonly gross: string
  readonly pnl: string
  readonly balanceAfter: string
  readonly sequence: string
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>>
  readonly at: string
}

export type FundingWrite = {
  readonly venueEventId: string
  readonly pairId: string
  readonly dealId: string
  readonly symbol: string
  readonly side: Side
  readonly quantity: string
  readonly markPrice: string
  readonly rate: string
  readonly amount: string
  readonly balanceAfter: string
  readonly sequence: string
  readonly at: string
}

export type LedgerWrites = {
  readonly balance: string
  readonly sequence: string
  readonly eventCursor: string
  readonly totals: { readonly realised: string; readonly fees: string; readonly funding: string }
  readonly deals: readonly DealWrite[]
  readonly orders: readonly OrderWrite[]
  readonly trades: readonly TradeWrite[]
  readonly funding: readonly FundingWrite[]
}

export type Bookable = {
  readonly reports: readonly ReportedOrder[]
  readonly events: readonly DealEvent[]
  readonly eventCursor: string
  /** When this was learnt: the end of orders that ended without a fill. */
  readonly at: number
}

/** The rows one booking may change, locked: nobody else books on this account meanwhile. */
export type LockedBooks = {
  readonly balance: string
  readonly sequence: string
  readonly deals: readonly DealBook[]
  readonly orders: readonly OrderBook[]
  /** What moved the positions of these deals before. */
  readonly executions: readonly Execution[]
  /** Venue events that were booked before. */
  readonly bookedEvents: readonly string[]
}
