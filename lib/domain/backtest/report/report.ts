import { dealFigures } from '@/lib/domain/backtest/deal-figures'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { curveFigures } from '@/lib/domain/backtest/returns'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { warningsOf } from '@/lib/domain/backtest/warnings'
import { metricsOf } from './metrics'
import { dealRow, tradeRow, type DealRow, type TradeRow } from './rows'
import { rulesOf } from './rules-of'
import { seriesOf, type ReportSeries } from './series'
import { summaryOf, type ReportSummary } from './summary'

/** Everything a back-test reports but its identity, which needs hashes that a page in a browser does without. Plain JSON. */
export type Report = {
  readonly summary: ReportSummary
  readonly deals: readonly DealRow[]
  readonly trades: readonly TradeRow[]
  readonly warnings: readonly string[]
  readonly series: ReportSeries
}

/** Reports a run that took `seconds`. Pure: runs in a browser, in a worker and on the server alike. */
export function reportOf(input: BacktestInput, run: BacktestRun, seconds: number): Report {
  const startedAt = run.firstTick ?? 0
  const deals = dealFigures(run.deals)
  const curve = curveFigures(run.curve, input.deposit, startedAt)
  const metrics = metricsOf(input, run, { ...curve, ...deals })
  return {
    summary: summaryOf(input, run, seconds, metrics),
    deals: run.deals.map((deal) => dealRow(deal, rulesOf(input, deal.symbol))),
    trades: run.trades.map((trade) => tradeRow(trade, rulesOf(input, trade.deal.symbol))),
    warnings: warningsOf({ input, run, deals, curve }),
    series: seriesOf(run.curve, input.deposit, startedAt),
  }
}
