import type { DealEnd, DealLedger, OpenDealStatus } from '@/lib/domain/deals/deal'
import type { DesiredOrder, KnownOrder } from '@/lib/domain/orders/order'
import type { FeeRates, Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import type { BarRange } from '@/lib/domain/candles/bar-range'
import type { Result } from '@/lib/domain/result'
import type { MarketNeeds } from '@/lib/domain/signals/market-needs'
import type { Signals } from '@/lib/domain/signals/signal'
import type { Reason } from './reasons'

/** Prices of one epoch. `at` is the instant they were valid, milliseconds since the epoch. */
export type PriceFacts = {
  readonly last: number
  readonly bid: number
  readonly ask: number
  readonly mark: number
  readonly at: number
}

/** The account at one instant, in quote coin. `available` is what new margin may use. */
export type AccountFacts = {
  readonly wallet: number
  readonly equity: number
  readonly available: number
  readonly at: number
}

/** The venue's position on this pair's symbol and side. */
export type PositionFacts = {
  readonly quantity: number
  readonly averageEntry: number
  readonly margin: number
  readonly unrealisedPnl: number
  /** Null where the venue gives none. */
  readonly liquidationPrice: number | null
}

/** The deal in progress. `state` is the strategy's own memory, plain JSON. */
export type DealFacts = {
  readonly number: number
  readonly status: OpenDealStatus
  readonly openedAt: number
  readonly ledger: DealLedger
  readonly state: unknown
}

/** What became of the pair's deals so far. */
export type PairRecord = {
  /** Result of everything booked for the pair: trades net of fees, and funding. Quote. */
  readonly realised: number
  /** The newest stopped and liquidated deals, at most `STOPS_REMEMBERED`, newest first. */
  readonly stops: readonly PastStop[]
}

export type PastStop = { readonly at: number; readonly reason: string }

/** More than any setting may count. */
export const STOPS_REMEMBERED = 20

/** The bot's pairs together. Margins in quote, as the venue holds them. */
export type SiblingFacts = {
  /** All pairs of the bot, this one included. */
  readonly pairs: number
  /** Positions of the bot's other pairs. */
  readonly others: readonly { readonly symbol: string; readonly quantity: number; readonly margin: number }[]
}

/** What the pair may do in this tick: one function of bot status, plan, approval and kill switch decides it (lib/domain/permission.ts). */
export type Permission =
  | { readonly kind: 'trade' }
  | { readonly kind: 'drain' }
  | { readonly kind: 'exits-only'; readonly because: 'paused' | 'manage-only' }
  | { readonly kind: 'stopping'; readonly how: StopMode }
  | { readonly kind: 'settle-only'; readonly because: 'stopped' | 'frozen' }

/** The user's answer to "what about the open position?" when stopping. */
export type StopMode = 'keep-exits' | 'cancel-orders' | 'close'

/** Everything one decision may look at, of one epoch. Pure data: the same facts give the same decision, live, on paper and in a back-test. */
export type PairFacts = {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The instant this tick was due: the same in all its rounds and in every delivery of it. Never later than `now` by more than clocks differ. */
  readonly tickAt: number
  readonly side: Side
  readonly leverage: number
  /** Null = unknown right now; never replaced by a zero or an empty value. */
  readonly instrument: Instrument | null
  readonly fees: FeeRates
  readonly price: PriceFacts | null
  readonly account: AccountFacts | null
  /** Null with a present account = flat. Meaningless while `account` is null. */
  readonly position: PositionFacts | null
  /** Every order of the deal in progress, all attempts, oldest first. Empty without a deal. */
  readonly orders: readonly KnownOrder[]
  readonly deal: DealFacts | null
  readonly permission: Permission
  /** The user asked to close the deal now. */
  readonly closeRequested: boolean
  /** Leverage and margin mode have been set and confirmed on the venue. */
  readonly settingsConfirmed: boolean
  /** When and how the pair's last deal ended, and its number: the count of deals so far. Null before the first. */
  readonly lastDeal: {
    readonly number: number
    readonly endedAt: number
    readonly status: DealEnd['status']
  } | null
  /** Quote coin that the account's other pairs leave free for this one's worst case. */
  readonly unreservedCapital: number
  readonly record: PairRecord
  readonly siblings: SiblingFacts
  /** The signals asked for, by `signalKey`. */
  readonly signals: Signals
  /** Extremes of the closed bars since the instant asked for; null where none has closed, or they are not to be had. */
  readonly range: BarRange | null
  /** Quote coin traded in the last 24 hours; null = not asked for, or not known. */
  readonly volume24h: number | null
  /** What the strategy remembers of the pair beyond its deals, as its last decision of an earlier tick left it. Plain JSON. */
  readonly memory: unknown
}

/** What becomes of the pair's deal. */
export type DealChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly state: unknown }
  | { readonly kind: 'update'; readonly status: OpenDealStatus; readonly state: unknown }
  | { readonly kind: 'end'; readonly end: DealEnd; readonly dust: number }

/**
 * What one tick wants of one pair. `orders` is the whole set of orders that should be open: a resting order that is not in it is
 * withdrawn. `'unchanged'` leaves everything as it rests: missing or stale input never cancels a protection and never adds a risk.
 */
export type Decision = {
  readonly orders: readonly DesiredOrder[] | 'unchanged'
  readonly deal: DealChange
  readonly reason: Reason
  readonly further: readonly Reason[]
  /**
   * What to remember of the pair beyond its deals; left out = nothing new. Kept when the tick has finished, so it may get lost with a
   * tick that dies: only what the next tick finds again by itself belongs here.
   */
  readonly memory?: unknown
}

/**
 * How long a decision stays as it is while nothing happens to the pair's orders, position and funding: as long as the mark lies
 * strictly between `low` and `high` and the time is before `until` (milliseconds since the epoch), the same orders would be wanted and
 * the deal would not change, whatever the rest of the account does. Lets a back-test pass over ticks that cannot change anything.
 */
export type Quiet = {
  readonly low: number
  readonly high: number
  readonly until: number
  /** Funding that was taken from the free balance, and so left the position as it was, changes nothing either. */
  readonly throughFunding?: boolean
}

/** One fault of typed or stored settings. `field` is the name of the setting, nested names joined by dots. */
export type SettingsFault = { readonly field: string; readonly message: string }

export type InvalidSettings = { readonly kind: 'invalid-settings'; readonly faults: readonly SettingsFault[] }

/** One trading strategy: a name, the parser of its settings and a pure decision. */
export type Strategy<Config> = {
  readonly name: string
  /** Parses stored or typed settings and names every faulty field; see each strategy's `config.ts`. */
  readonly parseConfig: (raw: unknown) => Result<Config, InvalidSettings>
  readonly decide: (facts: PairFacts, config: Config) => Decision
  /** What `decide` will look at beside the price; no such function = nothing. */
  readonly needs?: (config: Config, deal: DealFacts | null) => MarketNeeds
  /** For a decision that left everything as it rests; null (or no such function) = ask again at the next tick. */
  readonly quiet?: (facts: PairFacts, config: Config, decision: Decision) => Quiet | null
}
