import type { EndedDealStatus } from '@/lib/domain/deals/deal'
import { fromUnits, toUnits } from '@/lib/domain/money'
import { isTerminal } from '@/lib/domain/orders/order'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import {
  leverageOf,
  markEquity,
  openVenue,
  positionKey,
  positionOf,
  type SimulatedFill,
  type SimulatedVenue,
  type VenueSink,
} from '@/lib/domain/simulation/venue'
import type {
  AccountFacts,
  PairFacts,
  Permission,
  PriceFacts,
  SiblingFacts,
} from '@/lib/domain/strategies/contract'
import { unreservedOf } from '@/lib/domain/strategies/reservation'
import type { BacktestInput } from './input'
import { Lane } from './lane'
import { Ledger, type MoneyEvent } from './ledger'
import { PairRun } from './pair-run'
import { PositionLog } from './position-log'
import type { BookedDeal, BookedOrder } from './records'

const mayTrade: Permission = { kind: 'trade' }
const alone: SiblingFacts = { pairs: 1, others: [] }
const paused: Permission = { kind: 'exits-only', because: 'paused' }

/** One balance with its pairs on the simulated venue, and our own books of it. */
export class Account {
  readonly venue: SimulatedVenue
  readonly ledger: Ledger
  readonly positions: PositionLog
  /** By symbol, in alphabetical order: the order in which bars of one instant happen. */
  readonly lanes: readonly Lane[]
  readonly pairs: readonly PairRun[]
  readonly onDecision: BacktestInput['onDecision']
  /** A deal ended in a way that pauses the bot: as live, nothing new is opened after that. */
  isPaused = false
  /** The venue has told something since the books were last settled. */
  hasNews = false
  private events: MoneyEvent[] = []
  private liquidation: SimulatedFill | null = null
  private readonly byKey = new Map<string, PairRun>()
  /** Share of the balance that all pairs together keep for themselves. */
  private readonly reservedShare: number

