import type { Axis, AxisValue } from './axis'
import type { Part } from './split'
import type { SweepRow } from './sweep-result'

/** The candidates that share two values. */
export type HeatCell = {
  readonly best: number
  readonly mean: number
  readonly worst: number
  /** How many candidates with a score lie behind it. */
  readonly count: number
}

export type HeatMap = {
  readonly x: Pick<Axis, 'setting' | 'name' | 'label' | 'values'>
  /** Null with a single axis: the map is one row. */
  readonly y: Pick<Axis, 'setting' | 'name' | 'label' | 'values'> | null
  /** By value of `y`, then by value of `x`; null where no candidate has a score. */
  readonly cells: readonly (readonly (HeatCell | null)[])[]
}

/** The scores of one part over two axes (by their places), all other axes taken together. */
export function heatMap(
  axes: readonly Axis[],
  rows: readonly SweepRow[],
  x: number,
  y: number | null,
  part: Part,
): HeatMap | null {
  const [across, down] = [axes[x], y === null ? null : axes[y]]
  if (across === undefined || down === undefined || x === y) return null
  const scores = across.values.length * (down?.values.length ?? 1)
  const groups: number[][] = Array.from({ length: scores }, () => [])
  for (const row of rows) {
    const score = row.score[part]
    const column = across.values.indexOf(row.values[x] as AxisValue)
    const line = down === null || y === null ? 0 : down.values.indexOf(row.values[y] as AxisValue)
    if (score !== null) groups[line * across.values.length + column]?.push(score)
  }
  const lines = down?.values ?? [null]
  return {
    x: across,
    y: down,
    cells: lines.map((_, line) =>
      across.values.map((__, column) => cellOf(groups[line * across.values.length + column] ?? [])),
    ),
  }
}

function cellOf(scores: readonly number[]): HeatCell | null {
  if (scores.length === 0) return null
  let [sum, best, worst] = [0, -Infinity, Infinity]
  for (const score of scores) {
    sum += score
    best = Math.max(best, score)
    worst = Math.min(worst, score)
  }
  return { best, mean: sum / scores.length, worst, count: scores.length }
}
