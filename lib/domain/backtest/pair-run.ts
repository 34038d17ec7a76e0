import { fromUnits } from '@/lib/domain/money'
import type { DealLedger, DealStatus, EndedDealStatus, OpenDealStatus } from '@/lib/domain/deals/deal'
import { isTerminal, type KnownOrder } from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { decimalsOf, quantityOf } from '@/lib/domain/perpetuals/quantize'
import {
  STOPS_REMEMBERED,
  type DealFacts,
  type PairFacts,
  type PastStop,
  type Quiet,
} from '@/lib/domain/strategies/contract'
import type { BacktestPair } from './input'
import type { Lane } from './lane'
import type { BookedDeal, BookedOrder } from './records'
import { Spells } from './spells'

/** One pair while a back-test runs: its open deal with all its orders, and what is remembered between deals. */
export class PairRun {
  deal: BookedDeal | null = null
  /** All orders of the open deal, by time of planning, then key and attempt, as the live books list them. */
  orders: BookedOrder[] = []
  /** Orders of ended deals that may still fill. */
  strays: BookedOrder[] = []
  /** All deals so far, the open one included. */
  readonly deals: BookedDeal[] = []
  lastDeal: PairFacts['lastDeal'] = null
  settingsConfirmed = false
  readonly spells = new Spells()
  /** Everything booked for the pair, in units. */
  realisedUnits = 0
  /** Stopped and liquidated deals, newest first. */
  stops: readonly PastStop[] = []
  /** What the strategy remembers beyond its deals, and what its last decision of this tick adds: kept when the tick has finished. */
  memory: unknown = null
  newMemory: { readonly value: unknown } | null = null
  /** Null = the strategy is asked at the next tick. */
  quiet: Quiet | null = null

  constructor(
    readonly index: number,
    readonly settings: BacktestPair,
    readonly lane: Lane,
    /** Quote coin that the other pairs of the account keep for themselves. */
    readonly reservedByOthers: number,
  ) {}

  /** Something happened to the pair: its strategy is asked at the next tick. */
  wake(): void {
    this.quiet = null
    this.lane.isStale = true
  }

  /** Funding was taken from the free balance: only some strategies want to be asked again. */
  wakeAfterFunding(): void {
    if (this.quiet?.throughFunding === true) this.lane.isStale = true
    else this.wake()
  }

  /** The strategy has left everything as it is, for as long as `quiet` says. */
  rest(quiet: Quiet | null): void {
    this.quiet = quiet
    this.lane.isStale = true
  }

  /** True while the strategy is known to want nothing new at this tick. */
  isQuietAt(at: number): boolean {
    const { quiet } = this
    if (quiet === null || at >= quiet.until) return false
    const mark = this.lane.quoteAt(at)?.mark ?? null
    return mark === null || (mark > quiet.low && mark < quiet.high)
  }

  open(state: unknown, at: number): BookedDeal {
    this.orders = []
    this.deal = {
      pair: this.index,
      symbol: this.settings.symbol,
      side: this.settings.side,
      number: this.deals.length + 1,
      openedAt: at,
      status: 'opening',
      state,
      endedAt: null,
      endReason: null,
      steps: 0,
      average: null,
      costUnits: 0,
      entryFeeUnits: 0,
      exitFeeUnits: 0,
      grossUnits: 0,
      fundingUnits: 0,
      peakSteps: 0,
      level: 0,
    }
    this.deals.push(this.deal)
    return this.deal
  }

  /** Lets go of a deal that has ended, by our decision or by the venue. */
  close(deal: BookedDeal, status: EndedDealStatus, at: number): void {
    this.lastDeal = { number: this.deals.length, endedAt: at, status }
    if (status === 'stopped' || status === 'liquidated') {
      this.stops = [{ at, reason: deal.endReason ?? status }, ...this.stops].slice(0, STOPS_REMEMBERED)
    }
    if (this.deal !== deal) return
    this.strays = this.orders.filter((order) => !isTerminal(order.status))
    this.orders = []
    this.deal = null
  }

  add(order: BookedOrder): void {
    let at = this.orders.length
    while (at > 0 && isBefore(order, this.orders[at - 1])) at -= 1
    this.orders.splice(at, 0, order)
  }

  /** The tick has finished: what was decided to be remembered is kept. */
  keepMemory(): void {
    if (this.newMemory === null) return
    this.memory = this.newMemory.value
    this.newMemory = null
  }

  /** The open deal as a strategy sees it. */
  dealFacts(): DealFacts | null {
    const { deal } = this
    if (deal === null) return null
    const { number, status, openedAt, state } = deal
    return {
      number,
      status: openStatus(status),
      openedAt,
      ledger: ledgerOf(deal, this.lane.instrument),
      state,
    }
  }
}

function isBefore(order: KnownOrder, other: KnownOrder | undefined): boolean {
  if (other === undefined || order.plannedAt !== other.plannedAt) return false
  return order.key < other.key || (order.key === other.key && order.attempt < other.attempt)
}

function openStatus(status: DealStatus): OpenDealStatus {
  if (status === 'opening' || status === 'active' || status === 'trailing' || status === 'closing')
    return status
  throw new Error(`a deal that is ${status} was asked about as an open one`)
}

function ledgerOf(deal: BookedDeal, instrument: Instrument): DealLedger {
  return {
    quantity: quantityOf(deal.steps, instrument),
    averageEntry: deal.average === null ? null : asStored(deal.average),
    entryCost: entryCostOf(deal, instrument),
    entryFees: fromUnits(deal.entryFeeUnits),
    exitFees: fromUnits(deal.exitFeeUnits),
    realisedGross: fromUnits(deal.grossUnits),
    funding: fromUnits(deal.fundingUnits),
  }
}

// The live books keep an average to 18 decimals; only below a tenth can a double hold more.
const asStored = (average: number): number => (average < 0.1 ? Number(average.toFixed(18)) : average)

/** Quote paid for all entries of a deal: the nearest double to the exact sum of price times quantity. */
export function entryCostOf({ costUnits }: BookedDeal, { quantityStep, tickSize }: Instrument): number {
  const decimals = decimalsOf(quantityStep) + decimalsOf(tickSize)
  const unit = wholeOf(quantityStep) * wholeOf(tickSize)
  return (costUnits * unit) / 10 ** decimals
}

const wholeOf = (size: number): number => Math.round(size * 10 ** decimalsOf(size))
