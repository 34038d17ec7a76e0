import type { BotStatus } from '@/lib/domain/bot-status'
import type { DealStatus } from '@/lib/domain/deals/deal'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import type { PlanId } from '@/lib/domain/plans'

/** What pages may see of bots. Instants are ISO strings, money and quantities decimal strings, so that views cross to the browser as they are. */
export type Environment = 'paper' | 'testnet' | 'live'

/** Why a pair is or is not trading, as a finished sentence. */
export type ConditionView = {
  readonly code: string
  readonly sentence: string
  readonly since: string
  readonly checkedAt: string
}

export type PairCardView = {
  readonly id: string
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
  readonly condition: ConditionView
}

/** One bot on the dashboard and in lists. */
export type BotCardView = {
  readonly id: string
  readonly name: string
  readonly status: BotStatus
  readonly statusReason: string | null
  readonly environment: Environment
  /** Display name of the venue: "Paper exchange", "Bybit". */
  readonly exchange: string
  readonly accountLabel: string
  /** "simulated market", "live prices of Bybit"; null off paper. */
  readonly market: string | null
  readonly intervalSec: number
  readonly pairs: readonly PairCardView[]
  readonly realisedPnl: string
  readonly unrealisedPnl: string
  readonly openDeals: number
  readonly lastTickAt: string | null
  readonly nextTickAt: string | null
}

export type PairDetailView = PairCardView & {
  readonly strategy: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly price: { readonly last: string; readonly mark: string; readonly at: string } | null
  readonly position: {
    readonly quantity: string
    readonly averageEntry: string
    readonly unrealisedPnl: string
    readonly liquidationPrice: string | null
    readonly margin: string
  } | null
  readonly deal: OpenDealView | null
  /** Price and quantity decimals for display. */
  readonly priceDecimals: number
  readonly quantityDecimals: number
}

export type OpenDealView = {
  readonly id: string
  readonly number: number
  readonly status: DealStatus
  readonly level: number
  readonly ladderSize: number
  readonly openedAt: string
  readonly configVersion: number
  readonly lines: {
    readonly average: string | null
    readonly takeProfit: string | null
    readonly nextSafetyOrder: string | null
    readonly stopLoss: string | null
    readonly liquidation: string | null
  }
}

export type BotDetailView = Omit<BotCardView, 'pairs'> & {
  readonly pairs: readonly PairDetailView[]
  readonly configVersion: number
  readonly fees: string
  readonly funding: string
  readonly createdAt: string
  readonly startedAt: string | null
  /** Which commands the bot accepts now; a refused one carries the sentence why. */
  readonly commands: Readonly<Record<BotCommand, { readonly allowed: boolean; readonly why: string | null }>>
  /** The last 48 ticks, oldest first. */
  readonly ticks: readonly TickView[]
}

export type BotCommand = 'start' | 'pause' | 'resume' | 'stop' | 'close-now' | 'delete'

export type TickView = {
  readonly at: string
  readonly outcome: string
  readonly latenessMs: number
  readonly note: string
}

export type DealView = {
  readonly id: string
  readonly number: number
  readonly pairId: string
  readonly symbol: string
  readonly side: Side
  readonly status: DealStatus
  readonly level: number
  readonly peakQuantity: string
  readonly averageEntry: string | null
  readonly netPnl: string
  readonly fees: string
  readonly funding: string
  readonly openedAt: string
  readonly endedAt: string | null
  readonly endReason: string | null
}

export type TradeAction = 'OPENED' | 'ADDED' | 'REDUCED' | 'CLOSED'

export type TradeView = {
  readonly id: string
  readonly at: string
  readonly environment: Environment
  readonly symbol: string
  readonly side: Side
  readonly action: TradeAction
  readonly quantity: string
  readonly price: string
  readonly fee: string
  readonly pnl: string
  readonly balanceAfter: string
  readonly reason: string
  readonly dealNumber: number
}

