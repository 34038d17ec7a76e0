/**
 * Candles of one symbol in columns, ascending by opening time. `openTime` in milliseconds UTC, prices in quote per base, volume in
 * base coin. A gap is a step of more than `barMs` between neighbours.
 */
export type CandleSeries = {
  /** Length of one bar in milliseconds. */
  readonly barMs: number
  readonly length: number
  readonly openTime: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** A series of `length` bars whose columns are all zero, to be filled by whoever made it. */
export function emptySeries(barMs: number, length: number): CandleSeries {
  const column = () => new Float64Array(length)
  return {
    barMs,
    length,
    openTime: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  }
}

/** The index of the first bar that opens at or after `time`; the series' length where none does. */
export function firstIndexFrom(series: CandleSeries, time: number): number {
  let low = 0
  let high = series.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((series.openTime[middle] ?? Infinity) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The index of the bar that contains the instant `time` (its opening included, its end not); null in a gap or outside. */
export function indexContaining(series: CandleSeries, time: number): number | null {
  const index = firstIndexFrom(series, time + 1) - 1
  const openTime = series.openTime[index]
  return openTime !== undefined && openTime <= time && time < openTime + series.barMs ? index : null
}
