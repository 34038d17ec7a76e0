import type { BacktestInput } from '@/lib/domain/backtest/input'
import { reportFigures, type ReportFigures } from '@/lib/domain/backtest/report/report'
import { Backtest, type BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { ok } from '@/lib/domain/result'
import type { JobContext, Steps } from './engine-jobs'
import { testInput, type TestPlan } from './test-plan'

export type PreviewJob = { readonly plan: TestPlan }

/** A back-test's report without its lists of deals and trades, which take longer to write than most runs. */
export type Preview = ReportFigures

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
export const previewOf = (input: BacktestInput, run: BacktestRun, seconds: number): Preview =>
  reportFigures(input, run, Math.max(seconds, 1e-3))
