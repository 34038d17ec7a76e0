import {
  advanceBar,
  leverageOf,
  markEquity,
  positionOf,
  type SimulatedEvent,
  type SimulatedFill,
  type SimulatedOrder,
  type SimulatedVenue,
  type VenueSink,
} from '@/lib/domain/simulation/venue'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { Bar, MarketFeed } from '@/lib/ports/market-data'
import type {
  Observation,
  ObservedPair,
  OrderReport,
  PairKey,
  PlaceCommand,
  VenueEvent,
} from '@/lib/ports/exchange'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { noNeeds } from '@/lib/domain/signals/market-needs'
import { viewMarket } from '../view-market'
import { orderReport, venueEvent } from './reports'

/**
 * The books of one account taken in hand: brought forward along the feed's closed bars, worked on, and read out. What happens is
 * collected for writing; nothing here touches the database.
 */
export class PaperSession {
  readonly ended: OrderReport[] = []
  readonly events: VenueEvent[] = []
  /** Orders the venue has taken in this session: they must be in time when it is written. */
  readonly accepted: PlaceCommand[] = []
  private readonly liquidations = new Map<string, SimulatedFill>()
  private readonly instruments = new Map<string, Instrument>()
  private touched = false

  constructor(
    readonly venue: SimulatedVenue,
    private readonly feed: MarketFeed,
    private readonly now: number,
  ) {}

  /** Anything a later reader must know of: fills, ended orders, events. Bars that changed nothing can be walked again. */
  get changed(): boolean {
    return this.touched
  }

  readonly sink: VenueSink = {
    fill: (fill: SimulatedFill) => {
      this.touched = true
      if (fill.clientOrderId === null) this.liquidations.set(fill.fillId, fill)
    },
    orderClosed: (order: SimulatedOrder) => {
      this.touched = true
      this.ended.push(orderReport(order, this.stepOf(order.symbol)))
    },
    event: (event: SimulatedEvent) => {
      this.touched = true
      const fill = event.kind === 'liquidation' ? (this.liquidations.get(event.fillId) ?? null) : null
      this.events.push(venueEvent(event, this.stepOf(event.symbol), fill))
    },
  }

  /** Lets every bar that closed since the last visit happen, across all symbols in time order. Throws `MarketDataUnavailable`. */
  async advance(symbols: readonly string[]): Promise<void> {
    const involved = new Set([...symbols, ...this.activeSymbols()])
    const queues = await Promise.all([...involved].sort().map((symbol) => this.newBars(symbol)))
    const bars = queues.flat().sort((a, b) => a.bar.openTime - b.bar.openTime)
    for (const { instrument, bar } of bars) {
      const { openTime, open, high, low, close, volume } = bar
      advanceBar(this.venue, instrument, openTime, this.feed.barMs, open, high, low, close, volume, this.sink)
    }
  }

  async instrumentOf(symbol: string): Promise<Instrument | null> {
    const instrument = this.instruments.get(symbol) ?? (await this.feed.instrument(symbol))
    if (instrument !== null) this.instruments.set(symbol, instrument)
    return instrument
  }

  quote(symbol: string): Promise<PriceFacts | null> {
    return this.feed.quote(symbol, this.now)
  }

  /** How many bars the books are behind where they have just been brought in memory; a long way is worth writing down. */
  barsBehind(before: ReadonlyMap<string, number>): number {
    const behind = Object.entries(this.venue.markets).map(([symbol, { barOpenTime }]) => {
      const stored = before.get(symbol)
      return stored === undefined || stored < 0 ? 0 : (barOpenTime - stored) / this.feed.barMs
    })
    return Math.max(0, ...behind)
  }

  /** Marks the books as changed by something that no sink hears of: a new resting order, a leverage. */
  touch(): void {
    this.touched = true
  }

  async observation(pairs: readonly ObservedPair[]): Promise<Pick<Observation, 'account' | 'pairs' | 'at'>> {
    const seen = await Promise.all(
      pairs.map(async ({ symbol, side, needs = noNeeds }) => {
        const [instrument, price, market] = await Promise.all([
          this.instrumentOf(symbol),
          this.quote(symbol),
          viewMarket(this.feed, symbol, needs, this.now),
        ])
        return { symbol, side, instrument, price, market }
      }),
    )
    const marks = new Map(seen.flatMap(({ symbol, price }) => (price ? [[symbol, price.mark] as const] : [])))
    return {
      at: this.now,
      account: { ...markEquity(this.venue, (symbol) => marks.get(symbol) ?? null), at: this.now },
      pairs: seen.map(({ symbol, side, instrument, price, market }) => ({
        symbol,
        side,
        instrument,
        price,
        fees: instrument?.fees ?? { maker: 0, taker: 0 },
        position: this.positionFacts(symbol, side, price?.mark ?? null),
        leverage: leverageOf(this.venue, symbol, side),
        market,
      })),
    }
  }

  stepOf(symbol: string): number {
    const market = this.venue.markets[symbol]
    if (market === undefined) throw new Error(`the paper exchange has never heard of ${symbol}`)
    return market.quantityStep
  }

  private positionFacts(symbol: string, side: PairKey['side'], mark: number | null) {
    const position = positionOf(this.venue, symbol, side)
    if (position === null) return null
    const lastMark = mark ?? this.venue.markets[symbol]?.mark ?? position.averageEntry
    return { ...position, unrealisedPnl: position.unrealisedPnl(lastMark) }
  }

  private activeSymbols(): string[] {
    const held = Object.keys(this.venue.positions).map((key) => key.slice(0, key.lastIndexOf('|')))
    return [...held, ...this.venue.orders.map(({ symbol }) => symbol)]
  }

  // An order may have been placed before the feed showed the first bar of its symbol.
  private activeSince(symbol: string): number {
    const { barMs } = this.feed
    const placed = this.venue.orders
      .filter((order) => order.symbol === symbol)
      .map(({ placedAt }) => placedAt)
    const held = Object.entries(this.venue.positions)
      .filter(([key]) => key.startsWith(`${symbol}|`))
      .map(([, { heldFrom }]) => heldFrom)
    return Math.floor(Math.min(...placed, ...held) / barMs) * barMs
  }

  // A symbol without orders or a position needs only its newest bar: the measure of what a market order will cost.
  private async newBars(symbol: string): Promise<readonly NewBar[]> {
    const instrument = await this.instrumentOf(symbol)
    if (instrument === null) return []
    const { barMs } = this.feed
    const newest = Math.floor(this.now / barMs) * barMs - barMs
    const seen = this.venue.markets[symbol]?.barOpenTime ?? -1
    const next = seen >= 0 ? seen + barMs : this.activeSince(symbol)
    const from = this.activeSymbols().includes(symbol) ? next : Math.max(newest, seen + barMs)
    if (from > newest) return []
    const bars = await this.feed.bars(symbol, from, this.now)
    return bars.map((bar) => ({ instrument, bar }))
  }
}

type NewBar = { readonly instrument: Instrument; readonly bar: Bar }