  constructor(input: BacktestInput) {
    this.venue = openVenue(input.deposit)
    this.onDecision = input.onDecision
    this.positions = new PositionLog(this.venue)
    const lanes = new Map(
      [...input.markets]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([symbol, market]) => [symbol, new Lane(symbol, market, this.venue, this.sink)]),
    )
    this.lanes = [...lanes.values()]
    const reserved = input.pairs.reduce((sum, { allocatedCapital }) => sum + allocatedCapital, 0)
    this.reservedShare = input.pairs.reduce((sum, { reservedShare = 0 }) => sum + reservedShare, 0)
    this.pairs = input.pairs.map((settings, index) => {
      const lane = lanes.get(settings.symbol)
      if (lane === undefined) throw new RangeError(`there are no candles for ${settings.symbol}`)
      return new PairRun(index, settings, lane, reserved - settings.allocatedCapital)
    })
    for (const pair of this.pairs) this.byKey.set(positionKey(pair.settings.symbol, pair.settings.side), pair)
    this.ledger = new Ledger(this.venue.walletUnits, ({ pair }) => this.pairAt(pair).lane.instrument)
    this.ledger.onBooked = (deal, amountUnits) => {
      this.pairAt(deal.pair).realisedUnits += amountUnits
    }
    this.ledger.onLiquidated = (deal) =>
      this.pairAt(deal.pair).close(
        deal,
        'liquidated' satisfies EndedDealStatus,
        deal.endedAt ?? deal.openedAt,
      )
  }

  private readonly sink: VenueSink = {
    fill: (fill) => {
      if (fill.clientOrderId === null) this.liquidation = fill
      this.positions.filled(fill, this.dealOf(fill.symbol, fill.side))
      this.tell(fill.symbol, fill.side)
    },
    orderClosed: (order) => this.tell(order.symbol, order.positionSide),
    event: (event) => {
      const fill = event.kind === 'liquidation' ? this.liquidation : null
      this.events.push({ event, feeUnits: fill?.feeUnits ?? 0, grossUnits: fill?.grossUnits ?? 0 })
      const pair = this.byKey.get(positionKey(event.symbol, event.side))
      const moved = event.kind !== 'funding' || this.positions.funded(event, pair?.deal ?? null)
      this.hasNews = true
      if (moved) pair?.wake()
      else pair?.wakeAfterFunding()
    },
  }

  get venueSink(): VenueSink {
    return this.sink
  }

  /** Books what became of everything open, as a tick does when it asks the venue. */
  settle(): void {
    if (!this.hasNews) return
    this.hasNews = false
    const orders: BookedOrder[] = []
    for (const pair of this.pairs) {
      for (const order of pair.orders) if (!isTerminal(order.status)) orders.push(order)
      for (const order of pair.strays) if (!isTerminal(order.status)) orders.push(order)
    }
    const events = this.events.flatMap((item) => {
      // Events of a position that no deal of ours holds are not ours to book.
      const deal = this.dealOf(item.event.symbol, item.event.side)
      return deal === null || item.event.at < deal.openedAt ? [] : [{ ...item, deal }]
    })
    if (this.ledger.book(orders, events)) this.events = []
    for (const pair of this.pairs) {
      if (pair.strays.length > 0) pair.strays = pair.strays.filter((order) => !isTerminal(order.status))
    }
  }

  /** Wallet, equity and free balance at a tick's prices. */
  facts(at: number): AccountFacts {
    const marks = (symbol: string): number | null => this.laneOf(symbol)?.quoteAt(at)?.mark ?? null
    return { ...markEquity(this.venue, marks), at }
  }

  /** What a strategy may look at, all of one instant; the same that a live tick on the paper exchange gathers. */
  pairFacts(pair: PairRun, account: AccountFacts): PairFacts {
    const { symbol, side, leverage } = pair.settings
    const { instrument } = pair.lane
    const price = pair.lane.quoteAt(account.at)
    const isSet = leverageOf(this.venue, symbol, side) === leverage
    const deal = pair.dealFacts()
    const { market } = pair.lane
    const needs = pair.settings.strategy.needs(deal)
    return {
      now: account.at,
      tickAt: account.at,
      side,
      leverage,
      instrument,
      fees: instrument.fees,
      price,
      account,
      position: this.position(symbol, side, price),
      orders: pair.orders,
      deal,
      permission: this.isPaused ? paused : mayTrade,
      closeRequested: false,
      settingsConfirmed: (pair.deal !== null || pair.settingsConfirmed) && isSet,
      lastDeal: pair.lastDeal,
      unreservedCapital: this.unreserved(pair, account),
      record: { realised: fromUnits(pair.realisedUnits), stops: pair.stops },
      siblings: this.siblings(pair),
      signals: market.signals(needs.signals, account.at, price?.last ?? null),
      range: needs.rangeSince === null ? null : market.range(needs.rangeSince, account.at),
      volume24h: market.volume24h(needs, account.at),
      memory: pair.memory,
    }
  }

  private unreserved({ settings, reservedByOthers }: PairRun, { wallet, equity }: AccountFacts): number {
    const share = this.reservedShare - (settings.reservedShare ?? 0)
    return unreservedOf(Math.min(wallet, equity), { capital: reservedByOthers, share })
  }

  private siblings(pair: PairRun): SiblingFacts {
    if (this.pairs.length === 1) return alone
    const others: SiblingFacts['others'][number][] = []
    for (const other of this.pairs) {
      const { symbol, side } = other.settings
      const position = other === pair ? undefined : this.venue.positions[positionKey(symbol, side)]
      if (position === undefined) continue
      const quantity = quantityOf(position.steps, other.lane.instrument)
      others.push({ symbol, quantity, margin: fromUnits(position.marginUnits) })
    }
    return { pairs: this.pairs.length, others }
  }

  /** All deals by time of opening, of one instant in the order of their pairs. */
  get deals(): readonly BookedDeal[] {
    return this.pairs
      .flatMap((pair) => pair.deals)
      .sort((a, b) => a.openedAt - b.openedAt || a.pair - b.pair || a.number - b.number)
  }

  /** Profit of all open positions at the prices of an instant, in units. */
  unrealisedUnits(at: number): number {
    const { equity, wallet } = this.facts(at)
    return toUnits(equity) - toUnits(wallet)
  }

  private position(symbol: string, side: Side, price: PriceFacts | null): PairFacts['position'] {
    const position = positionOf(this.venue, symbol, side)
    if (position === null) return null
    const mark = price?.mark ?? this.venue.markets[symbol]?.mark ?? position.averageEntry
    return { ...position, unrealisedPnl: position.unrealisedPnl(mark) }
  }

  private tell(symbol: string, side: Side): void {
    this.hasNews = true
    const pair = this.byKey.get(positionKey(symbol, side))
    pair?.wake()
  }

  private dealOf(symbol: string, side: Side): BookedDeal | null {
    return this.byKey.get(positionKey(symbol, side))?.deal ?? null
  }

  private laneOf(symbol: string): Lane | undefined {
    return this.lanes.find((lane) => lane.symbol === symbol)
  }

  private pairAt(index: number): PairRun {
    const pair = this.pairs[index]
    if (pair === undefined) throw new RangeError(`there is no pair ${index}`)
    return pair
  }
}
