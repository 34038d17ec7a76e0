import { signOf, type MaintenanceTier, type Side } from './instrument'
import { marginOnLine, tierLines, type TierLine } from './margin'

type Position = {
  readonly side: Side
  readonly quantity: number
  readonly entryPrice: number
}

type Leveraged = Position & TierLine & { readonly leverage: number; readonly extraMargin: number }

/** Variant A, entry based (5.3): margin and maintenance margin are both fixed at the entry value. */
export function entryBasedLiquidation(position: Leveraged): number {
  const { quantity, entryPrice } = position
  const s = signOf(position.side)
  const value = quantity * entryPrice
  const buffer = value / position.leverage - marginOnLine(value, position)
  return entryPrice - (s * (buffer + position.extraMargin)) / quantity
}

/** Variant C, Bybit since September 2025 (5.3, derived; show the venue's own figure where it gives one). */
export function bankruptcyBasedLiquidation(position: Leveraged): number {
  const s = signOf(position.side)
  const reserve = (s * (position.deduction + position.extraMargin)) / position.quantity
  return (position.entryPrice * (1 - s / position.leverage) - reserve) / (1 - s * position.rate)
}

export type MarginedPosition = Position & {
  /** Margin of the position in quote, including what is set aside for the closing fee. */
  readonly margin: number
  readonly takerFeeRate: number
}

/** Variant B, mark based and exact (5.3): the price where equity equals maintenance margin plus the fee to close there. */
export const markBasedLiquidation = (position: MarginedPosition & TierLine): number =>
  onLine(position, position)

// Asked after every fill, for each tier: position and tier come apart, so that nothing has to be copied.
function onLine(position: MarginedPosition, { rate, deduction }: TierLine): number {
  const s = signOf(position.side)
  const value = position.quantity * position.entryPrice
  const required = rate + position.takerFeeRate
  return (value - s * (position.margin + deduction)) / (position.quantity * (1 - s * required))
}

/**
 * Variant B over a whole risk table; null = no price above zero liquidates it. The maintenance margin of a value is the largest of
 * the tiers' lines, so the first of their liquidation prices that a falling (short: rising) mark meets is the exact one.
 */
export function liquidationPrice(
  position: MarginedPosition,
  tiers: readonly Pick<MaintenanceTier, 'upTo' | 'rate'>[],
): number | null {
  const s = signOf(position.side)
  let first = -Infinity
  for (const line of tierLines(tiers)) {
    first = Math.max(first, s * onLine(position, line))
  }
  const price = s * first
  return price > 0 && Number.isFinite(price) ? price : null
}

/** Estimate for one position in cross margin (5.4): variant B with the account's free collateral as margin; null = cannot be liquidated. */
export function crossLiquidation(
  position: Position & TierLine & { readonly freeCollateral: number; readonly takerFeeRate: number },
): number | null {
  const price = markBasedLiquidation({ ...position, margin: position.freeCollateral })
  return price > 0 ? price : null
}

/** Price at which closing, the taker fee included, loses exactly the margin of an isolated position; never below zero. */
export function exhaustionPrice(position: MarginedPosition): number {
  const s = signOf(position.side)
  const value = position.quantity * position.entryPrice
  const price = (value - s * position.margin) / (position.quantity * (1 - s * position.takerFeeRate))
  return Math.max(0, price)
}
