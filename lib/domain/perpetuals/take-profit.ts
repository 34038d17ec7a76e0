import { signOf, type Side } from './instrument'

/** Target on the average, before fees (section 1); `gain` is a fraction of cost. Also a stop with a negative gain. */
export const grossTarget = (side: Side, averageEntry: number, gain: number): number =>
  averageEntry * (1 + signOf(side) * gain)

/**
 * Target on the average after fees (section 1): entry cost times `gain` remains when the exit has paid `exitFeeRate`.
 * `entryFeeRate` is the entry fees paid in the deal over its entry cost. With gain 0 it is the net breakeven.
 */
export function netTarget(
  side: Side,
  averageEntry: number,
  gain: number,
  entryFeeRate: number,
  exitFeeRate: number,
): number {
  const s = signOf(side)
  return (averageEntry * (1 + s * (gain + entryFeeRate))) / (1 - s * exitFeeRate)
}

/** Target whose gross profit over the whole position is `gain` times the base order's volume in quote (section 1). */
export const grossTargetOnBase = (
  side: Side,
  averageEntry: number,
  quantity: number,
  gain: number,
  baseOrder: number,
): number => averageEntry + (signOf(side) * gain * baseOrder) / quantity

export type BaseTarget = {
  readonly side: Side
  readonly averageEntry: number
  readonly quantity: number
  readonly gain: number
  /** Volume of the base order in quote. */
  readonly baseOrder: number
  /** Entry fees in quote that the position still has to earn back. */
  readonly entryFees: number
  readonly exitFeeRate: number
}

/** Target whose profit after entry fees and the exit's fee is `gain` times the base order's volume (section 1). */
export function netTargetOnBase(target: BaseTarget): number {
  const s = signOf(target.side)
  const wanted = target.gain * target.baseOrder + target.entryFees
  return (
    (target.averageEntry * target.quantity + s * wanted) / (target.quantity * (1 - s * target.exitFeeRate))
  )
}
