import { feeOf } from './fees'
import { signOf, type Side } from './instrument'
import { closeFeeAtBankruptcy } from './margin'
import { grossOfExit } from './position'

// The venue's own break-even never assumes a cheaper exit than its standard taker fee.
const LOWEST_BREAKEVEN_FEE = 0.00055

/** Unrealised profit in quote at a mark price (5.1). */
export const unrealisedPnl = grossOfExit

export type RoiInput = {
  readonly side: Side
  readonly quantity: number
  readonly entryPrice: number
  readonly markPrice: number
  readonly leverage: number
  readonly takerFeeRate: number
}

/** Return on margin as a fraction: unrealised profit over initial margin plus the fee to close at the bankruptcy price (5.1). */
export function returnOnMargin(input: RoiInput): number {
  const value = input.quantity * input.entryPrice
  const closeFee = closeFeeAtBankruptcy(input.side, value, input.leverage, input.takerFeeRate)
  const pnl = unrealisedPnl(input.side, input.quantity, input.entryPrice, input.markPrice)
  return pnl / (value / input.leverage + closeFee)
}

export type ClosedInput = {
  readonly side: Side
  readonly quantity: number
  readonly entryPrice: number
  readonly exitPrice: number
  readonly openFeeRate: number
  readonly closeFeeRate: number
  /** Positive = paid. */
  readonly fundingPaid: number
}

/** Result in quote of a position opened and closed in whole: gross, both fees and what remains after funding (5.1). */
export function closedPnl(input: ClosedInput) {
  const gross = grossOfExit(input.side, input.quantity, input.entryPrice, input.exitPrice)
  const openFee = feeOf(input.quantity, input.entryPrice, input.openFeeRate)
  const closeFee = feeOf(input.quantity, input.exitPrice, input.closeFeeRate)
  return { gross, openFee, closeFee, net: gross - openFee - closeFee - input.fundingPaid }
}

/**
 * Exit price at which the position ends at zero after what it has realised so far (fees as negative amounts) and a taker exit (5.1).
 */
export function breakevenPrice(
  side: Side,
  quantity: number,
  entryPrice: number,
  realised: number,
  takerFeeRate: number,
): number {
  const signed = signOf(side) * quantity
  return (entryPrice * signed - realised) / (signed - quantity * Math.max(takerFeeRate, LOWEST_BREAKEVEN_FEE))
}
