import type { Result } from '@/lib/domain/result'
import type { OrderSide, OrderPrice, OrderStatus } from '@/lib/domain/orders/order'
import type { Instrument, FeeRates, Side } from '@/lib/domain/perpetuals/instrument'
import type { BarRange } from '@/lib/domain/candles/bar-range'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Timeframe } from '@/lib/domain/candles/timeframe'
import type { MarketNeeds } from '@/lib/domain/signals/market-needs'
import type { AccountFacts, PositionFacts, PriceFacts } from '@/lib/domain/strategies/contract'

/** An exchange failure answers two questions: can trying again help, and did it provably not execute? */
export type ExchangeFailure = {
  readonly kind: 'unavailable' | 'credentials-refused' | 'rate-limited' | 'not-found' | 'refused'
  readonly retryable: boolean
  readonly provenNotExecuted: boolean
  /** For people; never holds a secret or a vendor's raw text. */
  readonly message: string
}

/** One execution of one of our orders (or of a liquidation) as the venue booked it. Decimal strings. */
export type VenueFill = {
  /** Unique within the account. */
  readonly fillId: string
  readonly quantity: string
  readonly price: string
  /** Positive = paid. */
  readonly fee: string
  /** Realised profit of this execution before fees, by the venue's own books; "0" for entries. */
  readonly gross: string
  readonly liquidity: 'maker' | 'taker'
  readonly at: number
}

/** Everything the venue knows of one order. `fills` is complete, not a delta. */
export type OrderReport = {
  readonly clientOrderId: string
  readonly venueOrderId: string
  readonly status: Extract<OrderStatus, 'ACK' | 'PARTIAL' | 'FILLED' | 'CANCELLED' | 'REJECTED'>
  readonly fills: readonly VenueFill[]
  /** Why the venue ended it, in its own closed words: `margin-insufficient`, `reduce-only`, ... */
  readonly cause: string | null
}

/** What the venue says about a client order id we asked for. */
export type OrderAnswer =
  | { readonly kind: 'found'; readonly report: OrderReport }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unavailable' }

/** A cash flow that no order of ours caused: funding, or a liquidation that closed the position. */
export type VenueEvent =
  | {
      readonly kind: 'funding'
      readonly eventId: string
      readonly symbol: string
      readonly side: Side
      readonly quantity: string
      readonly markPrice: string
      readonly rate: string
      /** Signed: negative = paid by the position. */
      readonly amount: string
      readonly at: number
    }
  | {
      readonly kind: 'liquidation'
      readonly eventId: string
      readonly symbol: string
      readonly side: Side
      readonly quantity: string
      readonly price: string
      readonly fee: string
      readonly gross: string
      readonly at: number
    }

export type PairKey = { readonly symbol: string; readonly side: Side }

/** A pair with what of its market is wanted beside the price; left out = nothing. */
export type ObservedPair = PairKey & { readonly needs?: MarketNeeds }

/** What of a market was asked for beside its price. What could not be had is null or absent, never empty: the rest of the observation stands. */
export type MarketView = {
  readonly candles: ReadonlyMap<Timeframe, CandleSeries>
  readonly range: BarRange | null
  readonly volume24h: number | null
}

export type ObserveRequest = {
  readonly pairs: readonly ObservedPair[]
  /** Client ids of our orders that are not terminal by our knowledge. */
  readonly clientOrderIds: readonly string[]
  /** Cursor of the last venue event we booked; empty at first. */
  readonly eventCursor: string
  /** Events before this instant (milliseconds) belong to somebody else and are left out. */
  readonly eventsSince: number
}

/** One snapshot of one epoch: account, positions, prices, the fate of the orders asked for, and new events in time order. */
export type Observation = {
  readonly at: number
  readonly account: AccountFacts
  readonly pairs: readonly {
    readonly symbol: string
    readonly side: Side
    readonly instrument: Instrument | null
    readonly fees: FeeRates
    readonly price: PriceFacts | null
    /** Null = flat. */
    readonly position: PositionFacts | null
    readonly leverage: number | null
    readonly market: MarketView
  }[]
  readonly orders: ReadonlyMap<string, OrderAnswer>
  readonly events: readonly VenueEvent[]
  readonly eventCursor: string
}

export type PlaceCommand = {
  readonly kind: 'place'
  readonly clientOrderId: string
  readonly symbol: string
  /** The position side the order belongs to. */
  readonly positionSide: Side
  readonly side: OrderSide
  readonly price: OrderPrice
  readonly quantitySteps: number
  readonly reduceOnly: boolean
  /** The signed timestamp of the request: the instant the order was marked sent. */
  readonly sentAt: number
}

export type CancelCommand = {
  readonly kind: 'cancel'
  readonly clientOrderId: string
  readonly symbol: string
  readonly positionSide: Side
}

export type OrderCommand = PlaceCommand | CancelCommand

/** `unknown` covers everything that is not an explicit answer: it must be looked up by client id, never resent. */
export type CommandOutcome =
  | { readonly kind: 'report'; readonly report: OrderReport }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unknown'; readonly message: string }

/** One exchange account, opened for the length of one tick. Every amount at least as precise as the venue's. */
export interface ExchangeConnection {
  observe(request: ObserveRequest): Promise<Result<Observation, ExchangeFailure>>
  /** Executes in the given order; one outcome per command, in the same order. Never throws for an outside failure. */
  submit(commands: readonly OrderCommand[]): Promise<readonly CommandOutcome[]>
  /** Sets leverage (isolated margin) and confirms it; "nothing to change" is success. */
  setLeverage(pair: PairKey, leverage: number): Promise<Result<void, ExchangeFailure>>
  /** How many commands one request carries: as many as can share one `sentAt`. */
  readonly commandsPerRequest: number
  /** How long after `sentAt` the venue may still accept a request, plus clock skew and index lag, in milliseconds. */
  readonly acceptanceWindowMs: number
}
