import type { DealFigures } from '@/lib/domain/backtest/deal-figures'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { CurveFigures } from '@/lib/domain/backtest/returns'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { toUnits, unitsToDecimal } from '@/lib/domain/money'
import { sumOf } from './sum-of'

/** Shares and ratios as fractions, money in quote; null where a run is too short or a figure has no meaning. */
export type BacktestMetrics = CurveFigures &
  DealFigures & {
    readonly returnShare: number
    readonly makerFees: string
    readonly takerFees: string
    readonly fundingPaid: string
    readonly fundingReceived: string
    /** Share of all bars at whose close a position was held. */
    readonly timeInMarket: number
    readonly meanMarginUse: number
    readonly mostMarginUse: number
    readonly mostExposure: number
    readonly capitalNeeded: number
    readonly ambiguousBars: number
    /** Return of buying every symbol in equal parts at the first tick and holding it to the last, costs left out. */
    readonly buyAndHold: number | null
  }

/** All figures of a run that are not in a replay's summary. */
export function metricsOf(
  input: BacktestInput,
  run: BacktestRun,
  figures: CurveFigures & DealFigures,
): BacktestMetrics {
  const { curve } = run
  const bars = Math.max(1, curve.length)
  const feesOf = (liquidity: 'maker' | 'taker') =>
    sumOf(run.trades, (trade) => (trade.liquidity === liquidity ? trade.feeUnits : 0))
  const amounts = run.funding.map(({ amountUnits }) => amountUnits)
  return {
    ...figures,
    returnShare: (run.walletUnits + toUnits(run.unrealised)) / toUnits(input.deposit) - 1,
    makerFees: unitsToDecimal(feesOf('maker')),
    takerFees: unitsToDecimal(feesOf('taker')),
    fundingPaid: unitsToDecimal(sumOf(amounts, (units) => Math.max(0, -units))),
    fundingReceived: unitsToDecimal(sumOf(amounts, (units) => Math.max(0, units))),
    timeInMarket: curve.heldBars / bars,
    meanMarginUse: curve.usedSum / bars,
    mostMarginUse: curve.mostUsed,
    mostExposure: curve.mostExposed,
    capitalNeeded: curve.capitalNeeded,
    ambiguousBars: run.ambiguousBars,
    buyAndHold: buyAndHold(input, run),
  }
}

function buyAndHold({ markets }: BacktestInput, { firstTick, curve }: BacktestRun): number | null {
  const end = curve.at[curve.length - 1]
  if (firstTick === null || end === undefined) return null
  const growths = [...markets.values()].map(({ candles }) => {
    const { openTime, open, close, barMs } = candles
    const bought = openTime.findIndex((time) => time >= firstTick)
    const last = openTime.findLastIndex((time) => time + barMs <= end)
    return (close[last] ?? NaN) / (open[bought] ?? NaN)
  })
  const mean = sumOf(growths, (growth) => growth) / growths.length
  return Number.isFinite(mean) ? mean - 1 : null
}
