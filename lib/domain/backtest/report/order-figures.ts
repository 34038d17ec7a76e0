import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'

/** What became of the orders. */
export type OrderFigures = {
  /** Orders that the venue took. */
  readonly placed: number
  readonly filled: number
  /** Ended or still resting with a part of them filled. */
  readonly partlyFilled: number
  readonly cancelled: number
  readonly refused: number
  readonly resting: number
  /** Withdrawn orders by cause: `cancelled` is our own doing, anything else the venue's. */
  readonly cancelledBecause: Readonly<Record<string, number>>
  readonly refusedBecause: Readonly<Record<string, number>>
}

export function orderFigures({ orders, partlyFilled, cancellations, refusals }: BacktestRun): OrderFigures {
  const resting = orders.ACK + orders.PARTIAL
  return {
    placed: orders.FILLED + orders.CANCELLED + resting,
    filled: orders.FILLED,
    partlyFilled: partlyFilled + orders.PARTIAL,
    cancelled: orders.CANCELLED,
    refused: orders.REJECTED,
    resting,
    cancelledBecause: Object.fromEntries(cancellations),
    refusedBecause: Object.fromEntries(refusals),
  }
}
