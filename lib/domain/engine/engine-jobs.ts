import type { Result } from '@/lib/domain/result'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import { runPreview, type Preview, type PreviewJob } from './preview-job'
import { runRisk, type RiskAnswer, type RiskJob } from './risk-job'
import { runSweepPart, type SweepPartJob } from './sweep-job'
import type { CandlesByKey, PlanFault, TestPlan } from './test-plan'

/**
 * Every kind of work the engine does, with what it is given and what it answers. A new kind is one line here and one in `runners`;
 * jobs and results are plain data, since they are posted between threads.
 */
export type EngineKinds = {
  readonly backtest: { readonly job: PreviewJob; readonly result: Preview }
  readonly risk: { readonly job: RiskJob; readonly result: RiskAnswer }
  readonly 'sweep-part': { readonly job: SweepPartJob; readonly result: readonly Outcome[] }
}

export type JobKind = keyof EngineKinds
/** What is given for a job of kind `Kind`; every job has the plan whose candles it needs. */
export type JobOf<Kind extends JobKind> = EngineKinds[Kind]['job'] & {
  readonly kind: Kind
  readonly plan: TestPlan
}
export type EngineJob = { [Kind in JobKind]: JobOf<Kind> }[JobKind]
export type ResultOf<Kind extends JobKind> = EngineKinds[Kind]['result']

/** A job in pieces of a few milliseconds: yields the share done (0 to 1), returns what came of it. */
export type Steps<Answer> = Generator<number, Result<Answer, PlanFault>, void>

/** What a job may use beside its own data. */
export type JobContext = {
  readonly candles: CandlesByKey
  /** Milliseconds of a clock that never goes back, for jobs with a time budget. */
  readonly now: () => number
}

type Runner<Kind extends JobKind> = (job: JobOf<Kind>, context: JobContext) => Steps<ResultOf<Kind>>

const runners: { readonly [Kind in JobKind]: Runner<Kind> } = {
  backtest: runPreview,
  risk: runRisk,
  'sweep-part': runSweepPart,
}

/** Starts a job; nothing is done before the first step is asked for. */
export const startJob = <Kind extends JobKind>(
  job: JobOf<Kind>,
  context: JobContext,
): Steps<ResultOf<Kind>> => runners[job.kind](job, context)
