import { fail, ok, type Result } from '@/lib/domain/result'
import { ByteReader, ByteWriter } from './byte-columns'
import { emptySeries, type CandleSeries } from './candle-series'
import { checkRow } from './check-row'
import { MAX_CANDLES } from './parse-candles'

/** What the bytes lack; never quotes them. */
export type WireFault = { readonly kind: 'malformed'; readonly message: string }

const MAGIC = 0x54
const VERSION = 1
/** Stands in the place of the decimals where a column is no decimal numbers and is sent as it is. */
const RAW = 255
const MOST_DECIMALS = 15
const LARGEST = 2 ** 51
// Five columns of at least one byte each.
const LEAST_BYTES_PER_CANDLE = 5

/**
 * A series as bytes, for storage and for browsers, to the last digit: about ten bytes for a candle of a usual market. Holds: magic, version, bar
 * length, number of candles, first opening time, the gaps, the decimals of the prices, then for each candle its open against the close before and
 * close, high and low against that; the decimals of the volume, then the volumes. Throws a RangeError for a series whose times do
 * not ascend on its grid.
 */
export function encodeCandles(series: CandleSeries): Uint8Array<ArrayBuffer> {
  const { length, barMs, openTime } = series
  const out = new ByteWriter(64 + length * 12)
  out.byte(MAGIC)
  out.byte(VERSION)
  out.whole(barMs)
  out.whole(length)
  if (length === 0) return out.written()
  out.whole(openTime[0] ?? 0)
  writeGaps(out, series)
  writePrices(out, series)
  writeVolumes(out, series)
  return out.written()
}

/** Reads what `encodeCandles` wrote. Whatever else is given, each candle of the answer is a valid one and follows the one before. */
export function decodeCandles(bytes: Uint8Array): Result<CandleSeries, WireFault> {
  const reader = new ByteReader(bytes)
  if (reader.byte() !== MAGIC || reader.byte() !== VERSION) return malformed('These bytes are no candles.')
  const barMs = reader.whole()
  const length = reader.whole()
  if (!(barMs > 0) || !(length >= 0)) return malformed('The head of the candles is damaged.')
  if (length > MAX_CANDLES || length * LEAST_BYTES_PER_CANDLE > reader.left) {
    return malformed('There are fewer candles than the head says.')
  }
  const series = emptySeries(barMs, length)
  if (length > 0) {
    readTimes(reader, series)
    readPrices(reader, series)
    readVolumes(reader, series)
  }
  if (reader.left !== 0) return malformed('The candles end too early or too late.')
  return faultOf(series) ?? ok(series)
}

const malformed = (message: string) => fail({ kind: 'malformed', message })

