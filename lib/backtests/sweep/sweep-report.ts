import type { AxisValue } from '@/lib/domain/sweep/axis'
import type { SweepFigures } from '@/lib/domain/sweep/figures'
import { heatMap, type HeatMap } from '@/lib/domain/sweep/heat-map'
import type { InvalidGroup, LostCandidate, SweepResult } from '@/lib/domain/sweep/sweep-result'

/** What a sweep prints as JSON. Times in ISO 8601, money in quote, shares as fractions; null where a figure has no meaning. */
export type SweepReport = {
  readonly summary: SweepSummary
  /** Best in sample first. */
  readonly results: readonly SweepReportRow[]
  readonly invalid: readonly InvalidGroup[]
  readonly lost: readonly LostCandidate[]
  /** In-sample scores over the first two axes, or the first where there is only one. */
  readonly heatMap: HeatMap | null
  /** The overfitting warning first: it is never left out. */
  readonly warnings: readonly string[]
}

export type SweepReportRow = {
  readonly rank: number
  readonly outOfSampleRank: number
  readonly candidate: number
  readonly settings: Readonly<Record<string, AxisValue>>
  readonly score: { readonly inSample: number | null; readonly outOfSample: number | null }
  readonly inSample: SweepFigures
  readonly outOfSample: SweepFigures
}

type Span = { readonly from: string; readonly to: string; readonly candles: number }

type SweepSummary = Pick<
  SweepResult,
  | 'objective'
  | 'objectiveLabel'
  | 'method'
  | 'seed'
  | 'counts'
  | 'complete'
  | 'stopped'
  | 'deaths'
  | 'rankCorrelation'
  | 'overfittingProbability'
> & {
  readonly axes: readonly { readonly name: string; readonly values: readonly AxisValue[] }[]
  readonly splitAt: string
  readonly inSample: Span
  readonly outOfSample: Span
  readonly overfitting: SweepResult['overfitting']
  readonly workers: number
  readonly seconds: number
  readonly candidatesPerSecond: number
  readonly candlesPerSecond: number
}

export type SweepEffort = { readonly workers: number; readonly seconds: number; readonly barMs: number }

/** The report of a sweep that took this effort. */
export function sweepReport(result: SweepResult, { workers, seconds, barMs }: SweepEffort): SweepReport {
  const { split, counts, axes } = result
  const candles = split.inSample.candles + split.outOfSample.candles
  return {
    summary: {
      ...{ objective: result.objective, objectiveLabel: result.objectiveLabel },
      ...{ method: result.method, seed: result.seed, counts },
      axes: axes.map(({ name, values }) => ({ name, values })),
      splitAt: isoOf(split.at),
      inSample: spanOf(split.inSample),
      outOfSample: spanOf(split.outOfSample),
      ...{ complete: result.complete, stopped: result.stopped, deaths: result.deaths },
      rankCorrelation: result.rankCorrelation,
      overfittingProbability: result.overfittingProbability,
      overfitting: result.overfitting,
      workers,
      seconds: Math.round(seconds * 1_000) / 1_000,
      candidatesPerSecond: Math.round((counts.done / seconds) * 10) / 10,
      candlesPerSecond: Math.round((counts.done * candles) / seconds),
    },
    results: result.rows.map(({ id, rank, outOfSampleRank, settings, score, inSample, outOfSample }) => ({
      ...{ rank, outOfSampleRank, candidate: id, settings, score, inSample, outOfSample },
    })),
    invalid: result.invalid,
    lost: result.lost,
    heatMap: heatMap(axes, result.rows, 0, axes.length > 1 ? 1 : null, 'inSample'),
    warnings: sweepWarnings(result, barMs),
  }
}

const isoOf = (at: number): string => new Date(at).toISOString()

const spanOf = ({ from, to, candles }: { from: number; to: number; candles: number }): Span => ({
  from: isoOf(from),
  to: isoOf(to),
  candles,
})

const MINUTE_MS = 60_000

/** Everything a reader has to know before believing the table, one sentence each. */
export function sweepWarnings(result: SweepResult, barMs: number): string[] {
  const { overfitting, counts, stopped, deaths, lost } = result
  const sentences = [
    overfitting.general,
    ...overfitting.signs.map(({ sentence }) => sentence),
    stopped === 'cancelled' ? `The sweep was stopped: ${counts.notReached} candidates were not run.` : null,
    stopped === 'workers-died'
      ? `Workers died again and again, so the sweep was given up: ${counts.notReached} candidates were not run.`
      : null,
    deaths.length > 0 ? deathSentence(deaths) : null,
    lost.length > 0
      ? `${lost.length} candidates are lost because their worker died each time they were run.`
      : null,
    counts.invalid > 0
      ? `${counts.invalid} candidates were not run because their settings are refused; see the reasons.`
      : null,
    barMs > MINUTE_MS
      ? `The candles are ${barMs / MINUTE_MS}-minute bars: what happens inside them is assumed at its worst.`
      : null,
  ]
  return sentences.filter((sentence) => sentence !== null)
}

function deathSentence(deaths: readonly string[]): string {
  const who = deaths.length === 1 ? 'A worker died' : `Workers died ${deaths.length} times`
  return `${who} on the way: ${frequencies(deaths)}.`
}

/** `a (3 times), b`. */
function frequencies(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, count]) => (count > 1 ? `${text} (${count} times)` : text)).join(', ')
}
