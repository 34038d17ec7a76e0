import { dealFigures } from '@/lib/domain/backtest/deal-figures'
import { curveFigures, dailyReturns } from '@/lib/domain/backtest/returns'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { fromUnits, toUnits } from '@/lib/domain/money'

/** What a sweep keeps of one run. Money in quote, shares as fractions; null where a run is too short or a figure has no meaning. */
export type SweepFigures = {
  /** Equity at the end, the open deal marked to market, less the deposit. */
  readonly netProfit: number
  readonly returnShare: number
  readonly maxDrawdown: number
  readonly maxDrawdownShare: number
  readonly profitFactor: number | null
  readonly sharpe: number | null
  /** Deals that ended, and those that were still open. */
  readonly ended: number
  readonly open: number
  readonly wins: number
  readonly winRate: number | null
  readonly deepestLevel: number
  readonly liquidations: number
  readonly timeInMarket: number
  readonly capitalNeeded: number
}

/** The figures of a run that began with `deposit`. */
export function sweepFigures(run: BacktestRun, deposit: number): SweepFigures {
  const deals = dealFigures(run.deals)
  const { maxDrawdown, maxDrawdownShare, sharpe } = curveFigures(run.curve, deposit, run.firstTick ?? 0)
  const netUnits = run.walletUnits + toUnits(run.unrealised) - toUnits(deposit)
  return {
    netProfit: fromUnits(netUnits),
    returnShare: netUnits / toUnits(deposit),
    ...{ maxDrawdown, maxDrawdownShare, sharpe },
    profitFactor: deals.profitFactor,
    ...{ ended: deals.ended, open: deals.open, wins: deals.wins, winRate: deals.winRate },
    ...{ deepestLevel: deals.deepestLevel, liquidations: deals.liquidations },
    timeInMarket: run.curve.heldBars / Math.max(1, run.curve.length),
    capitalNeeded: run.curve.capitalNeeded,
  }
}

/** Returns from midnight to midnight UTC. */
export const dailyReturnsOf = (run: BacktestRun, deposit: number): number[] =>
  dailyReturns(run.curve, deposit, run.firstTick ?? 0)