export type LogView = {
  readonly id: string
  readonly at: string
  readonly lastAt: string
  readonly repeats: number
  readonly level: 'info' | 'warn' | 'error'
  readonly pair: string | null
  readonly code: string
  readonly message: string
}

export type OrderView = {
  readonly id: string
  readonly key: string
  readonly attempt: number
  readonly symbol: string
  readonly positionSide: Side
  readonly side: 'buy' | 'sell'
  readonly kind: string
  readonly price: string | null
  readonly quantity: string
  readonly filled: string
  readonly status: string
  readonly reduceOnly: boolean
  readonly plannedAt: string
  readonly refusal: string | null
}

export type EquityPointView = { readonly at: string; readonly realised: number; readonly unrealised: number }

export type CandleView = {
  /** Open time, epoch seconds. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export type MarkerView = {
  readonly time: number
  readonly action: TradeAction
  readonly price: number
  readonly label: string
}

/** One page of a list; `next` is the opaque cursor of the following page, null at the end. */
export type Page<T> = { readonly rows: readonly T[]; readonly next: string | null }

export type AccountOptionView = {
  readonly id: string
  readonly label: string
  readonly environment: Environment
  readonly exchange: string
  readonly market: string | null
  readonly available: string
  /** The past of its prices; null where none can be had. */
  readonly history: HistoryView | null
}

/** Where candles of the past come from: their source as candle questions name it, and in words. */
export type HistoryView = {
  readonly source: string
  /** "simulated market", "history of Bybit". */
  readonly label: string
  readonly isSimulated: boolean
}

/** A market of an account that a pair can be set up on. `lastPrice` is null while unknown: the ladder is then shown in percent. */
export type InstrumentOptionView = {
  readonly instrument: Instrument
  readonly lastPrice: number | null
  readonly priceAt: string | null
}

/** How much of the plan is used. `botsUsed` counts every bot that is not deleted; a null limit is unlimited. */
export type PlanUsageView = {
  readonly plan: PlanId
  readonly planName: string
  readonly botsUsed: number
  readonly botsLimit: number | null
  readonly pairsPerBot: number | null
  readonly canTradeLive: boolean
}

export type RecentTradeView = TradeView & { readonly botId: string; readonly botName: string }

/** Something the owner should look at, worst first: a failed or late tick, an order that is being checked, a bot the system holds. */
export type AttentionView = {
  readonly kind: 'tick-failed' | 'tick-late' | 'order-unknown' | 'manage-only' | 'error' | 'limit'
  readonly botId: string | null
  readonly botName: string | null
  readonly sentence: string
  readonly since: string | null
}

/** The first page after signing in. Every figure is of ONE environment: paper, testnet and live are never summed. */
export type DashboardView = {
  readonly environment: Environment
  /** Environments in which the owner has an account, in the order paper, testnet, live. */
  readonly environments: readonly Environment[]
  /** Sum over the environment's accounts; null while unknown. */
  readonly equity: string | null
  readonly equityAt: string | null
  /** Realised PnL since 00:00 UTC (`since`). */
  readonly today: { readonly realised: string; readonly since: string }
  readonly totals: {
    readonly realised: string
    readonly unrealised: string
    readonly fees: string
    readonly funding: string
  }
  readonly openPositions: number
  readonly botsRunning: number
  readonly usage: PlanUsageView
  /** The last seven days, at most 300 points. */
  readonly equitySeries: readonly EquityPointView[]
  readonly attention: readonly AttentionView[]
  readonly bots: readonly BotCardView[]
  /** At most eight, newest first. */
  readonly recentTrades: readonly RecentTradeView[]
}

/** The answer of the polled `/api/app/bots`: fresh figures for cards that are already on screen. */
export type BotCardsAnswer = { readonly at: string; readonly bots: readonly BotCardView[] }

export type EquityRange = '24h' | '7d' | '30d' | 'all'
