import type { AxisValue } from '@/lib/domain/sweep/axis'
import type { Part } from '@/lib/domain/sweep/split'
import type { SweepRow } from '@/lib/domain/sweep/sweep-result'

/** A column that rows can be sorted by: an axis by its place, a rank, or a figure of one part. */
export type SortKey =
  | { readonly by: 'axis'; readonly index: number }
  | { readonly by: 'rank'; readonly part: Part }
  | { readonly by: 'score' | 'returnShare' | 'maxDrawdownShare' | 'ended'; readonly part: Part }

export type Sorting = { readonly key: SortKey; readonly descending: boolean }

export const byRank: Sorting = { key: { by: 'rank', part: 'inSample' }, descending: false }

export const isSameKey = (a: SortKey, b: SortKey): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The rows in the wanted order; equal ones keep their in-sample rank, and what has no value comes last either way. */
export function sortedRows(rows: readonly SweepRow[], { key, descending }: Sorting): SweepRow[] {
  return rows.toSorted((a, b) => {
    const [x, y] = [valueOf(a, key), valueOf(b, key)]
    if (x === y) return a.rank - b.rank
    if (x === null) return 1
    if (y === null) return -1
    return (x < y ? -1 : 1) * (descending ? -1 : 1)
  })
}

function valueOf(row: SweepRow, key: SortKey): AxisValue {
  switch (key.by) {
    case 'axis':
      return row.values[key.index] ?? null
    case 'rank':
      return key.part === 'inSample' ? row.rank : row.outOfSampleRank
    case 'score':
      return row.score[key.part]
    case 'returnShare':
    case 'maxDrawdownShare':
    case 'ended':
      return row[key.part][key.by]
  }
}
