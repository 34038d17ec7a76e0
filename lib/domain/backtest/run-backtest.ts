import { fromUnits } from '@/lib/domain/money'
import { signOf } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { positionKey, type SimulatedVenue } from '@/lib/domain/simulation/venue'
import { watchOf } from '@/lib/domain/simulation/watch'
import { Account } from './account'
import { EquityCurve } from './equity-curve'
import type { BacktestInput } from './input'
import type { Lane } from './lane'
import type { PositionChange } from './position-log'
import type { BookedDeal, BookedFunding, BookedTrade, OrderCounts } from './records'
import { QuietBars, type Carried } from './quiet-bars'
import type { Spells } from './spells'
import { runTick } from './tick'

/** What a back-test did. Money in units of 1e-8 quote unless said otherwise; a report makes text of it. */
export type BacktestRun = {
  /** Instants of the first and the last tick; null without any. */
  readonly firstTick: number | null
  readonly lastTick: number | null
  readonly ticks: number
  /** In order of opening; the last one of a pair may be open. */
  readonly deals: readonly BookedDeal[]
  readonly trades: readonly BookedTrade[]
  readonly funding: readonly BookedFunding[]
  readonly orders: OrderCounts
  readonly refusals: ReadonlyMap<string, number>
  readonly curve: EquityCurve
  readonly walletUnits: number
  /** Quote, at the prices of the last tick. */
  readonly unrealised: number
  readonly ambiguousBars: number
  /** Every change of every position, in the order of happening. */
  readonly positions: readonly PositionChange[]
  /** How long each pair stood under which condition, by the order of the pairs. */
  readonly spells: readonly Spells[]
  /** Withdrawn orders by cause, and how many of them had filled in part. */
  readonly cancellations: ReadonlyMap<string, number>
  readonly partlyFilled: number
  /** Mark of each symbol at the last tick. */
  readonly marks: ReadonlyMap<string, number>
}

/** Runs a whole back-test. Pure: the same input gives the same result. */
export function runBacktest(input: BacktestInput): BacktestRun {
  const backtest = new Backtest(input)
  while (backtest.advance(Infinity));
  return backtest.result()
}

/**
 * A back-test that can be run in pieces, so that a caller can show progress and stop it. Between two ticks the bars happen one after
 * the other; a tick at T sees bars closed by T and the open of the bar that contains it. The run ends with the last tick that falls
 * into a bar: what comes after has not closed by any tick.
 */
export class Backtest {
  readonly ticks: number
  private readonly account: Account
  private readonly curve: EquityCurve
  private readonly barMs: number
  private readonly firstTick: number
  private readonly lastTick: number
  private readonly plain: boolean
  private nextTick: number
  /** What all pairs together carry at the present. */
  private carried: Carried
  private readonly quietBars: QuietBars
  private quietUntil = -Infinity

  constructor(private readonly input: BacktestInput) {
    this.account = new Account(input)
    this.plain = input.plain ?? false
    const { lanes } = this.account
    this.barMs = lanes[0]?.candles.barMs ?? 60_000
    const grid = ticksOver(lanes, this.barMs, input.intervalMs)
    this.firstTick = grid.first
    this.lastTick = grid.last
    this.ticks = grid.last < grid.first ? 0 : (grid.last - grid.first) / input.intervalMs + 1
    this.nextTick = grid.first
    this.carried = { wallet: input.deposit, margin: 0 }
    for (const lane of lanes) {
      lane.next = lane.indexFrom(grid.first - this.barMs + 1)
      lane.mark = lane.candles.close[lane.next - 1] ?? 0
    }
    this.curve = new EquityCurve(Math.max(...lanes.map(({ candles }) => candles.length)), input.deposit)
    this.quietBars = new QuietBars(lanes, this.barMs, this.curve)
  }

  /** Share of the run that is done, 0 to 1. */
  get progress(): number {
    return this.ticks === 0 ? 1 : (this.nextTick - this.firstTick) / this.input.intervalMs / this.ticks
  }

  /** Lets about so many instants with a bar happen; false when the run has come to its end. */
  advance(steps: number): boolean {
    for (let left = steps; left > 0; left -= 1) {
      left -= this.passQuietBars(left)
      const time = this.nextBarTime()
      while (this.nextTick <= this.lastTick && this.nextTick < time + this.barMs) {
        runTick(this.account, this.nextTick, this.plain)
        this.refresh()
        this.nextTick += this.input.intervalMs
      }
      if (this.nextTick > this.lastTick) return false
      this.passBars(time)
    }
    return true
  }

