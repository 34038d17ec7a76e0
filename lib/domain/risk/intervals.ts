import { sfc32 } from '@/lib/domain/random'

/** A figure with the interval that holds the true one in 95 of 100 cases; a bound that so few paths do not give is null. */
export type Estimate = { readonly value: number; readonly low: number | null; readonly high: number | null }

export const CONFIDENCE = 0.95

// The normal distribution's 97.5 % point.
const Z = 1.959963984540054
const TAIL = (1 - CONFIDENCE) / 2

/**
 * The share of `hits` among `trials` (at least one) with its Wilson score interval: unlike the usual one it stays within 0 and 1 and
 * says something even where nothing was hit. Wilson, E. B. (1927).
 */
export function shareEstimate(hits: number, trials: number): Estimate {
  const share = hits / trials
  const spread = (Z * Z) / trials
  const middle = (share + spread / 2) / (1 + spread)
  const half = (Z * Math.sqrt((share * (1 - share)) / trials + spread / (4 * trials))) / (1 + spread)
  return {
    value: share,
    low: hits === 0 ? 0 : Math.max(0, middle - half),
    high: hits === trials ? 1 : Math.min(1, middle + half),
  }
}

/**
 * The value below which a share `p` of the ascending values lies, with an interval between two of those values: it needs nothing of
 * their distribution. How many of n draws lie below the true quantile is binomial; the bounds leave at most 2.5 % outside on each side.
 */
export function quantileEstimate(ascending: Float64Array, p: number): Estimate {
  const n = ascending.length
  const value = ascending[Math.max(0, Math.ceil(n * p) - 1)] ?? NaN
  const { low, high } = quantileRanks(n, p)
  return {
    value,
    low: low === null ? null : (ascending[low] ?? null),
    high: high === null ? null : (ascending[high] ?? null),
  }
}

/** Indices of the order statistics that bound the quantile; null where the sample is too small for one. */
function quantileRanks(n: number, p: number): { low: number | null; high: number | null } {
  let low: number | null = null
  let below = 0
  // Logarithms, since the chances of the first counts are too small for a number.
  let logTerm = n * Math.log1p(-p)
  const logOdds = Math.log(p / (1 - p))
  for (let count = 0; count <= n; count++) {
    // `below` = chance that fewer than `count` draws lie below the quantile.
    if (below <= TAIL && count > 0) low = count - 1
    if (below >= 1 - TAIL && count > 0) return { low, high: count - 1 }
    below += Math.exp(logTerm)
    logTerm += Math.log((n - count) / (count + 1)) + logOdds
  }
  return { low, high: null }
}

const RESAMPLES = 1_000

/**
 * The mean of the largest `share` of the ascending values (the expected shortfall, for losses), with the interval that the same figure
 * of resampled values spans (percentile bootstrap, Efron 1979), reproducible by `seed`. With few values in the tail it is on the narrow
 * side. At least one value counts as the tail.
 */
export function tailMeanEstimate(ascending: Float64Array, share: number, seed: string): Estimate {
  const value = tailMean(ascending, share)
  const n = ascending.length
  if (n < 20) return { value, low: null, high: null }
  const random = sfc32(`${seed}|tail`)
  const drawn = new Float64Array(n)
  const means = new Float64Array(RESAMPLES)
  for (let i = 0; i < RESAMPLES; i++) {
    for (let j = 0; j < n; j++) drawn[j] = ascending[Math.floor(random() * n)] ?? NaN
    means[i] = tailMean(drawn.sort(), share)
  }
  means.sort()
  const at = (p: number) => means[Math.min(RESAMPLES - 1, Math.floor(RESAMPLES * p))] ?? null
  return { value, low: at(TAIL), high: at(1 - TAIL) }
}

function tailMean(ascending: Float64Array, share: number): number {
  const count = Math.max(1, Math.round(ascending.length * share))
  let sum = 0
  for (let i = ascending.length - count; i < ascending.length; i++) sum += ascending[i] ?? NaN
  return sum / count
}
