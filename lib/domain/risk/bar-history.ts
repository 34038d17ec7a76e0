import type { CandleSeries } from '@/lib/domain/candles/candle-series'

/** The bars of several symbols over one past, each bar as ratios to the close before it. Row `i` of every symbol is the same instant. */
export type BarHistory = {
  readonly length: number
  readonly bars: ReadonlyMap<string, RatioBars>
}

/** Open, high, low and close divided by the previous close; volume in base coin as it was. */
export type RatioBars = {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/**
 * The instants at which every symbol has a bar, but the first. The bar after a gap carries the whole move over it: the past had that
 * jump, so a future made of it may have it too.
 */
export function barHistory(series: ReadonlyMap<string, CandleSeries>): BarHistory {
  const rows = commonRows([...series.values()])
  const length = Math.max(0, (rows[0]?.length ?? 0) - 1)
  const bars = new Map<string, RatioBars>()
  let place = 0
  for (const [symbol, candles] of series) {
    bars.set(symbol, ratiosOf(candles, rows[place] ?? new Int32Array(0), length))
    place += 1
  }
  return { length, bars }
}

/** For every series the rows of the opening times that all of them have, ascending. */
function commonRows(all: readonly CandleSeries[]): Int32Array[] {
  const shortest = Math.min(...all.map(({ length }) => length))
  const rows = all.map(() => new Int32Array(all.length === 0 ? 0 : shortest))
  const at = all.map(() => 0)
  let count = 0
  for (;;) {
    let latest = -Infinity
    for (const [i, { openTime, length }] of all.entries()) {
      const row = at[i] ?? 0
      if (row >= length) return rows.map((each) => each.subarray(0, count))
      latest = Math.max(latest, openTime[row] ?? NaN)
    }
    let isCommon = true
    for (const [i, { openTime }] of all.entries()) {
      const row = at[i] ?? 0
      if ((openTime[row] ?? NaN) < latest) {
        at[i] = row + 1
        isCommon = false
      }
    }
    if (!isCommon) continue
    for (let i = 0; i < all.length; i++) {
      const column = rows[i]
      const row = at[i] ?? 0
      if (column !== undefined) column[count] = row
      at[i] = row + 1
    }
    count += 1
  }
}

function ratiosOf(candles: CandleSeries, rows: Int32Array, length: number): RatioBars {
  const column = (): Float64Array => new Float64Array(length)
  const ratios = { open: column(), high: column(), low: column(), close: column(), volume: column() }
  for (let i = 0; i < length; i++) {
    const before = candles.close[rows[i] ?? 0] ?? NaN
    const row = rows[i + 1] ?? 0
    ratios.open[i] = (candles.open[row] ?? NaN) / before
    ratios.high[i] = (candles.high[row] ?? NaN) / before
    ratios.low[i] = (candles.low[row] ?? NaN) / before
    ratios.close[i] = (candles.close[row] ?? NaN) / before
    ratios.volume[i] = candles.volume[row] ?? NaN
  }
  return ratios
}
