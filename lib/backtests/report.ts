import { createHash } from 'node:crypto'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { reportOf, type Report } from '@/lib/domain/backtest/report/report'
import { isoOf, type TradeRow } from '@/lib/domain/backtest/report/rows'
import type { ReportSummary } from '@/lib/domain/backtest/report/summary'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { unitsToDecimal } from '@/lib/domain/money'

/** What a back-test prints and stores: the shape of a replay's report, the figures only a back-test can tell, and its identity. */
export type BacktestReport = Omit<Report, 'summary'> & { readonly summary: BacktestSummary }

export type BacktestSummary = ReportSummary & {
  /** Sha-256 over all trades and funding: the same input must give the same text after every change of the program. */
  readonly fingerprint: string
}

/** Reports a run that took `seconds`. */
export function backtestReport(input: BacktestInput, run: BacktestRun, seconds: number): BacktestReport {
  const report = reportOf(input, run, seconds)
  return { ...report, summary: { ...report.summary, fingerprint: fingerprintOf(report.trades, run) } }
}

function fingerprintOf(trades: readonly TradeRow[], run: BacktestRun): string {
  const funding = run.funding.map(({ at, amountUnits }) => `${isoOf(at)} ${unitsToDecimal(amountUnits)}`)
  return createHash('sha256').update(JSON.stringify({ trades, funding })).digest('hex')
}
