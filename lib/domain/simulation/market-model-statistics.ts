/** The figures by which a simulated market is held against a real one; all of bar closes. */
export type MarketStatistics = {
  /** Standard deviation of log returns in basis points per bar. */
  readonly volatilityBp: number
  /** Fourth moment over squared variance; 3 for a Gaussian. */
  readonly kurtosis: number
  /** Autocorrelation of squared returns at lag 1. */
  readonly clustering: number
  /** The most negative simple return of one bar, in percent. */
  readonly worstBarPct: number
  /** The deepest fall from a peak at most 30 days old, in percent. */
  readonly deepestDrawdownPct: number
}

/** Measures closes of equal bars; needs at least three. */
export function marketStatistics(closes: ArrayLike<number>, barMs: number): MarketStatistics {
  const returns = Float64Array.from({ length: closes.length - 1 }, (_, i) =>
    Math.log((closes[i + 1] ?? 0) / (closes[i] ?? 0)),
  )
  const mean = average(returns)
  const squares = returns.map((value) => (value - mean) ** 2)
  const variance = average(squares)
  const fourth = average(squares.map((value) => value * value))
  return {
    volatilityBp: Math.sqrt(variance) * 1e4,
    kurtosis: fourth / variance ** 2,
    clustering: lagOne(squares, variance),
    worstBarPct: Math.expm1(returns.reduce((worst, value) => Math.min(worst, value), 0)) * 100,
    deepestDrawdownPct: deepestDrawdown(closes, Math.round((30 * 86_400_000) / barMs)) * 100,
  }
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

function average(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function lagOne(values: Float64Array, mean: number): number {
  let product = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] ?? 0) - mean
    total += deviation * deviation
    if (i > 0) product += deviation * ((values[i - 1] ?? 0) - mean)
  }
  return product / total
}

/** Falls from the highest close of the last `window` bars; a queue of descending candidates holds that maximum in O(1) per bar. */
function deepestDrawdown(closes: ArrayLike<number>, window: number): number {
  const queue = new Int32Array(closes.length)
  let head = 0
  let tail = 0
  let deepest = 0
  for (let i = 0; i < closes.length; i++) {
    const close = closes[i] ?? 0
    while (tail > head && (closes[queue[tail - 1] ?? 0] ?? 0) <= close) tail--
    queue[tail++] = i
    while ((queue[head] ?? 0) < i - window) head++
    deepest = Math.max(deepest, 1 - close / (closes[queue[head] ?? 0] ?? close))
  }
  return deepest
}
