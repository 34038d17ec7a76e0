import type { OrderPrice, OrderSide, OrderStatus } from '@/lib/domain/orders/order'
import { nextFundingAfter } from '@/lib/domain/perpetuals/funding'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { toUnits } from '@/lib/domain/money'

/**
 * A whole simulated account as ONE plain JSON value, changed in place. Money is counted in whole units of 1e-8 quote and every cash
 * flow (gross profit, fee, funding, liquidation) is rounded when booked, so `walletUnits` is `depositUnits` plus those flows exactly.
 * Change it only through the functions of this folder: they keep a derived cache of prices to watch.
 */
export type SimulatedVenue = {
  readonly depositUnits: number
  walletUnits: number
  /** Counts orders, fills and events; makes their ids unique within the account. */
  sequence: number
  /** Share of a bar's volume that our resting limits may take together. */
  readonly participation: number
  /** `pessimistic` visits the extreme against a position first; `nearest` the one closer to the open (6.1, rule 7). */
  readonly intrabar: 'pessimistic' | 'nearest'
  /** By symbol. */
  readonly markets: Record<string, SimulatedMarket>
  /** Hedge mode, isolated margin: one position per symbol and side, by `positionKey`. */
  readonly positions: Record<string, SimulatedPosition>
  /** Leverage by `positionKey`; 1 until it is set. */
  readonly leverages: Record<string, number>
  /** Resting orders only, oldest first. */
  readonly orders: SimulatedOrder[]
}

/** What the venue remembers of one symbol between bars. */
export type SimulatedMarket = {
  readonly quantityStep: number
  /** Open time of the last bar advanced over; -1 before the first. */
  barOpenTime: number
  /** The last closed bar WITH volume, for the impact of market orders; volume 0 = none seen. */
  open: number
  high: number
  low: number
  volume: number
  mark: number
  markAt: number
  /** First funding instant not yet charged. */
  nextFundingAt: number
  /** Fraction of position value per interval; null = the default rate. */
  fundingRate: number | null
  /** Bars in which a target AND a rung, stop or liquidation price lay: the order of events inside them is assumed. */
  ambiguousBars: number
}

export type SimulatedPosition = {
  steps: number
  averageEntry: number
  /** Assigned margin, the fee to close at the bankruptcy price included. */
  marginUnits: number
  /** Mark at which the venue takes the position; null = none above zero. */
  liquidationPrice: number | null
  /** Instant of the newest entry. Extremes of a bar that opened before it may be older than the position. */
  heldFrom: number
}

/** An order as the venue keeps it. `quantitySteps` never changes; the open rest is `quantitySteps - filledSteps`. */
export type SimulatedOrder = {
  readonly clientOrderId: string
  readonly venueOrderId: string
  readonly symbol: string
  readonly positionSide: Side
  readonly side: OrderSide
  readonly price: OrderPrice
  /** Limit or trigger price in quote per base; 0 for a market order. */
  readonly level: number
  readonly quantitySteps: number
  readonly reduceOnly: boolean
  readonly placedAt: number
  status: Extract<OrderStatus, 'ACK' | 'PARTIAL' | 'FILLED' | 'CANCELLED' | 'REJECTED'>
  filledSteps: number
  readonly fills: SimulatedFill[]
  /** Why the venue ended it: `cancelled`, `margin-insufficient`, `risk-limit`, `price-limit`, `reduce-only`, `position-closed`, `liquidated`. */
  cause: string | null
  /** Free balance set aside for the open rest of a resting entry. */
  reservedUnits: number
}

/** One execution, of an order or (client order id null) of a liquidation. Wallet change = `grossUnits - feeUnits`. */
export type SimulatedFill = {
  readonly fillId: string
  readonly clientOrderId: string | null
  readonly symbol: string
  /** Side of the position. */
  readonly side: Side
  readonly action: 'entry' | 'exit'
  readonly quantitySteps: number
  readonly price: number
  /** Positive = paid. */
  readonly feeUnits: number
  readonly grossUnits: number
  readonly liquidity: 'maker' | 'taker'
  /** A fill inside a bar carries the bar's open time: no finer time is known. */
  readonly at: number
  readonly walletUnitsAfter: number
}

/** Funding, or a liquidation. A liquidation's cash flow is that of the fill reported beside it: book one of the two, not both. */
export type SimulatedEvent =
  | {
      readonly kind: 'funding'
      readonly eventId: string
      readonly symbol: string
      readonly side: Side
      readonly quantity: number
      readonly markPrice: number
      readonly rate: number
      /** Quote, signed: negative = paid by the position. */
      readonly amount: number
      readonly amountUnits: number
      readonly at: number
      readonly walletUnitsAfter: number
    }
  | {
      readonly kind: 'liquidation'
      readonly eventId: string
      readonly symbol: string
      readonly side: Side
      readonly quantity: number
      readonly price: number
      readonly fee: number
      readonly fillId: string
      readonly at: number
      readonly walletUnitsAfter: number
    }

/** Receives what happens, in the order it happens. */
export type VenueSink = {
  fill(fill: SimulatedFill): void
  /** Called once per accepted order, when it can fill no more. */
  orderClosed(order: SimulatedOrder): void
  event(event: SimulatedEvent): void
}

/** What one operation works with. */
export type Trading = {
  readonly venue: SimulatedVenue
  readonly instrument: Instrument
  readonly market: SimulatedMarket
  readonly sink: VenueSink
}

/** Opens an empty account with a deposit in quote coin. */
export function openVenue(
  deposit: number,
  rules: Partial<Pick<SimulatedVenue, 'participation' | 'intrabar'>> = {},
): SimulatedVenue {
  const units = toUnits(deposit)
  return {
    depositUnits: units,
    walletUnits: units,
    sequence: 0,
    participation: rules.participation ?? 0.1,
    intrabar: rules.intrabar ?? 'pessimistic',
    markets: {},
    positions: {},
    leverages: {},
    orders: [],
  }
}

/** Key of a position, and of its leverage. */
export function positionKey(symbol: string, side: Side): string {
  const known = knownKeys[side].get(symbol)
  if (known !== undefined) return known
  const key = `${symbol}|${side}`
  knownKeys[side].set(symbol, key)
  return key
}

// Looked up for every bar and order: a text put together anew is a slow key, and there are only as many as markets.
const knownKeys = { long: new Map<string, string>(), short: new Map<string, string>() }

/** The market of an instrument; its funding instants are counted from the first time the venue hears of it. */
export function marketOf(venue: SimulatedVenue, instrument: Instrument, firstSeen: number): SimulatedMarket {
  const known = venue.markets[instrument.symbol]
  if (known !== undefined) return known
  const market: SimulatedMarket = {
    quantityStep: instrument.quantityStep,
    barOpenTime: -1,
    open: 0,
    high: 0,
    low: 0,
    volume: 0,
    mark: 0,
    markAt: -1,
    nextFundingAt: nextFundingAfter(firstSeen, instrument.fundingIntervalMs),
    fundingRate: null,
    ambiguousBars: 0,
  }
  venue.markets[instrument.symbol] = market
  return market
}

/** The next id of an account, in an order that sorts as text: `fill-000000000042`. */
export function nextId(venue: SimulatedVenue, prefix: 'order' | 'fill' | 'event'): string {
  venue.sequence += 1
  return `${prefix}-${String(venue.sequence).padStart(12, '0')}`
}
