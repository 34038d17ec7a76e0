import type { OrderPrice } from '@/lib/domain/orders/order'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import {
  advanceBar,
  openVenue,
  placeOrder,
  positionOf,
  setLeverage,
  type NewOrder,
  type Placement,
  type SimulatedEvent,
  type SimulatedFill,
  type SimulatedOrder,
  type SimulatedVenue,
} from '@/lib/domain/simulation/venue'

export const MINUTE = 60_000
/** 2025-01-01 00:01 UTC: one minute after a funding instant. */
export const START = Date.UTC(2025, 0, 1, 0, 1)
export const NO_VOLUME = NaN

/** With prices around 100 half its spread is exactly one tick, on both sides of the mirror. */
export const instrument: Instrument = {
  symbol: 'BTC/USDT:USDT',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  tickSize: 0.01,
  quantityStep: 0.001,
  minQuantity: 0.001,
  maxLimitQuantity: 1_000,
  maxMarketQuantity: 500,
  minCost: 5,
  tiers: [{ upTo: null, rate: 0.005, maxLeverage: 100 }],
  fees: { maker: 0.0002, taker: 0.00055 },
  fundingIntervalMs: 8 * 3_600_000,
}

export type Recording = {
  readonly fills: SimulatedFill[]
  readonly closed: SimulatedOrder[]
  readonly events: SimulatedEvent[]
}

export function recorder() {
  const recording: Recording = { fills: [], closed: [], events: [] }
  const sink = {
    fill: (fill: SimulatedFill) => void recording.fills.push(fill),
    // A copy: the test sees the order as it ended.
    orderClosed: (order: SimulatedOrder) => void recording.closed.push({ ...order }),
    event: (event: SimulatedEvent) => void recording.events.push(event),
  }
  return { recording, sink }
}

type OrderText = {
  readonly id: string
  readonly quantity: number
  readonly limit?: number
  readonly postOnly?: number
  readonly ioc?: number
  readonly stop?: number
}

/**
 * One pair told in the prices of a LONG: for a short every price is reflected about 100 and buying becomes selling, so that one
 * table proves a rule for both sides.
 */
export function scene(
  side: Side,
  options: {
    readonly deposit?: number
    readonly leverage?: number
    readonly venue?: SimulatedVenue
    readonly instrument?: Instrument
  } = {},
) {
  const traded = options.instrument ?? instrument
  const venue = options.venue ?? openVenue(options.deposit ?? 10_000)
  const { recording, sink } = recorder()
  const mirror = (price: number) => (side === 'long' ? price : Math.round((200 - price) * 1e8) / 1e8)
  const leverage = setLeverage(venue, traded, side, options.leverage ?? 10)
  if (!leverage.ok) throw new Error(leverage.error.kind)
  let now = START

  const ticks = (price: number) => Math.round(mirror(price) / traded.tickSize)
  const priceOf = ({ limit, postOnly, ioc, stop }: OrderText): OrderPrice => {
    if (limit !== undefined) return { kind: 'limit', ticks: ticks(limit) }
    if (postOnly !== undefined) return { kind: 'post-only', ticks: ticks(postOnly) }
    if (ioc !== undefined) return { kind: 'ioc', ticks: ticks(ioc) }
    if (stop !== undefined) return { kind: 'stop', ticks: ticks(stop) }
    return { kind: 'market' }
  }
  const place = (order: OrderText, reduceOnly: boolean, last: number, at: number): Placement => {
    const quote = { last: mirror(last), mark: mirror(last), at }
    const book = { bid: quote.last - traded.tickSize, ask: quote.last + traded.tickSize }
    const command: NewOrder = {
      clientOrderId: order.id,
      symbol: traded.symbol,
      positionSide: side,
      side: (side === 'long') === reduceOnly ? 'sell' : 'buy',
      price: priceOf(order),
      quantitySteps: Math.round(order.quantity / traded.quantityStep),
      reduceOnly,
    }
    return placeOrder(venue, traded, { ...quote, ...book }, command, sink)
  }
  return {
    ...recording,
    venue,
    sink,
    mirror,
    now: () => now,
    /** Lets bars be missing. */
    skipTo: (at: number) => {
      now = at
    },
    enter: (order: OrderText, last = 100, at = now) => place(order, false, last, at),
    exit: (order: OrderText, last = 100, at = now) => place(order, true, last, at),
    bar: (open: number, high: number, low: number, close: number, volume = NO_VOLUME) => {
      const [top, bottom] = side === 'long' ? [high, low] : [low, high]
      advanceBar(
        venue,
        traded,
        now,
        MINUTE,
        mirror(open),
        mirror(top),
        mirror(bottom),
        mirror(close),
        volume,
        sink,
      )
      now += MINUTE
    },
    position: () => positionOf(venue, traded.symbol, side),
    /** Fills as text: `id action quantity@price liquidity`, prices told as for a long. */
    story: () =>
      recording.fills.map((fill) => {
        const quantity = Math.round(fill.quantitySteps * traded.quantityStep * 1e8) / 1e8
        const price = Math.round(mirror(fill.price) * 1e6) / 1e6
        return `${fill.clientOrderId ?? 'liquidation'} ${fill.action} ${quantity}@${price} ${fill.liquidity}`
      }),
    endings: () =>
      recording.closed.map((order) => `${order.clientOrderId} ${order.status} ${order.cause ?? '-'}`),
  }
}

/** Signed sum of everything the venue reported as cash flow; a liquidation event repeats its fill and is not counted twice. */
export function sumOfFlows({ fills, events }: Recording): number {
  let units = 0
  for (const fill of fills) units += fill.grossUnits - fill.feeUnits
  for (const event of events) if (event.kind === 'funding') units += event.amountUnits
  return units
}
