import { sfc32, type Random } from '@/lib/domain/random'
import type { Axis, AxisValue } from './axis'
import { LEVERAGE } from './settings'
import { pairName, type RunPair } from './run-pair'

/** One combination of values, one for each axis in the order of the axes. */
export type Candidate = {
  /** Its place in the whole grid, the last axis changing fastest: the same combination has the same number however it was chosen. */
  readonly id: number
  readonly values: readonly AxisValue[]
}

/** How many combinations the axes have together. */
export const gridSize = (axes: readonly Axis[]): number =>
  axes.reduce((size, { values }) => size * values.length, 1)

/** The combination at a place of the grid. */
export function candidateAt(axes: readonly Axis[], id: number): Candidate {
  const values: AxisValue[] = []
  let rest = id
  for (const axis of axes.toReversed()) {
    values.push(axis.values[rest % axis.values.length] ?? null)
    rest = Math.floor(rest / axis.values.length)
  }
  return { id, values: values.reverse() }
}

/** Every combination once. */
export const gridCandidates = (axes: readonly Axis[]): Candidate[] =>
  Array.from({ length: gridSize(axes) }, (_, id) => candidateAt(axes, id))

/**
 * `count` different combinations, each choice equally likely, the same ones for the same seed; all of them where the grid has no more.
 * Shuffles only as far as it is asked to and keeps only what has moved, so that a huge grid costs nothing.
 */
export function randomCandidates(axes: readonly Axis[], count: number, seed: string): Candidate[] {
  const size = gridSize(axes)
  const random = sfc32(`sweep/${seed}`)
  const moved = new Map<number, number>()
  return Array.from({ length: Math.min(count, size) }, (_, i) => {
    const j = i + wholeBelow(random, size - i)
    const chosen = moved.get(j) ?? j
    moved.set(j, moved.get(i) ?? i)
    return candidateAt(axes, chosen)
  })
}

/** A whole number from 0 to below `bound`, which may need more than the 32 bits of one draw. */
const wholeBelow = (random: Random, bound: number): number =>
  Math.floor(((Math.floor(random() * 2 ** 21) + random()) / 2 ** 21) * bound)

/** The pairs of a run with the values of a candidate in place of their own. */
export function pairsWith(pairs: readonly RunPair[], axes: readonly Axis[], candidate: Candidate): RunPair[] {
  return pairs.map((pair) => {
    let { leverage } = pair
    const config = { ...pair.config }
    axes.forEach((axis, i) => {
      if (axis.pair !== null && axis.pair !== pairName(pair)) return
      const value = candidate.values[i] ?? null
      if (axis.setting === LEVERAGE) leverage = typeof value === 'number' ? value : leverage
      else config[axis.setting] = value
    })
    return { ...pair, leverage, config }
  })
}

/** The values of a candidate by the names of the axes. */
export const settingsOf = (axes: readonly Axis[], candidate: Candidate): Record<string, AxisValue> =>
  Object.fromEntries(axes.map(({ name }, i) => [name, candidate.values[i] ?? null]))
