import type { Axis, AxisValue } from './axis'
import { settingsOf } from './candidates'
import type { SweepFigures } from './figures'
import { objectives, scoreOf, type ObjectiveName } from './objective'
import type { InvalidReason, Outcome } from './outcome'
import { overfittingOf, type Overfitting } from './overfitting'
import { overfittingProbability } from './overfitting-probability'
import { byScore, rankCorrelation } from './ranking'
import type { Part, SamplePart, Split } from './split'
import type { SweepPlan } from './sweep-plan'

type ByPart<T> = Readonly<Record<Part, T>>

/** One candidate that was run, with its figures on both parts. */
export type SweepRow = {
  /** Place by the in-sample score, 1 = best. */
  readonly rank: number
  /** Place by the out-of-sample score: shown, and never used to choose. */
  readonly outOfSampleRank: number
  /** Number of the combination in the whole grid. */
  readonly id: number
  readonly values: readonly AxisValue[]
  readonly settings: Readonly<Record<string, AxisValue>>
  readonly score: ByPart<number | null>
} & ByPart<SweepFigures>

export type InvalidGroup = InvalidReason & {
  readonly count: number
  /** The settings `message` was said of. */
  readonly example: Readonly<Record<string, AxisValue>>
}

export type LostCandidate = {
  readonly settings: Readonly<Record<string, AxisValue>>
  readonly reasons: readonly string[]
}

/** `cancelled` by who asked for it; `workers-died` again and again, so that going on made no sense. */
export type StopReason = 'cancelled' | 'workers-died'

/** What became of the candidates, by their place in the plan (undefined = not reached), and how running them went. */
export type SweepProceedings = {
  readonly outcomes: readonly (Outcome | undefined)[]
  readonly stopped: StopReason | null
  readonly deaths: readonly string[]
}

export type SweepResult = {
  readonly objective: ObjectiveName
  readonly objectiveLabel: string
  readonly method: SweepPlan['method']
  readonly seed: string | null
  readonly axes: readonly Axis[]
  readonly split: { readonly at: number } & ByPart<Pick<SamplePart, 'from' | 'to' | 'candles'>>
  /** Candidates chosen, and what became of them; together the last four make the first. */
  readonly counts: {
    readonly candidates: number
    readonly done: number
    readonly invalid: number
    readonly lost: number
    readonly notReached: number
  }
  /** Every candidate was run or is known to be unusable. */
  readonly complete: boolean
  /** Why it ended before every candidate had its turn; null = it did not. */
  readonly stopped: StopReason | null
  /** Workers that died on the way, one sentence each. */
  readonly deaths: readonly string[]
  readonly rows: readonly SweepRow[]
  readonly invalid: readonly InvalidGroup[]
  readonly lost: readonly LostCandidate[]
  /** Between the scores of both parts; null where too few candidates have both. */
  readonly rankCorrelation: number | null
  /** See `overfittingProbability`; null where the sample is too small. */
  readonly overfittingProbability: number | null
  readonly overfitting: Overfitting
}

/**
 * The result of a sweep from the outcomes of its candidates. Depends on nothing else: not on who ran a candidate, nor when.
 */
export function sweepResult(
  plan: SweepPlan,
  split: Split,
  { outcomes, stopped, deaths }: SweepProceedings,
): SweepResult {
  const { axes, objective } = plan
  const rows = rankedRows(plan, outcomes)
  const lost = plan.candidates.flatMap((candidate, index): LostCandidate[] => {
    const outcome = outcomes[index]
    if (outcome?.kind !== 'lost') return []
    return [{ settings: settingsOf(axes, candidate), reasons: outcome.reasons }]
  })
  const invalid = invalidGroups(plan, outcomes)
  const invalidCount = invalid.reduce((sum, { count }) => sum + count, 0)
  const notReached = plan.candidates.length - rows.length - invalidCount - lost.length
  const figures = {
    rankCorrelation: correlationOf(rows),
    overfittingProbability: overfittingProbability(
      outcomes.flatMap((outcome) => (outcome?.kind === 'done' ? [outcome.dailyReturns] : [])),
    ),
  }
  return {
    ...{ objective, objectiveLabel: objectives[objective].label },
    ...{ method: plan.method, seed: plan.seed, axes },
    split: { at: split.at, inSample: spanOf(split.inSample), outOfSample: spanOf(split.outOfSample) },
    counts: {
      candidates: plan.candidates.length,
      done: rows.length,
      invalid: invalidCount,
      lost: lost.length,
      notReached,
    },
    complete: notReached === 0 && lost.length === 0,
    ...{ stopped, deaths, rows, invalid, lost },
    ...figures,
    overfitting: overfittingOf({ axes, rows, ...figures }),
  }
}

const spanOf = ({ from, to, candles }: SamplePart) => ({ from, to, candles })

/** In-sample scores alone make the order: the other part is looked at only after everything is chosen. */
function rankedRows({ axes, candidates, objective }: SweepPlan, outcomes: readonly (Outcome | undefined)[]) {
  const done = candidates.flatMap((candidate, index) => {
    const outcome = outcomes[index]
    if (outcome?.kind !== 'done') return []
    const { inSample, outOfSample } = outcome
    const score = { inSample: scoreOf(objective, inSample), outOfSample: scoreOf(objective, outOfSample) }
    const settings = settingsOf(axes, candidate)
    return [{ id: candidate.id, values: candidate.values, settings, score, inSample, outOfSample }]
  })
  const orderIn = (part: Part) =>
    done
      .map((row) => ({ id: row.id, score: row.score[part], netProfit: row[part].netProfit }))
      .sort(byScore)
      .map(({ id }, place) => [id, place + 1] as const)
  const [ranks, outOfSampleRanks] = [new Map(orderIn('inSample')), new Map(orderIn('outOfSample'))]
  return done
    .map((row): SweepRow => {
      const [rank = 0, outOfSampleRank = 0] = [ranks.get(row.id), outOfSampleRanks.get(row.id)]
      return { rank, outOfSampleRank, ...row }
    })
    .sort((a, b) => a.rank - b.rank)
}

function correlationOf(rows: readonly SweepRow[]): number | null {
  return rankCorrelation(
    rows.flatMap(({ score: { inSample, outOfSample } }) =>
      inSample === null || outOfSample === null ? [] : [[inSample, outOfSample] as const],
    ),
  )
}

/** Unusable candidates by the kind of their first fault, the most frequent first. */
function invalidGroups(plan: SweepPlan, outcomes: readonly (Outcome | undefined)[]): InvalidGroup[] {
  const groups = new Map<string, InvalidGroup>()
  plan.candidates.forEach((candidate, index) => {
    const outcome = outcomes[index]
    if (outcome?.kind !== 'invalid') return
    const [reason] = outcome.reasons
    const known = groups.get(reason.code)
    const first = known ?? { ...reason, count: 0, example: settingsOf(plan.axes, candidate) }
    groups.set(reason.code, { ...first, count: first.count + 1 })
  })
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
}
