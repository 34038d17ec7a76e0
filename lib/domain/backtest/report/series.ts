/** Equity and drawdown over time for a chart: columns of equal length, at most about a thousand points, ascending. */
export type ReportSeries = {
  /** Milliseconds since the epoch. */
  readonly at: readonly number[]
  /** Quote. */
  readonly equity: readonly number[]
  /** Fall from the highest equity so far as a fraction of it, 0 at a peak. */
  readonly drawdown: readonly number[]
}

type Curve = { readonly at: Float64Array; readonly equity: Float64Array; readonly length: number }

// Three points of each stretch, the first and the last of all: 998.
const STRETCHES = 332

/**
 * Thins an equity curve that began with `deposit` at `startedAt`. Every stretch of bars keeps its lowest and highest equity and its
 * deepest drawdown, so that no extreme is lost; a short curve is kept whole.
 */
export function seriesOf(curve: Curve, deposit: number, startedAt: number): ReportSeries {
  const falls = fallsOf(curve, deposit)
  const kept = curve.length <= 3 * STRETCHES ? all(curve.length) : extremes(curve, falls)
  return {
    at: [startedAt, ...kept.map((index) => curve.at[index] ?? 0)],
    equity: [deposit, ...kept.map((index) => curve.equity[index] ?? 0)],
    drawdown: [0, ...kept.map((index) => falls[index] ?? 0)],
  }
}

const all = (length: number): number[] => Array.from({ length }, (_, index) => index)

function fallsOf({ equity, length }: Curve, deposit: number): Float64Array {
  const falls = new Float64Array(length)
  let peak = deposit
  for (let i = 0; i < length; i++) {
    const value = equity[i] ?? 0
    if (value >= peak) peak = value
    else falls[i] = (peak - value) / peak
  }
  return falls
}

function extremes({ equity, length }: Curve, falls: Float64Array): number[] {
  const kept = new Set([0])
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const from = Math.floor((stretch * length) / STRETCHES)
    const to = Math.floor(((stretch + 1) * length) / STRETCHES)
    let [lowest, highest, deepest] = [from, from, from]
    for (let i = from + 1; i < to; i++) {
      if ((equity[i] ?? 0) < (equity[lowest] ?? 0)) lowest = i
      if ((equity[i] ?? 0) > (equity[highest] ?? 0)) highest = i
      if ((falls[i] ?? 0) > (falls[deepest] ?? 0)) deepest = i
    }
    for (const index of [lowest, highest, deepest].sort((a, b) => a - b)) kept.add(index)
  }
  kept.add(length - 1)
  return [...kept]
}
