import type { Axis } from './axis'
import { luckOfTheBest } from './overfitting-probability'
import type { SweepRow } from './sweep-result'

/** What makes the choice of the best doubtful, by name. */
export type OverfittingSign =
  | 'nothing-ranked'
  | 'worse-half-out-of-sample'
  | 'loses-out-of-sample'
  | 'edge-of-axis'
  | 'few-deals'
  | 'no-loss'
  | 'many-candidates'
  | 'order-does-not-carry-over'
  | 'likely-by-chance'

/** The warning that goes with every sweep: `general` is always said, each sign adds a sentence and makes it strong. */
export type Overfitting = {
  readonly level: 'always' | 'strong'
  readonly general: string
  readonly signs: readonly { readonly sign: OverfittingSign; readonly sentence: string }[]
}

/** With fewer ended deals a result is mostly luck (trading reference 6.3). */
export const FEW_DEALS = 100

/** From here on the best of that many is expected 2.5 standard deviations above the average by chance alone. */
export const MANY_CANDIDATES = 100

/** Below this the order of the candidates in sample says next to nothing about their order afterwards. */
export const WEAK_CORRELATION = 0.3

/** From here on choosing the best is more of a gamble than a reader would think. */
export const LIKELY_BY_CHANCE = 0.3

type Judged = {
  readonly axes: readonly Axis[]
  /** Best first. */
  readonly rows: readonly SweepRow[]
  readonly rankCorrelation: number | null
  readonly overfittingProbability: number | null
}

/** What a reader has to know before believing in the best candidate. */
export function overfittingOf(judged: Judged): Overfitting {
  const best = judged.rows[0]
  const ranked = best !== undefined && best.score.inSample !== null ? best : null
  const signs = [
    ranked === null ? sign('nothing-ranked', 'No candidate could be ranked: there is no best one.') : null,
    ...(ranked === null ? [] : signsOfBest(ranked, judged)),
    ...signsOfAll(judged),
  ].filter((one) => one !== null)
  return {
    level: signs.length > 0 ? 'strong' : 'always',
    general: generalSentence(judged.rows.length),
    signs,
  }
}

const sign = (name: OverfittingSign, sentence: string) => ({ sign: name, sentence })

function generalSentence(tried: number): string {
  const luck = luckOfTheBest(tried).toFixed(1)
  const many =
    tried < 2
      ? 'Settings chosen on past candles fit these candles'
      : `The best of ${tried} candidates looks better than it is: if none were better than another, it would still be expected ` +
        `about ${luck} standard deviations above their average`
  return `${many}. What it did out of sample is the fairer figure, and that too is one stretch of the past.`
}

function signsOfBest(best: SweepRow, { axes, rows }: Judged) {
  const { inSample, outOfSample } = best
  const edges = axes.filter((axis, i) => isAtEdge(axis, best.values[i]))
  return [
    best.outOfSampleRank > rows.length / 2
      ? sign(
          'worse-half-out-of-sample',
          `The best in sample is number ${best.outOfSampleRank} of ${rows.length} out of sample, not even in the better half.`,
        )
      : null,
    inSample.netProfit > 0 && outOfSample.netProfit < 0
      ? sign('loses-out-of-sample', 'The best in sample gained there and lost out of sample.')
      : null,
    edges.length > 0
      ? sign(
          'edge-of-axis',
          `The best sits at the edge of ${edges.map(({ label }) => label).join(' and ')}: what lies beyond was not tried.`,
        )
      : null,
    inSample.ended < FEW_DEALS
      ? sign(
          'few-deals',
          `The best rests on ${inSample.ended} ended deals in sample and ${outOfSample.ended} out of sample: too few to tell ` +
            'skill from luck.',
        )
      : null,
    inSample.ended > 0 && inSample.wins === inSample.ended
      ? sign('no-loss', 'The best lost no deal in sample: the sample does not show what a loss costs.')
      : null,
  ]
}

/** Only an axis of numbers with something in between has an edge that means something. */
function isAtEdge({ values }: Axis, value: unknown): boolean {
  const numbers = values.filter((one) => typeof one === 'number')
  return numbers.length > 2 && (value === Math.min(...numbers) || value === Math.max(...numbers))
}

function signsOfAll({ rows, rankCorrelation: correlation, overfittingProbability: probability }: Judged) {
  return [
    rows.length >= MANY_CANDIDATES
      ? sign(
          'many-candidates',
          `${rows.length} candidates were tried: the more, the more luck is in the best.`,
        )
      : null,
    correlation !== null && correlation < WEAK_CORRELATION
      ? sign(
          'order-does-not-carry-over',
          `The order of the candidates hardly carries over (rank correlation ${correlation.toFixed(2)}): what was better in ` +
            'sample was not better afterwards.',
        )
      : null,
    probability !== null && probability >= LIKELY_BY_CHANCE
      ? sign(
          'likely-by-chance',
          `Choosing the best on one half of the days led to the worse half of candidates on the others in ` +
            `${Math.round(probability * 100)} % of 70 trials.`,
        )
      : null,
  ]
}
