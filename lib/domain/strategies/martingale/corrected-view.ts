import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { maintenanceMargin } from '@/lib/domain/perpetuals/margin'
import { unrealisedPnl } from '@/lib/domain/perpetuals/pnl'
import type { HoldReason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import type { CorrectedDecision, CorrectedPosition, CorrectedState } from './corrected-state'

/** The position with everything the decision compares, unrounded. */
export type Holding = CorrectedPosition & {
  readonly unrealisedPnl: number
  /** Unrealised profit over margin, a fraction. */
  readonly roi: number
  /** Margin over balance, a fraction. */
  readonly share: number
  /** Equity over maintenance margin; liquidated at 1. */
  readonly marginLevel: number
  readonly critical: boolean
}

/** What sizes and caps are measured on: unrealised losses count, unrealised profits do not. */
export const balanceOf = ({ account }: CorrectedState): number => Math.min(account.wallet, account.equity)

/** The price compared with the averages: what a resting entry would be placed at. */
export const touchOf = ({ side, price }: CorrectedState): number => (side === 'long' ? price.bid : price.ask)

/** Measures the position at the mark, with the maintenance margin of its tier. */
export function holdingOf(
  state: CorrectedState,
  position: CorrectedPosition,
  config: MartingaleConfig,
): Holding {
  const { quantity, averageEntry } = position
  const { side, price, instrument, leverage } = state
  // A venue that reports no margin for a position leaves its entry value over the leverage.
  const margin = position.margin > 0 ? position.margin : (quantity * averageEntry) / (leverage ?? 1)
  const pnl = unrealisedPnl(side, quantity, averageEntry, price.mark)
  const own = (margin + pnl) / maintenanceMargin(instrument.tiers, quantity * price.mark).margin
  const marginLevel = state.accountMarginLevel ?? own
  return {
    ...position,
    margin,
    unrealisedPnl: pnl,
    roi: pnl / margin,
    share: margin / balanceOf(state),
    marginLevel,
    critical: marginLevel < config.criticalMarginLevel,
  }
}

/** Where the venue liquidates: its own figure, or ours; null = no price above zero does. */
export function liquidationOf(state: CorrectedState, position: CorrectedPosition): number | null {
  if (position.liquidationPrice !== null) return position.liquidationPrice
  const { side, fees, instrument } = state
  const { quantity, averageEntry: entryPrice, margin } = position
  return liquidationPrice({ side, quantity, entryPrice, margin, takerFeeRate: fees.taker }, instrument.tiers)
}

export const nothing = (
  code: HoldReason,
  detail: CorrectedDecision['reason']['detail'],
): CorrectedDecision => ({
  order: null,
  reason: { code, detail },
  further: [],
})
