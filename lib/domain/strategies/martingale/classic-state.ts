import type { OrderSide } from '@/lib/domain/orders/order'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { Decline } from './decline'
import type { MartingaleParameters } from './parameters'

/** The position in the original's units (trading reference 3.1): everything but the quantity rounded to two decimals. */
export type ClassicPosition = {
  /** The original's "position value": margin in quote. */
  readonly margin: number
  readonly unrealisedPnl: number
  /** Unrealised profit over margin, a fraction. */
  readonly roi: number
  /** Base coin, above zero for both sides. */
  readonly quantity: number
  /** Margin over balance in PERCENT. */
  readonly marginPct: number
  /** Equity of the position over its maintenance margin; a position at 1 is liquidated. */
  readonly marginLevel: number
}

/** One tick of one pair as the original sees it. Prices in quote per base, amounts in quote. */
export type ClassicState = {
  readonly symbol: string
  readonly side: Side
  /** May open by itself. */
  readonly automatic: boolean
  readonly bid: number
  readonly ask: number
  /** Wallet without unrealised profit. */
  readonly balance: number
  readonly highVolatility: boolean
  readonly decline: Decline
  /** EMA(200) and EMA(50) on the gate interval, EMA(100) on hourly candles. */
  readonly gateSlowEma: number
  readonly gateFastEma: number
  readonly entryEma: number
  readonly limits: {
    readonly minQuantity: number
    readonly maxQuantity: number
    readonly quantityStep: number
  }
  readonly position: ClassicPosition | null
  /** Every open position of the account, this pair's included, unrounded. `margin` in quote. */
  readonly openPositions: readonly {
    readonly symbol: string
    readonly quantity: number
    readonly margin: number
  }[]
}

export type ClassicParameters = MartingaleParameters & { readonly leverage: number }

/**
 * The order the original would send: entries rest at `price` as post-only, exits are reduce-only limits at the ask for both sides. It is
 * sent as it stands only where the position holds at least its quantity.
 */
export type ClassicOrder = {
  readonly action: 'open' | 'add' | 'reduce' | 'close'
  readonly side: OrderSide
  readonly quantity: number
  readonly price: number
  readonly reduceOnly: boolean
}

/** `order: null` = nothing is done, and `reason` says why. `alerts` are what the original warns of on every tick. */
export type ClassicDecision = {
  readonly order: ClassicOrder | null
  readonly reason: Reason
  readonly alerts: readonly Reason[]
}
