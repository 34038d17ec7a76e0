import { fail, ok, type Result } from '@/lib/domain/result'

/** A hole in a series: the first missing opening time and how many bars are missing. */
export type Gap = { readonly from: number; readonly missingBars: number }

export type Grid = { readonly barMs: number; readonly gaps: readonly Gap[] }

/** The row (0 = first candle) that does not fit the grid of the others. */
export type GridFault = { readonly kind: 'off-grid'; readonly index: number; readonly text: string }

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const names: ReadonlyMap<number, string> = new Map([
  ...[1, 5, 10, 15, 30].map((count) => [count * SECOND, `${count}-second`] as const),
  ...[1, 2, 3, 5, 10, 15, 30, 45].map((count) => [count * MINUTE, `${count}-minute`] as const),
  ...[1, 2, 3, 4, 6, 8, 12].map((count) => [count * HOUR, `${count}-hour`] as const),
  ...[1, 2, 3, 7].map((count) => [count * DAY, `${count}-day`] as const),
])

// A few stray rows make a smaller step than the bars have; a market with missing minutes shows its true step far more often than this.
const STRAY_SHARE = 0.02

/** Finds the bar length (the smallest step) of at least two ascending opening times, checks every one against it and lists the gaps. */
export function detectGrid(openTimes: Float64Array): Result<Grid, GridFault> {
  const barMs = barLength(openTimes)
  const first = openTimes[0] ?? 0
  const name = names.get(barMs)
  if (name === undefined)
    return offGrid(1, `${first + barMs} follows ${barMs} ms after the line before, no usual bar length`)
  // Long bars may open at another hour (exchanges differ); none of an hour or less begins off the full hour's divisions.
  const offset = first % Math.min(barMs, HOUR)
  if (offset !== 0) {
    return offGrid(0, `${first} is no opening time of a ${name} bar, it lies ${offset / SECOND} s after one`)
  }

  const gaps: Gap[] = []
  for (let i = 1; i < openTimes.length; i++) {
    const time = openTimes[i] ?? 0
    const before = openTimes[i - 1] ?? 0
    const bars = (time - before) / barMs
    if (!Number.isInteger(bars)) {
      return offGrid(i, `${time} is off the ${name} grid of the other lines`)
    }
    if (bars > 1) gaps.push({ from: before + barMs, missingBars: bars - 1 })
  }
  return ok({ barMs, gaps })
}

const offGrid = (index: number, text: string) => fail({ kind: 'off-grid', index, text: `timestamp ${text}` })

/** The smallest step, unless it is a stray one among many of another length. */
function barLength(openTimes: Float64Array): number {
  const counts = new Map<number, number>()
  for (let i = 1; i < openTimes.length; i++) {
    const step = (openTimes[i] ?? 0) - (openTimes[i - 1] ?? 0)
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let smallest = Infinity
  let commonest = 0
  for (const [step, count] of counts) {
    if (step < smallest) smallest = step
    if (count > (counts.get(commonest) ?? 0)) commonest = step
  }
  const isStray = !names.has(smallest) || (counts.get(smallest) ?? 0) < STRAY_SHARE * openTimes.length
  return isStray && names.has(commonest) ? commonest : smallest
}
