import type { BacktestInput } from '@/lib/domain/backtest/input'
import { ladderExtent } from '@/lib/domain/backtest/report/ladder-extent'
import { aggregateCandles } from '@/lib/domain/candles/aggregate-candles'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { fail, ok } from '@/lib/domain/result'
import { riskReport, type RiskReport } from '@/lib/domain/risk/risk-report'
import { RiskRun, type RiskSettings } from '@/lib/domain/risk/risk-run'
import { sampleWarnings } from '@/lib/domain/risk/sample-warnings'
import type { JobContext, Steps } from './engine-jobs'
import { testInput, type TestPlan } from './test-plan'

const DAY_MS = 86_400_000

export type RiskJob = {
  /** Candles of the plan are the past; its deposit is what the account has free. */
  readonly plan: TestPlan
  readonly seed: string
  /** Quote coin that the whole ladders need, and what pairs keep for each other included. */
  readonly carry: number
  readonly horizonDays: number
  /** Milliseconds after which no further path is begun, once there are a few; the answer then says how many there were. */
  readonly budgetMs: number
}

export type RiskAnswer = RiskReport & {
  readonly warnings: readonly string[]
  /** Stopped by its time budget before the intervals were as narrow as wanted. */
  readonly isCutShort: boolean
}

/** From this many paths on the 99 % quantile has an upper bound (0.99^n < 2.5 %). */
const LEAST_PATHS = 400
const MOST_PATHS = 2_000
/** Even a slow machine runs so many: with fewer, no hit at all would still leave a liquidation of 5 % possible. */
const FEWEST_PATHS = 80
/** Width of the interval of the liquidation's probability that is narrow enough. */
const NARROW = 0.04

/** Runs a configuration through resampled pasts until its figures are narrow enough or the time is used up. */
export function* runRisk(job: RiskJob, { candles, now }: JobContext): Steps<RiskAnswer> {
  const planned = testInput(job.plan, candles)
  if (!planned.ok) return planned
  const input = inFiveMinutes(planned.value)
  const extents = input.pairs.map(ladderExtent)
  const settings: RiskSettings = {
    seed: job.seed,
    horizonMs: job.horizonDays * DAY_MS,
    meanBlockMs: DAY_MS,
    needs: { carry: job.carry, ladders: extents.map((extent) => extent?.levels ?? null) },
  }
  const barMs = [...input.markets.values()][0]?.candles.barMs ?? 1
  const days =
    Math.min(...[...input.markets.values()].map(({ candles: each }) => each.length)) * (barMs / DAY_MS)
  if (days < LEAST_DAYS) {
    return fail({
      kind: 'refused',
      message: `The past is too short: the risk needs ${LEAST_DAYS} days of it.`,
    })
  }
  const run = new RiskRun(input, settings)
  const startedAt = now()
  let isCutShort = false
  while (run.outcomes.length < MOST_PATHS) {
    run.next()
    const { length } = run.outcomes
    yield Math.min(0.99, length / LEAST_PATHS)
    if (length >= LEAST_PATHS && run.isNarrow(NARROW)) break
    isCutShort = length >= FEWEST_PATHS && now() - startedAt > job.budgetMs
    if (isCutShort) break
  }
  const depths = extents.map((extent) => extent?.depth ?? null)
  return ok({
    ...riskReport(run, input.deposit, barMs, settings),
    warnings: sampleWarnings(input, depths),
    isCutShort,
  })
}

/** Days without which blocks of a day would be drawn from next to nothing. */
const LEAST_DAYS = 7

/** Finer bars merged to five minutes: a path then is a few thousand bars. Decisions are no more frequent than bars. */
function inFiveMinutes(input: BacktestInput): BacktestInput {
  const markets = new Map(
    [...input.markets].map(([symbol, { instrument, candles }]) => [
      symbol,
      { instrument, candles: candles.barMs < timeframeMs['5m'] ? aggregateCandles(candles, '5m') : candles },
    ]),
  )
  const barMs = Math.max(...[...markets.values()].map(({ candles }) => candles.barMs))
  return { ...input, markets, intervalMs: Math.max(input.intervalMs, barMs) }
}
