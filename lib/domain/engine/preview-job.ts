import { reportFigures, type ReportFigures } from '@/lib/domain/backtest/report/report'
import { Backtest } from '@/lib/domain/backtest/run-backtest'
import { ok } from '@/lib/domain/result'
import type { JobContext, Steps } from './engine-jobs'
import { testInput, type TestPlan } from './test-plan'

export type PreviewJob = { readonly plan: TestPlan }

/** A back-test's report without its lists of deals and trades. */
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
  const seconds = Math.max(now() - startedAt, 1) / 1_000
  return ok(reportFigures(input.value, backtest.result(), seconds))
}
