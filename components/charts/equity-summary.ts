import { formatMoney } from '@/components/trading/format'
import type { EquityPointView } from '@/lib/bots/views'

export const totalOf = (point: EquityPointView): number => point.realised + point.unrealised

/** Largest fall of the total from a peak so far, in quote coin; 0 for a line that never falls. */
export function worstDrop(points: readonly EquityPointView[]): number {
  let peak = -Infinity
  let worst = 0
  for (const point of points) {
    peak = Math.max(peak, totalOf(point))
    worst = Math.max(worst, peak - totalOf(point))
  }
  return worst
}

/** The chart in one sentence, from the same points. */
export function equitySummary(points: readonly EquityPointView[], unit: string, span: string): string {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return `No result recorded over ${span}.`
  const from = totalOf(first)
  const to = totalOf(last)
  const verb = to > from ? 'rose' : to < from ? 'fell' : 'stayed'
  const way = verb === 'stayed' ? `at ${money(to)}` : `from ${money(from)} to ${money(to)}`
  return `The total result ${verb} ${way} ${unit} over ${span}; worst drop ${money(worstDrop(points))} ${unit}, realised ${money(last.realised)} ${unit}.`
}

const money = (value: number): string => formatMoney(value.toFixed(8))

/** Points with a break wherever recording paused for more than four usual steps, so that no line crosses missing data. */
export function withGaps(
  points: readonly EquityPointView[],
): { at: number; point: EquityPointView | null }[] {
  const times = points.map((point) => Date.parse(point.at))
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  return points.flatMap((point, index) => {
    const at = times[index] ?? 0
    const before = times[index - 1]
    const gap = before !== undefined && usual > 0 && at - before > 4 * usual
    return gap
      ? [
          { at: (at + before) / 2, point: null },
          { at, point },
        ]
      : [{ at, point }]
  })
}
