import { fail, ok } from '@/lib/domain/result'
import type { Axis } from '@/lib/domain/sweep/axis'
import type { Candidate } from '@/lib/domain/sweep/candidates'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import { runCandidate, seriesOf, type SweepBase } from '@/lib/domain/sweep/run-candidate'
import { splitSeries } from '@/lib/domain/sweep/split'
import type { JobContext, Steps } from './engine-jobs'
import { testInput, type TestPlan } from './test-plan'

/** Some candidates of a sweep; the plan holds the settings that the axes replace. */
export type SweepPartJob = {
  readonly plan: TestPlan
  readonly axes: readonly Axis[]
  readonly inSamplePct: number
  readonly candidates: readonly Candidate[]
}

/** Runs candidates one after the other and answers their outcomes in the same order. */
export function* runSweepPart(job: SweepPartJob, { candles }: JobContext): Steps<readonly Outcome[]> {
  const input = testInput(job.plan, candles)
  if (!input.ok) return input
  const { deposit, intervalMs, markets } = input.value
  const pairs = job.plan.pairs.map(({ symbol, side, leverage, strategy, config }) => {
    return { symbol, side, leverage, strategy, config: { ...config } }
  })
  const base: SweepBase = { deposit, intervalMs, markets, pairs, axes: job.axes }
  const split = splitSeries(seriesOf(base), job.inSamplePct)
  if (split === null) return fail({ kind: 'refused', message: 'The candles are too few to be split in two.' })
  const outcomes: Outcome[] = []
  for (const candidate of job.candidates) {
    const steps = runCandidate(base, split, candidate)
    for (;;) {
      const step = steps.next()
      if (step.done === true) {
        outcomes.push(step.value)
        break
      }
      yield (outcomes.length + step.value) / job.candidates.length
    }
    yield outcomes.length / job.candidates.length
  }
  return ok(outcomes)
}
