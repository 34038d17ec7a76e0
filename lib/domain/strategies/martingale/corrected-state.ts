import type { DeclineVelocity } from '@/lib/domain/indicators/decline-velocity'
import type { OrderSide } from '@/lib/domain/orders/order'
import type { FeeRates, Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import type { Reason } from '@/lib/domain/strategies/reasons'

/**
 * One tick of one pair for the corrected mode, after guards 1 to 5 of the trading reference 2.5 have passed: no order of unknown outcome,
 * a fresh account that agrees with the ledger, no close asked for, a fresh and uncrossed price. Nothing is rounded. Amounts in quote.
 */
export type CorrectedState = {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly side: Side
  readonly price: { readonly bid: number; readonly ask: number; readonly mark: number }
  readonly account: { readonly wallet: number; readonly equity: number; readonly available: number }
  readonly instrument: Instrument
  readonly fees: FeeRates
  /** What the venue has confirmed; sizes follow this one. Null = not confirmed yet, so that nothing is entered. */
  readonly leverage: number | null
  readonly position: CorrectedPosition | null
  /** Result of the deal in progress so far: gross profit of its exits, less fees, plus funding. */
  readonly dealNet: number
  /** Account margin level where the position is in cross margin; null = isolated, the position's own counts. */
  readonly accountMarginLevel: number | null
  /** Margin of all positions of this bot, this pair's included, and the number of its enabled pairs. */
  readonly botMargin: number
  readonly enabledPairs: number
  readonly signals: CorrectedSignals
  /** When the pair's last deal ended, and when its stopped deals did; milliseconds since the epoch. */
  readonly lastDealEndedAt: number | null
  readonly stoppedDealsAt: readonly number[]
  /** Why no entry is allowed at all (paused, draining, frozen, ...); exits are judged all the same. Null = entries are allowed. */
  readonly entryBlock: Reason | null
}

export type CorrectedPosition = {
  readonly quantity: number
  readonly averageEntry: number
  readonly margin: number
  /** The venue's figure; null = it gives none, ours stands in. */
  readonly liquidationPrice: number | null
}

/**
 * Figures of closed candles. Null = fewer than 3n candles for an average, too few for a test, or a gap in the window: no entry follows
 * from what is not known.
 */
export type CorrectedSignals = {
  readonly gateSlowEma: number | null
  readonly gateFastEma: number | null
  readonly entryEma: number | null
  /** The first measure of volatility beyond its limit; null inside = calm. */
  readonly volatility: { readonly trigger: string | null } | null
  /** Judged for this side: a rise is the danger of a short. */
  readonly decline: Pick<DeclineVelocity, 'kind' | 'score'> | null
}

/**
 * An order as the corrected mode wants it: `immediate` trades at once within `limitTicks` and withdraws the rest; `resting` is post-only.
 */
export type MartingaleOrder = {
  readonly action: 'open' | 'add' | 'reduce' | 'close'
  readonly side: OrderSide
  readonly quantitySteps: number
  readonly limitTicks: number
  readonly execution: 'immediate' | 'resting'
  readonly reduceOnly: boolean
}

/** `order: null` = nothing new; `reason` says why. `further` holds the warnings of this tick. */
export type CorrectedDecision = {
  readonly order: MartingaleOrder | null
  readonly reason: Reason
  readonly further: readonly Reason[]
}
