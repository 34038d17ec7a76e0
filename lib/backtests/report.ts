import { createHash } from 'node:crypto'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { reportOf, type Report, type ReportContext } from '@/lib/domain/backtest/report/report'
import { isoOf, type TradeRow } from '@/lib/domain/backtest/report/rows'
import type { ReportSummary } from '@/lib/domain/backtest/report/summary'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { unitsToDecimal } from '@/lib/domain/money'
import { identityOf, type RunIdentity } from './identity'

/** What a back-test prints and stores: the shape of a replay's report, the figures only a back-test can tell, and its identity. */
export type BacktestReport = Omit<Report, 'summary'> & { readonly summary: BacktestSummary }

export type BacktestSummary = ReportSummary & {
  /** Sha-256 over all trades and funding: the same input must give the same text after every change of the program. */
  readonly fingerprint: string
  readonly identity: RunIdentity
}

/** Reports a run that took `seconds`. */
export function backtestReport(
  input: BacktestInput,
  run: BacktestRun,
  seconds: number,
  context: ReportContext = {},
): BacktestReport {
  return withIdentity(input, run, reportOf(input, run, seconds, context))
}

/** Adds to a report what it was computed from and what came of it, as hashes. */
export function withIdentity(input: BacktestInput, run: BacktestRun, report: Report): BacktestReport {
  const fingerprint = fingerprintOf(report.trades, run)
  return { ...report, summary: { ...report.summary, fingerprint, identity: identityOf(input) } }
}

function fingerprintOf(trades: readonly TradeRow[], run: BacktestRun): string {
  const funding = run.funding.map(({ at, amountUnits }) => `${isoOf(at)} ${unitsToDecimal(amountUnits)}`)
  return createHash('sha256').update(JSON.stringify({ trades, funding })).digest('hex')
}
