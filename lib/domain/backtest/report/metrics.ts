import { dealFigures, type DealFigures } from '@/lib/domain/backtest/deal-figures'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { curveFigures, type CurveFigures } from '@/lib/domain/backtest/returns'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { toUnits } from '@/lib/domain/money'
import { benchmarksOf, type Benchmarks } from './benchmarks'
import { costFigures, type CostFigures } from './cost-figures'
import { coverageOf } from './coverage'
import type { Excursions, WorstMoment } from './excursions'
import { ladderFigures, openDeals, type LadderFigures, type OpenDeal } from './ladder-figures'
import { orderFigures, type OrderFigures } from './order-figures'

/**
 * Everything of 6.3 that is not in a replay's summary. Shares and ratios as fractions, money in quote, durations in milliseconds; null
 * where a run is too short or a figure has no meaning.
 */
export type BacktestMetrics = CurveFigures &
  DealFigures &
  CostFigures &
  LadderFigures &
  Benchmarks & {
    readonly returnShare: number
    /** Share of all bars at whose close a position was held. */
    readonly timeInMarket: number
    /** Margin over equity at the bar closes. */
    readonly meanMarginUse: number
    readonly mostMarginUse: number
    /** Position value over equity. */
    readonly mostExposure: number
    /** The smallest deposit that would never have lacked margin. */
    readonly capitalNeeded: number
    readonly ambiguousBars: number
    /** Share of the bars that the candles hold, of the symbol with the most gaps. */
    readonly coverage: number
    /** Neither win nor loss, and no part of the win rate. */
    readonly openDeals: readonly OpenDeal[]
    /** The largest adverse excursion of all deals, and what price then had to regain. */
    readonly worstMoment: WorstMoment | null
    /** Smallest distance of price to a liquidation price as a fraction of price; null = nothing could be liquidated. */
    readonly closestLiquidation: number | null
    /** The same as a share of the distance at which that deal began, of the deal in which it shrank most. */
    readonly liquidationDistanceLeft: number | null
    readonly longestCooldownMs: number
    /** Longest time that a pair opened nothing because of stops, losses or a position that vanished. */
    readonly longestHaltMs: number
    readonly orders: OrderFigures
    /** Where the funding rates come from: the candles hold none. */
    readonly fundingRates: 'assumed'
  }

/** All figures of a run. */
export function metricsOf(input: BacktestInput, run: BacktestRun, excursions: Excursions): BacktestMetrics {
  const { curve } = run
  const bars = Math.max(1, curve.length)
  const end = endOf(run)
  const series = [...input.markets.values()].map(({ candles }) => candles)
  return {
    ...curveFigures(curve, input.deposit, run.firstTick ?? 0),
    ...dealFigures(run.deals),
    ...costFigures(input, run),
    ...ladderFigures(input, run, end),
    ...benchmarksOf(input, run.firstTick, end),
    ...liquidationFigures(excursions),
    ...spellFigures(run),
    returnShare: (run.walletUnits + toUnits(run.unrealised)) / toUnits(input.deposit) - 1,
    timeInMarket: curve.heldBars / bars,
    meanMarginUse: curve.usedSum / bars,
    mostMarginUse: curve.mostUsed,
    mostExposure: curve.mostExposed,
    capitalNeeded: curve.capitalNeeded,
    ambiguousBars: run.ambiguousBars,
    coverage: Math.min(...series.map(coverageOf)),
    openDeals: openDeals(input, run),
    worstMoment: excursions.worst,
    orders: orderFigures(run),
    fundingRates: 'assumed',
  }
}

/** When the last bar of a run closed. */
export const endOf = ({ curve, firstTick }: BacktestRun): number =>
  curve.at[curve.length - 1] ?? firstTick ?? 0

function liquidationFigures({ byDeal }: Excursions) {
  let closest: number | null = null
  let left: number | null = null
  for (const { closest: distance, atStart } of byDeal.values()) {
    if (distance === null || atStart === null) continue
    closest = Math.min(closest ?? Infinity, distance)
    if (atStart > 0) left = Math.min(left ?? Infinity, distance / atStart)
  }
  return { closestLiquidation: closest, liquidationDistanceLeft: left }
}

const halts = ['halted-after-stops', 'daily-loss', 'drawdown', 'paused'] as const

function spellFigures({ spells }: BacktestRun) {
  const longest = (codes: readonly Parameters<(typeof spells)[number]['longestMs']['get']>[0][]) =>
    Math.max(0, ...spells.flatMap(({ longestMs }) => codes.map((code) => longestMs.get(code) ?? 0)))
  return { longestCooldownMs: longest(['cooldown']), longestHaltMs: longest(halts) }
}
