import { z } from 'zod'
import { fail, ok, type Result } from '@/lib/domain/result'
import { readAxis, type Axis } from './axis'
import { gridCandidates, gridSize, randomCandidates, type Candidate } from './candidates'
import { defaultObjective, objectiveNames, type ObjectiveName } from './objective'
import { pairName, type RunPair } from './run-pair'

/** The most candidates one sweep runs. */
export const MOST_CANDIDATES = 10_000

/** Draws from a larger grid would no longer be equally likely. */
const LARGEST_GRID = 1e12

/** A sweep ready to run: what is varied, which combinations are tried, and by what they are ranked. */
export type SweepPlan = {
  readonly axes: readonly Axis[]
  readonly method: 'grid' | 'random'
  /** Null for a grid, which needs no chance. */
  readonly seed: string | null
  readonly objective: ObjectiveName
  /** Percent of the time on which candidates are ranked; the rest only checks them. */
  readonly inSamplePct: number
  readonly gridSize: number
  readonly candidates: readonly Candidate[]
}

export type SweepFaults = { readonly kind: 'invalid-sweep'; readonly faults: readonly string[] }

const number = z.number('must be a number.')

const schema = z.strictObject({
  axes: z
    .array(
      z.strictObject({
        setting: z.string('must name a setting.'),
        pair: z.string('must name a pair, as in "BTC/USDT:USDT long".').optional(),
        from: number.optional(),
        to: number.optional(),
        step: number.optional(),
        values: z
          .array(
            z.union(
              [z.number(), z.string(), z.boolean(), z.null()],
              'must be a number, a text, true, false or null.',
            ),
          )
          .optional(),
      }),
      'must be a list.',
    )
    .min(1, 'needs at least one axis.')
    .max(8, 'has more than 8 axes.'),
  method: z.enum(['grid', 'random'], 'must be grid or random.').default('grid'),
  candidates: z
    .int('must be a whole number.')
    .min(1, 'must be at least 1.')
    .max(MOST_CANDIDATES, `must be at most ${MOST_CANDIDATES}.`)
    .optional(),
  seed: z.union([z.string(), z.number()], 'must be a text or a number.').optional(),
  objective: z.enum(objectiveNames, `must be one of ${objectiveNames.join(', ')}.`).default(defaultObjective),
  inSamplePct: number.min(50, 'must be at least 50.').max(90, 'must be at most 90.').default(70),
})

/** How a sweep is written down: the content of the file that `npm run sweep` takes. */
export type SweepText = z.input<typeof schema>

/** Reads a sweep over these pairs from JSON text; every fault is named with its place. */
export function parseSweep(text: string, pairs: readonly RunPair[]): Result<SweepPlan, SweepFaults> {
  try {
    return readSweep(JSON.parse(text), pairs)
  } catch (error) {
    return invalid([`The sweep is not JSON: ${error instanceof Error ? error.message : String(error)}`])
  }
}

/** Reads a sweep over these pairs; every fault is named with its place. */
export function readSweep(input: unknown, pairs: readonly RunPair[]): Result<SweepPlan, SweepFaults> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) return invalid(parsed.error.issues.flatMap(issueSentences))
  const axes: Axis[] = []
  const faults: string[] = []
  parsed.data.axes.forEach((text, index) => {
    const axis = readAxis(text, pairs)
    if (axis.ok) axes.push(axis.value)
    else faults.push(`axes.${index}: ${axis.error.message}`)
  })
  faults.push(...doubled(axes, pairs), ...methodFaults(parsed.data))
  if (faults.length > 0) return invalid(faults)
  return planOf(parsed.data, axes)
}

function planOf(
  { method, candidates: count, seed = '1', objective, inSamplePct }: z.output<typeof schema>,
  axes: readonly Axis[],
): Result<SweepPlan, SweepFaults> {
  const size = gridSize(axes)
  const common = { axes, objective, inSamplePct, gridSize: size }
  if (size > LARGEST_GRID) return invalid([`The axes span ${size} combinations; at most 1e12 are taken.`])
  if (method === 'random' && count !== undefined) {
    const text = String(seed)
    return ok({ ...common, method, seed: text, candidates: randomCandidates(axes, count, text) })
  }
  if (size > MOST_CANDIDATES) {
    const message =
      `The grid has ${size} combinations; at most ${MOST_CANDIDATES} are run. Use wider steps, fewer axes, or method ` +
      '"random".'
    return invalid([message])
  }
  return ok({ ...common, method: 'grid', seed: null, candidates: gridCandidates(axes) })
}

function methodFaults({ method, candidates, seed }: z.output<typeof schema>): string[] {
  if (method === 'random') {
    return candidates === undefined ? ['candidates: a random sweep needs to know how many to draw.'] : []
  }
  return [
    ...(candidates === undefined ? [] : ['candidates: a grid runs all combinations; leave it out.']),
    ...(seed === undefined ? [] : ['seed: a grid leaves nothing to chance; leave it out.']),
  ]
}

function doubled(axes: readonly Axis[], pairs: readonly RunPair[]): string[] {
  const meant = ({ pair }: Axis) => pairs.map(pairName).filter((name) => pair === null || pair === name)
  return axes.flatMap((axis, index) => {
    const before = axes.slice(0, index).filter(({ setting }) => setting === axis.setting)
    const twice = before.some((other) => meant(other).some((name) => meant(axis).includes(name)))
    return twice ? [`"${axis.setting}" is varied by two axes for the same pair.`] : []
  })
}

function issueSentences(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[place, key].filter(Boolean).join('.')}: unknown key.`)
  }
  return [`${place || 'sweep'}: ${issue.message}`]
}

const invalid = (faults: readonly string[]) => fail({ kind: 'invalid-sweep', faults })
