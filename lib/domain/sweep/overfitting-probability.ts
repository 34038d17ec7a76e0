/** Parts that the days are cut into; 8 parts give 70 ways of choosing half of them. */
export const PARTS = 8

/** With fewer days in a part its Sharpe ratio says nothing. */
export const LEAST_DAYS_PER_PART = 5

/** With fewer candidates their ranks are too coarse to say anything. */
export const LEAST_CANDIDATES = 10

/**
 * Probability of back-test overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado and Zhu, "The
 * probability of backtest overfitting", Journal of Computational Finance 20(4), 2017). The days are cut into 8 equal parts; in each of
 * the 70 ways to take four of them, the candidate with the best Sharpe ratio on these is looked up on the other four. The answer is the
 * share of ways in which it is there no better than half of all candidates: about a half where choosing is chance, near zero where the
 * best stays the best. `returns` holds one row of daily returns per candidate; null where there are too few days or candidates.
 */
export function overfittingProbability(returns: readonly (readonly number[])[]): number | null {
  const days = Math.min(...returns.map(({ length }) => length))
  const perPart = Math.floor(days / PARTS)
  if (returns.length < LEAST_CANDIDATES || perPart < LEAST_DAYS_PER_PART) return null
  const sums = returns.map((row) => partSums(row, perPart))
  const ways = halves(PARTS)
  let failed = 0
  for (const chosen of ways) failed += failure(sums, chosen, perPart)
  return failed / ways.length
}

type PartSums = { readonly sum: readonly number[]; readonly squares: readonly number[] }

/** Sum and sum of squares of each part: all that a Sharpe ratio over any parts needs. What is left over at the end is not used. */
function partSums(row: readonly number[], perPart: number): PartSums {
  const parts = Array.from({ length: PARTS }, (_, part) => row.slice(part * perPart, (part + 1) * perPart))
  return {
    sum: parts.map((part) => part.reduce((total, value) => total + value, 0)),
    squares: parts.map((part) => part.reduce((total, value) => total + value * value, 0)),
  }
}

/** Every way to take half of `count` parts, as sets of bits. */
export function halves(count: number): number[] {
  const all = Array.from({ length: 2 ** count }, (_, bits) => bits)
  return all.filter((bits) => onesIn(bits) === count / 2)
}

const onesIn = (bits: number): number => (bits === 0 ? 0 : (bits & 1) + onesIn(bits >>> 1))

/**
 * 1 where the best on the chosen parts is below the middle of all on the others, 0 where it is above; in the middle itself a half,
 * so that candidates which do not differ say neither.
 */
function failure(sums: readonly PartSums[], chosen: number, perPart: number): number {
  let best = -1
  let bestRatio = -Infinity
  sums.forEach((sum, index) => {
    const ratio = ratioOver(sum, chosen, perPart)
    if (ratio > bestRatio) [best, bestRatio] = [index, ratio]
  })
  const others = 2 ** PARTS - 1 - chosen
  const winner = sums[best]
  if (winner === undefined) return 0
  const own = ratioOver(winner, others, perPart)
  let [worse, equal] = [0, 0]
  for (const sum of sums) {
    const ratio = ratioOver(sum, others, perPart)
    if (ratio < own) worse += 1
    else if (ratio === own) equal += 1
  }
  // The rank of the winner among all, equal ones sharing theirs, against the middle of the ranks.
  const rank = worse + (equal + 1) / 2
  const middle = (sums.length + 1) / 2
  return rank < middle ? 1 : rank === middle ? 0.5 : 0
}

/** Mean over sample deviation of the days in the parts; zero where nothing moved. */
function ratioOver({ sum, squares }: PartSums, parts: number, perPart: number): number {
  let [total, square] = [0, 0]
  for (let part = 0; part < PARTS; part += 1) {
    if ((parts & (1 << part)) === 0) continue
    total += sum[part] ?? 0
    square += squares[part] ?? 0
  }
  const count = (perPart * PARTS) / 2
  const mean = total / count
  const variance = (square - total * mean) / (count - 1)
  // What rounding leaves of a constant row is no deviation.
  return variance <= 1e-12 * square || variance <= 0 ? 0 : mean / Math.sqrt(variance)
}

/**
 * How many standard deviations above the average the best of `count` candidates is expected to look if none of them is better than
 * another: the expected maximum of independent normal variables (Bailey and Lopez de Prado, "The deflated Sharpe ratio", 2014, eq. 5).
 * Candidates that resemble each other count for fewer.
 */
export function luckOfTheBest(count: number): number {
  if (count < 2) return 0
  return (1 - EULER) * normalQuantile(1 - 1 / count) + EULER * normalQuantile(1 - 1 / (count * Math.E))
}

const EULER = 0.5772156649015329

/** Inverse of the standard normal distribution function by bisection on it; exact to about 1e-7. */
function normalQuantile(p: number): number {
  let [low, high] = [-9, 9]
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (normalBelow(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly
  return x >= 0 ? 1 - tail : tail
}
