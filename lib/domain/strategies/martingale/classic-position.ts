import type { ClassicPosition } from './classic-state'

export type MeasuredPosition = {
  /** Margin of the position, unrealised profit, wallet balance: quote. */
  readonly margin: number
  readonly unrealisedPnl: number
  readonly balance: number
  readonly quantity: number
  readonly markPrice: number
  /** Maintenance margin as a fraction of position value; the original knows one rate and no deduction. */
  readonly maintenanceMarginRate: number
}

/** Brings a position into the units the original decides in: two decimals each, ties to the even digit (trading reference 3.1, 3.2). */
export function classicPosition(measured: MeasuredPosition): ClassicPosition {
  const { margin, unrealisedPnl, balance, quantity, markPrice, maintenanceMarginRate } = measured
  const value = toCents(margin)
  const maintenance = quantity * markPrice * maintenanceMarginRate
  return {
    margin: value,
    unrealisedPnl: toCents(unrealisedPnl),
    roi: toCents(unrealisedPnl / margin),
    quantity,
    marginPct: toCents((value / balance) * 100),
    marginLevel: toCents((margin + unrealisedPnl) / maintenance),
  }
}

/** Rounds to two decimals; a value exactly between two goes to the even one, which only odd eighths are. */
export function toCents(value: number): number {
  const eighths = value * 8
  if (!Number.isInteger(eighths) || eighths % 2 === 0) return Number(value.toFixed(2)) + 0
  const below = Math.floor(value * 100)
  return (below % 2 === 0 ? below : below + 1) / 100
}
