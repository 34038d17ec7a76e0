import { signOf, type Side } from '@/lib/domain/perpetuals/instrument'
import { grossTarget, netTarget, netTargetOnBase } from '@/lib/domain/perpetuals/take-profit'
import type { DcaConfig } from './config'

/** What a target is computed from. Money in quote; `quantity` is the whole position in base coin. */
export type Held = {
  readonly quantity: number
  readonly averageEntry: number
  readonly entryCost: number
  readonly entryFees: number
  readonly exitFees: number
  readonly realisedGross: number
  /** Planned volume of the base order. */
  readonly baseVolume: number
}

type TargetConfig = Pick<DcaConfig, 'takeProfitPct' | 'takeProfitFrom' | 'takeProfitNetOfFees'>

/**
 * Price of a take profit of `profitPct` before rounding. `exitFee` is what the exit pays: a resting limit the maker's fee, a sale at
 * the market the taker's.
 */
export function targetPrice(
  config: TargetConfig,
  side: Side,
  held: Held,
  exitFee: number,
  profitPct: number = config.takeProfitPct,
): number {
  const gain = profitPct / 100
  if (config.takeProfitFrom === 'base') return targetOnBase(config, side, held, exitFee, gain)
  if (!config.takeProfitNetOfFees) return grossTarget(side, held.averageEntry, gain)
  return netTarget(side, held.averageEntry, gain, feeRateOfEntries(held), exitFee)
}

/** Exit price at which the deal would end at zero after all its fees, when the exit pays `exitFee`. Funding is not part of it. */
export const breakevenOf = (side: Side, held: Held, exitFee: number): number =>
  netTarget(side, held.averageEntry, 0, feeRateOfEntries(held), exitFee)

/** Trigger of the stop loss before rounding; null without a stop. */
export function stopPrice(
  config: Pick<DcaConfig, 'stopLossPct' | 'stopLossFrom'>,
  side: Side,
  averageEntry: number,
  basePrice: number,
): number | null {
  if (config.stopLossPct === null) return null
  return grossTarget(
    side,
    config.stopLossFrom === 'average' ? averageEntry : basePrice,
    -config.stopLossPct / 100,
  )
}

/** The price at which a position is closed before the venue liquidates it: `buffer` is the share of the distance left (2.1). */
export const guardPrice = (side: Side, liquidation: number, averageEntry: number, buffer: number): number =>
  liquidation + signOf(side) * buffer * Math.abs(averageEntry - liquidation)

/** True when `price` is at or on the loss side of `limit`: below it for long, above it for short. */
export const isBeyond = (side: Side, price: number, limit: number): boolean =>
  side === 'long' ? price <= limit : price >= limit

// What earlier partial exits earned and cost is part of the promised amount, so that the target stays where it was after one.
function targetOnBase(config: TargetConfig, side: Side, held: Held, exitFee: number, gain: number): number {
  const net = config.takeProfitNetOfFees
  const fees = net ? held.entryFees + held.exitFees : 0
  return netTargetOnBase({
    side,
    averageEntry: held.averageEntry,
    quantity: held.quantity,
    gain,
    baseOrder: held.baseVolume,
    entryFees: fees - held.realisedGross,
    exitFeeRate: net ? exitFee : 0,
  })
}

const feeRateOfEntries = (held: Held): number => (held.entryCost > 0 ? held.entryFees / held.entryCost : 0)
