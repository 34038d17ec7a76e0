import { dealFigures } from '@/lib/domain/backtest/deal-figures'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { metricsOf } from '@/lib/domain/backtest/report/metrics'
import { seriesOf, type ReportSeries } from '@/lib/domain/backtest/report/series'
import { summaryOf, type ReportSummary } from '@/lib/domain/backtest/report/summary'
import { curveFigures } from '@/lib/domain/backtest/returns'
import { Backtest, type BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { warningsOf } from '@/lib/domain/backtest/warnings'
import { ok } from '@/lib/domain/result'
import type { JobContext, Steps } from './engine-jobs'
import { testInput, type TestPlan } from './test-plan'

export type PreviewJob = { readonly plan: TestPlan }

/** A back-test's report without its lists of deals and trades, which take longer to write than most runs. */
export type Preview = {
  readonly summary: ReportSummary
  readonly series: ReportSeries
  readonly warnings: readonly string[]
}

/** Instants with a bar between two looks at the clock: a few milliseconds' worth. */
const STEP = 20_000

/** Runs a back-test in pieces and tells its figures. */
export function* runPreview({ plan }: PreviewJob, { candles, now }: JobContext): Steps<Preview> {
  const input = testInput(plan, candles)
  if (!input.ok) return input
  const startedAt = now()
  const backtest = new Backtest(input.value)
  while (backtest.advance(STEP)) yield backtest.progress
  return ok(previewOf(input.value, backtest.result(), (now() - startedAt) / 1_000))
}

/** What a preview shows of a run that took `seconds`. */
export function previewOf(input: BacktestInput, run: BacktestRun, seconds: number): Preview {
  const startedAt = run.firstTick ?? 0
  const deals = dealFigures(run.deals)
  const curve = curveFigures(run.curve, input.deposit, startedAt)
  const metrics = metricsOf(input, run, { ...curve, ...deals })
  return {
    summary: summaryOf(input, run, Math.max(seconds, 1e-3), metrics),
    series: seriesOf(run.curve, input.deposit, startedAt),
    warnings: warningsOf({ input, run, deals, curve }),
  }
}
