const DAY_MS = 86_400_000

/** Figures of the equity over time. Fractions, not percent; null where a run is too short or the figure has no meaning (6.3). */
export type CurveFigures = {
  /** Largest fall from a peak in quote, and the largest one as a fraction of its peak: not always the same fall. */
  readonly maxDrawdown: number
  readonly maxDrawdownShare: number
  /** Longest time below a peak in milliseconds, one that has not ended included. */
  readonly longestUnderWaterMs: number
  readonly cagr: number | null
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly calmar: number | null
}

type Curve = {
  readonly at: Float64Array
  readonly equity: Float64Array
  readonly length: number
}

/** Figures of an equity curve that began with `deposit` at `startedAt`; daily returns are taken at 00:00 UTC. */
export function curveFigures(curve: Curve, deposit: number, startedAt: number): CurveFigures {
  const falls = drawdownOf(curve, deposit, startedAt)
  const end = curve.length - 1
  const days = end < 0 ? 0 : ((curve.at[end] ?? startedAt) - startedAt) / DAY_MS
  const final = curve.equity[end] ?? deposit
  const cagr = days < 90 || final <= 0 ? null : (final / deposit) ** (365 / days) - 1
  const ratios = days < 30 ? noRatios : ratiosOf(dailyReturns(curve, deposit, startedAt))
  const calmar = cagr === null || falls.maxDrawdownShare === 0 ? null : cagr / falls.maxDrawdownShare
  return { ...falls, cagr, ...ratios, calmar }
}

const noRatios = { sharpe: null, sortino: null }

/** Yearly Sharpe and Sortino ratio of daily returns: sample deviation, risk-free rate 0, 365 days (6.3). */
export function ratiosOf(returns: readonly number[]): { sharpe: number | null; sortino: number | null } {
  const count = returns.length
  if (count < 2) return noRatios
  const mean = returns.reduce((sum, r) => sum + r, 0) / count
  const deviation = Math.sqrt(returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (count - 1))
  const downside = Math.sqrt(returns.reduce((sum, r) => sum + Math.min(r, 0) ** 2, 0) / count)
  const year = Math.sqrt(365)
  return {
    sharpe: deviation === 0 ? null : (mean / deviation) * year,
    sortino: deviation === 0 || downside === 0 ? null : (mean / downside) * year,
  }
}

/** Returns from one 00:00 UTC to the next as fractions, the first from the start; the rest of the last day is left out. */
export function dailyReturns({ at, equity, length }: Curve, deposit: number, startedAt: number): number[] {
  const returns: number[] = []
  let before = deposit
  let last = deposit
  let midnight = (Math.floor(startedAt / DAY_MS) + 1) * DAY_MS
  for (let i = 0; i < length; i++) {
    const time = at[i] ?? Infinity
    // In a gap over midnight the last equity known stands for it.
    while (time >= midnight) {
      const value = time === midnight ? (equity[i] ?? last) : last
      returns.push(value / before - 1)
      before = value
      midnight += DAY_MS
    }
    last = equity[i] ?? last
  }
  return returns
}

/** Falls below the highest equity so far. */
export function drawdownOf(
  { at, equity, length }: Curve,
  deposit: number,
  startedAt: number,
): Pick<CurveFigures, 'maxDrawdown' | 'maxDrawdownShare' | 'longestUnderWaterMs'> {
  let [peak, peakAt] = [deposit, startedAt]
  let [maxDrawdown, maxDrawdownShare, longestUnderWaterMs] = [0, 0, 0]
  for (let i = 0; i < length; i++) {
    const value = equity[i] ?? 0
    const time = at[i] ?? 0
    if (value >= peak) {
      peak = value
      peakAt = time
      continue
    }
    const fall = peak - value
    if (fall > maxDrawdown) maxDrawdown = fall
    if (fall > maxDrawdownShare * peak) maxDrawdownShare = fall / peak
    if (time - peakAt > longestUnderWaterMs) longestUnderWaterMs = time - peakAt
  }
  return { maxDrawdown, maxDrawdownShare, longestUnderWaterMs }
}