  result(): BacktestRun {
    const { account, ticks } = this
    const { trades, funding, orderCounts, refusals, cancellations, partlyFilled } = account.ledger
    for (const { spells } of account.pairs) spells.end(this.nextTick - this.input.intervalMs)
    return {
      firstTick: ticks === 0 ? null : this.firstTick,
      lastTick: ticks === 0 ? null : this.lastTick,
      ticks,
      deals: account.deals,
      trades,
      funding,
      orders: orderCounts,
      refusals,
      curve: this.curve,
      walletUnits: account.venue.walletUnits,
      unrealised: fromUnits(account.unrealisedUnits(this.lastTick)),
      ambiguousBars: ambiguousBars(account.venue),
      positions: account.positions.changes,
      spells: account.pairs.map(({ spells }) => spells),
      cancellations,
      partlyFilled,
      marks: new Map(
        account.lanes.map((lane) => [lane.symbol, lane.quoteAt(this.lastTick)?.mark ?? lane.mark]),
      ),
    }
  }

  private nextBarTime(): number {
    let time = Infinity
    for (const lane of this.account.lanes) time = Math.min(time, lane.nextOpenTime)
    return time
  }

  /** Lets the bars that open at `time` happen, one symbol after the other. */
  private passBars(time: number): void {
    const { account } = this
    for (const lane of account.lanes) {
      if (lane.nextOpenTime !== time) continue
      const index = lane.next
      lane.next = index + 1
      lane.mark = lane.candles.close[index] ?? lane.mark
      if (!lane.active) continue
      lane.show(index - 1)
      lane.advance(index)
    }
    if (account.hasNews) this.refresh()
    this.record(time + this.barMs)
  }

  /** The quick way: as long as every pair is quiet and no bar reaches a price that counts, only the equity moves. */
  private passQuietBars(most: number): number {
    const { quietBars, input } = this
    if (this.plain) return 0
    // Up to the next tick nobody is asked: no bar before it needs a quiet strategy.
    quietBars.pass(Math.min(this.lastTick, Math.max(this.quietUntil, this.nextTick)), most, this.carried)
    const { instants, closedAt } = quietBars.passed
    // The ticks in between would have changed nothing.
    if (this.nextTick < closedAt) this.nextTick = Math.ceil(closedAt / input.intervalMs) * input.intervalMs
    return instants
  }

  private record(at: number): void {
    let equity = this.carried.wallet
    let notional = 0
    for (const lane of this.account.lanes) {
      if (lane.held === 0) continue
      equity += lane.slope * lane.mark + lane.offset
      notional += lane.held * lane.mark
    }
    this.curve.add(at, equity, this.carried.margin, notional)
  }

  /** Reads anew what waits at which price where something has happened. */
  private refresh(): void {
    const { lanes, pairs, venue } = this.account
    let isStale = false
    for (const lane of lanes) {
      if (!lane.isStale) continue
      isStale = true
      refreshLane(lane, venue)
    }
    if (!isStale) return
    this.quietUntil = Infinity
    for (const { quiet, lane } of pairs) {
      this.quietUntil = Math.min(this.quietUntil, quiet?.until ?? -Infinity)
      if (quiet === null || !lane.isStale) continue
      lane.low = Math.max(lane.low, quiet.low)
      lane.high = Math.min(lane.high, quiet.high)
    }
    for (const lane of lanes) lane.isStale = false
    let marginUnits = 0
    for (const key in venue.positions) marginUnits += venue.positions[key]?.marginUnits ?? 0
    this.carried = { wallet: fromUnits(venue.walletUnits), margin: fromUnits(marginUnits) }
  }
}

function refreshLane(lane: Lane, venue: SimulatedVenue): void {
  const { symbol } = lane
  const market = venue.markets[symbol]
  lane.slope = 0
  lane.offset = 0
  lane.held = 0
  for (const side of ['long', 'short'] as const) {
    const position = venue.positions[positionKey(symbol, side)]
    if (position === undefined) continue
    const quantity = quantityOf(position.steps, lane.instrument)
    const signed = signOf(side) * quantity
    lane.slope += signed
    lane.offset -= signed * position.averageEntry
    lane.held += quantity
  }
  lane.active = lane.held > 0 || venue.orders.some((order) => order.symbol === symbol)
  const watch = lane.active && market !== undefined ? watchOf(venue, market, symbol) : null
  lane.low = watch?.low ?? -Infinity
  lane.high = watch?.high ?? Infinity
  lane.fundingAt = watch === null ? Infinity : (market?.nextFundingAt ?? Infinity)
}

/** The first tick comes when the first bar of every series has closed, the last one falls into the last bar of the longest. */
function ticksOver(lanes: readonly Lane[], barMs: number, intervalMs: number) {
  const starts = lanes.map(({ candles }) => (candles.openTime[0] ?? Infinity) + barMs)
  const ends = lanes.map(({ candles }) => candles.openTime[candles.length - 1] ?? -Infinity)
  const first = Math.ceil(Math.max(...starts) / intervalMs) * intervalMs
  const last = Math.floor(Math.max(...ends) / intervalMs) * intervalMs
  return { first, last }
}

const ambiguousBars = (venue: SimulatedVenue): number =>
  Object.values(venue.markets).reduce((sum, market) => sum + market.ambiguousBars, 0)
