/** What is ranked: a score (more is better, null = none) and the profit that decides between equal ones. */
export type Scored = { readonly id: number; readonly score: number | null; readonly netProfit: number }

/** Best first: by score, then by profit, then by place in the grid, so that the order is always the same. No score ranks last. */
export const byScore = (a: Scored, b: Scored): number =>
  (b.score ?? -Infinity) - (a.score ?? -Infinity) || b.netProfit - a.netProfit || a.id - b.id

/**
 * Spearman's rank correlation of pairs, -1 to 1: Pearson's correlation of their ranks, equal values sharing the mean of their ranks.
 * Null with fewer than three pairs, or where one side is all the same.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null
  const a = ranksOf(pairs.map(([first]) => first))
  const b = ranksOf(pairs.map(([, second]) => second))
  const mean = (pairs.length + 1) / 2
  let [both, ofA, ofB] = [0, 0, 0]
  a.forEach((rank, i) => {
    const other = (b[i] ?? mean) - mean
    both += (rank - mean) * other
    ofA += (rank - mean) ** 2
    ofB += other ** 2
  })
  return ofA === 0 || ofB === 0 ? null : both / Math.sqrt(ofA * ofB)
}

/** Ranks from 1 for the least value; equal values share the mean of the places they take. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Array<number>(values.length).fill(0)
  for (let first = 0; first < order.length;) {
    let end = first + 1
    while (end < order.length && values[order[end] ?? 0] === values[order[first] ?? 0]) end += 1
    for (const index of order.slice(first, end)) ranks[index] = (first + 1 + end) / 2
    first = end
  }
  return ranks
}
