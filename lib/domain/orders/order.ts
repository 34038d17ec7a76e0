import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { ActReason } from '@/lib/domain/strategies/reasons'

/** Stable name of an order within its deal. A replacement keeps the key and takes the next attempt. */
export type OrderKey =
  | 'base'
  | `safety/${number}`
  | `add/${number}`
  | `take-profit/${number}`
  | `reduce/${number}`
  | 'stop-loss'
  | 'close'

export type OrderSide = 'buy' | 'sell'

/**
 * What an order asks of the venue. Limits rest until filled or cancelled, `post-only` ones are refused where they would trade at once;
 * `ioc` trades at once at its limit or better and ends with what it got; stops trigger on the mark price and then trade at market.
 */
export type OrderPrice =
  | { readonly kind: 'market' }
  | { readonly kind: 'limit'; readonly ticks: number }
  | { readonly kind: 'post-only'; readonly ticks: number }
  | { readonly kind: 'ioc'; readonly ticks: number }
  | { readonly kind: 'stop'; readonly ticks: number }

/** One order a strategy wants to exist now. `quantitySteps` is what should still be open, in whole steps of the instrument. */
export type DesiredOrder = {
  readonly key: OrderKey
  readonly side: OrderSide
  readonly quantitySteps: number
  readonly price: OrderPrice
  readonly reduceOnly: boolean
  /** Why it is wanted, where that is not what the decision as a whole is about. */
  readonly reason?: ActReason
}

/**
 * Life of an order as we know it. PLANNED is written before anything is sent; SENT before the request leaves; UNKNOWN means the
 * outcome is unclear and must be looked up, never guessed; ACK and PARTIAL rest on the venue; the rest are terminal.
 */
export type OrderStatus =
  'PLANNED' | 'SENT' | 'UNKNOWN' | 'ACK' | 'PARTIAL' | 'FILLED' | 'CANCELLED' | 'REJECTED' | 'ABANDONED'

const rank: Record<OrderStatus, number> = {
  PLANNED: 0,
  SENT: 1,
  UNKNOWN: 2,
  ACK: 3,
  PARTIAL: 4,
  CANCELLED: 5,
  REJECTED: 5,
  ABANDONED: 5,
  FILLED: 6,
}

/** Terminal orders never fill again by our knowledge; a late fill is still booked on them. */
export const isTerminal = (status: OrderStatus): boolean => rank[status] >= 5

/** The venue confirms that the order rests. */
export const isResting = (status: OrderStatus): boolean => status === 'ACK' || status === 'PARTIAL'

/** Sent, and the venue has not said what became of it: nothing new may be placed beside it. */
export const isUnresolved = (status: OrderStatus): boolean => status === 'SENT' || status === 'UNKNOWN'

/** Merges two reports of one order in any order of arrival: the status only climbs its ladder. */
export const mergeStatus = (known: OrderStatus, reported: OrderStatus): OrderStatus =>
  rank[reported] > rank[known] ? reported : known

/** An order of the current deal, as the last merge of plans and venue reports left it. */
export type KnownOrder = {
  readonly key: OrderKey
  readonly attempt: number
  readonly clientOrderId: string
  readonly side: OrderSide
  readonly price: OrderPrice
  readonly quantitySteps: number
  readonly filledSteps: number
  /** Average fill price in quote per base; null while nothing is filled. */
  readonly averagePrice: number | null
  readonly reduceOnly: boolean
  readonly status: OrderStatus
  /** Milliseconds since the epoch. */
  readonly plannedAt: number
  readonly refusal: string | null
}

export const remainingSteps = (order: KnownOrder): number => order.quantitySteps - order.filledSteps

/** How far an entry takes its deal: the number of a safety order or an addition; null for every other order. */
export function levelOf(key: OrderKey): number | null {
  const [kind, index] = key.split('/')
  return kind === 'safety' || kind === 'add' ? Number(index) : null
}

/** The order side that opens or adds to a position. */
export const entrySide = (side: Side): OrderSide => (side === 'long' ? 'buy' : 'sell')

/** The order side that reduces or closes a position. */
export const exitSide = (side: Side): OrderSide => (side === 'long' ? 'sell' : 'buy')
