import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Random } from '@/lib/domain/random'
import { tickRounding } from '@/lib/domain/simulation/market-model-rounding'
import type { RatioBars } from './bar-history'

/**
 * Rows of a past in the order in which a possible future repeats them: the stationary bootstrap of Politis and Romano (1994). Blocks of
 * neighbouring rows whose lengths are geometric with mean `meanBlock` (at least 1) begin anywhere with equal chance; the past is closed
 * to a ring, so that its ends are drawn as often as its middle.
 */
export function drawRows(rows: Int32Array, past: number, meanBlock: number, random: Random): void {
  const stay = 1 - 1 / meanBlock
  // ln 0 for blocks of one row each: every length below is 1 then.
  const logStay = Math.log(stay)
  let left = 0
  let row = 0
  for (let i = 0; i < rows.length; i++) {
    if (left === 0) {
      row = Math.floor(random() * past)
      left = 1 + Math.floor(Math.log(1 - random()) / logStay)
    }
    rows[i] = row
    row = row + 1 === past ? 0 : row + 1
    left -= 1
  }
}

/**
 * Writes the bars that the drawn rows of a past make from a price on, in whole ticks. Only prices and volumes are written: the opening
 * times of `into` stand already.
 */
export function writePath(
  into: CandleSeries,
  rows: Int32Array,
  past: RatioBars,
  from: number,
  tickSize: number,
): void {
  const round = tickRounding(tickSize)
  const { open, high, low, close, volume } = into
  let before = from
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    open[i] = round(before * (past.open[row] ?? NaN))
    high[i] = round(before * (past.high[row] ?? NaN))
    low[i] = round(before * (past.low[row] ?? NaN))
    volume[i] = past.volume[row] ?? NaN
    // What rounding takes from one bar must not be missing in the next.
    before *= past.close[row] ?? NaN
    close[i] = round(before)
  }
}
