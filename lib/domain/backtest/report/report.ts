import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { BookedDeal } from '@/lib/domain/backtest/records'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { warningsOf } from '@/lib/domain/backtest/warnings'
import { excursionsOf, type Excursions } from './excursions'
import { endOf, metricsOf } from './metrics'
import { dealRow, tradeRow, type DealRow, type TradeRow } from './rows'
import { rulesOf } from './rules-of'
import { seriesOf, type ReportSeries } from './series'
import { summaryOf, type ReportSummary } from './summary'

/** Everything a back-test reports but its identity, which needs hashes that a page in a browser does without. Plain JSON. */
export type Report = {
  readonly summary: ReportSummary
  readonly deals: readonly ReportDeal[]
  readonly trades: readonly TradeRow[]
  readonly warnings: readonly string[]
  readonly series: ReportSeries
}

/** A deal and how bad it got at the extremes of the bars; null for a deal that never held a position. */
export type ReportDeal = DealRow & {
  /** Farthest that price went against the average entry, as a fraction of it. */
  readonly adverseShare: number | null
  /** Largest loss of the open position in quote. */
  readonly adverseQuote: number | null
  /** Smallest distance of price to the liquidation price, as a fraction of price. */
  readonly closestLiquidation: number | null
}

/** What a reader has to be told and a run cannot know. */
export type ReportContext = {
  /** The settings were picked because they did well on these very candles, as the best of a sweep are. */
  readonly chosenOnTheseCandles?: boolean
}

/** Reports a run that took `seconds`. Pure: runs in a browser, in a worker and on the server alike. */
export function reportOf(
  input: BacktestInput,
  run: BacktestRun,
  seconds: number,
  context: ReportContext = {},
): Report {
  const excursions = excursionsOf(input, run.positions, endOf(run))
  const { summary, warnings, series } = figuresOf(input, run, seconds, context, excursions)
  return {
    summary,
    deals: run.deals.map((deal) => reportDeal(deal, input, excursions)),
    trades: run.trades.map((trade) => tradeRow(trade, rulesOf(input, trade.deal.symbol))),
    warnings,
    series,
  }
}

/** The report without its lists of deals and trades, which take longer to write than most runs. */
export const reportFigures = (
  input: BacktestInput,
  run: BacktestRun,
  seconds: number,
  context: ReportContext = {},
): ReportFigures => figuresOf(input, run, seconds, context, excursionsOf(input, run.positions, endOf(run)))

export type ReportFigures = Pick<Report, 'summary' | 'warnings' | 'series'>

function figuresOf(
  input: BacktestInput,
  run: BacktestRun,
  seconds: number,
  context: ReportContext,
  excursions: Excursions,
): ReportFigures {
  const metrics = metricsOf(input, run, excursions)
  return {
    summary: summaryOf(input, run, seconds, metrics),
    warnings: warningsOf({ input, run, metrics, context }),
    series: seriesOf(run.curve, input.deposit, run.firstTick ?? 0),
  }
}

function reportDeal(deal: BookedDeal, input: BacktestInput, { byDeal }: Excursions): ReportDeal {
  const { adverseShare = null, adverseQuote = null, closest = null } = byDeal.get(deal) ?? {}
  return {
    ...dealRow(deal, rulesOf(input, deal.symbol)),
    ...{ adverseShare, adverseQuote, closestLiquidation: closest },
  }
}