function faultOf(series: CandleSeries) {
  const { openTime, open, high, low, close, volume, length } = series
  const row = { openTime: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  let before: number | null = null
  for (let i = 0; i < length; i++) {
    row.openTime = openTime[i] ?? NaN
    row.open = open[i] ?? NaN
    row.high = high[i] ?? NaN
    row.low = low[i] ?? NaN
    row.close = close[i] ?? NaN
    row.volume = volume[i] ?? NaN
    // A NaN slips through every comparison of the check.
    const sum = row.open + row.high + row.low + row.close + row.volume
    if (!(sum < Infinity) || checkRow(row, before) !== null)
      return malformed(`Candle ${i + 1} cannot be right.`)
    before = row.openTime
  }
  return null
}

function writeGaps(out: ByteWriter, { openTime, length, barMs }: CandleSeries): void {
  const gaps: [index: number, missing: number][] = []
  for (let i = 1; i < length; i++) {
    const bars = ((openTime[i] ?? NaN) - (openTime[i - 1] ?? NaN)) / barMs
    if (!Number.isSafeInteger(bars) || bars < 1) throw new RangeError(`candle ${i} is off the grid`)
    if (bars > 1) gaps.push([i, bars - 1])
  }
  out.whole(gaps.length)
  let before = 0
  for (const [index, missing] of gaps) {
    out.whole(index - before)
    out.whole(missing)
    before = index
  }
}

function readTimes(reader: ByteReader, { openTime, length, barMs }: CandleSeries): void {
  let time = reader.whole()
  let index = 0
  const fill = (until: number) => {
    for (; index < Math.min(until, length); index++, time += barMs) openTime[index] = time
  }
  const gaps = reader.whole()
  for (let gap = 0, at = 0; gap < gaps && reader.left > 0; gap++) {
    at += reader.whole()
    fill(at)
    time += reader.whole() * barMs
  }
  fill(length)
}

function writePrices(out: ByteWriter, series: CandleSeries): void {
  const { open, high, low, close, length } = series
  const decimals = commonDecimals([open, high, low, close])
  out.byte(decimals ?? RAW)
  if (decimals === null) {
    for (const column of [open, high, low, close]) column.forEach((value) => out.double(value))
    return
  }
  const scale = 10 ** decimals
  const scaled = (column: Float64Array, i: number) => Math.round((column[i] ?? 0) * scale)
  let before = 0
  for (let i = 0; i < length; i++) {
    const opened = scaled(open, i)
    const closed = scaled(close, i)
    out.signed(opened - before)
    out.signed(closed - opened)
    out.signed(scaled(high, i) - Math.max(opened, closed))
    out.signed(Math.min(opened, closed) - scaled(low, i))
    before = closed
  }
}

function readPrices(reader: ByteReader, series: CandleSeries): void {
  const { open, high, low, close, length } = series
  const decimals = reader.byte()
  if (decimals === RAW) {
    for (const column of [open, high, low, close]) readDoubles(reader, column)
    return
  }
  const scale = 10 ** decimals
  let before = 0
  for (let i = 0; i < length; i++) {
    const opened = before + reader.signed()
    const closed = opened + reader.signed()
    open[i] = opened / scale
    close[i] = closed / scale
    high[i] = (Math.max(opened, closed) + reader.signed()) / scale
    low[i] = (Math.min(opened, closed) - reader.signed()) / scale
    before = closed
  }
}

function writeVolumes(out: ByteWriter, { volume }: CandleSeries): void {
  const decimals = commonDecimals([volume])
  out.byte(decimals ?? RAW)
  if (decimals === null) return volume.forEach((value) => out.double(value))
  const scale = 10 ** decimals
  volume.forEach((value) => out.whole(Math.round(value * scale)))
}

function readVolumes(reader: ByteReader, { volume, length }: CandleSeries): void {
  const decimals = reader.byte()
  if (decimals === RAW) return readDoubles(reader, volume)
  const scale = 10 ** decimals
  for (let i = 0; i < length; i++) volume[i] = reader.whole() / scale
}

function readDoubles(reader: ByteReader, column: Float64Array): void {
  for (let i = 0; i < column.length; i++) column[i] = reader.double()
}

/** The fewest decimals with which every value of the columns is a whole number of its last place, exactly; null where there are none. */
function commonDecimals(all: readonly Float64Array[]): number | null {
  let decimals = 0
  for (const column of all) {
    for (let at = firstMisfit(column, decimals); at !== -1; at = firstMisfit(column, decimals)) {
      do if (++decimals > MOST_DECIMALS) return null
      while (!fits(column[at] ?? NaN, 10 ** decimals))
    }
  }
  // A value that fitted fewer decimals may be too large for the many that a later one needs.
  return all.every((column) => firstMisfit(column, decimals) === -1) ? decimals : null
}

function firstMisfit(column: Float64Array, decimals: number): number {
  const scale = 10 ** decimals
  for (let i = 0; i < column.length; i++) if (!fits(column[i] ?? NaN, scale)) return i
  return -1
}

function fits(value: number, scale: number): boolean {
  const whole = Math.round(value * scale)
  return whole >= 0 && whole < LARGEST && Object.is(whole / scale, value)
}
