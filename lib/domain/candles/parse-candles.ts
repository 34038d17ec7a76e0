import { fail, ok, type Result } from '@/lib/domain/result'
import { emptySeries, type CandleSeries } from './candle-series'
import { checkRow } from './check-row'
import { detectGrid, type Gap } from './detect-grid'
import { scanRow, type CandleRow } from './scan-row'

/** What is wrong, the line it stands on (1 = the header), and one sentence for people that names both. */
export type CandleFault = {
  readonly kind: CandleFaultKind
  readonly line: number
  readonly message: string
}

export type CandleFaultKind =
  | 'header'
  | 'columns'
  | 'number'
  | 'timestamp'
  | 'price'
  | 'volume'
  | 'order'
  | 'grid'
  | 'too-few-rows'
  | 'too-many-rows'

/** Candles of a file and the holes in them; a hole is no fault. */
export type CandleFile = { readonly series: CandleSeries; readonly gaps: readonly Gap[] }

export const CANDLE_HEADER = 'timestamp,open,high,low,close,volume'

/** Nine years of one-minute bars; more would leave no memory for a run's results. */
export const MAX_CANDLES = 5_000_000

/**
 * Reads candles from CSV text with the header `timestamp,open,high,low,close,volume`: opening time in milliseconds UTC, prices in quote,
 * volume in base coin, one candle per line in ascending order. The bar length is the smallest step between two lines. The first fault ends
 * the reading; candles are never repaired, dropped or invented.
 */
export function parseCandles(text: string): Result<CandleFile, CandleFault> {
  const reading = readingCandles(text, Infinity)
  for (;;) {
    const step = reading.next()
    if (step.done === true) return step.value
  }
}

/** `parseCandles` in pieces, for a server that has other things to do: yields the rows read so far after every `rowsPerStep` of them. */
export function* readingCandles(
  text: string,
  rowsPerStep: number,
): Generator<number, Result<CandleFile, CandleFault>> {
  const start = text.startsWith('\uFEFF') ? 1 : 0
  const headerEnd = lineEnd(text, start)
  const complaint = headerComplaint(text.slice(start, headerEnd).trim())
  if (complaint !== null) return faulty('header', 1, complaint)

  const end = endOfContent(text)
  const count = countLines(text, headerEnd + 1, end)
  if (count > MAX_CANDLES) return faulty('too-many-rows', MAX_CANDLES + 2, TOO_MANY)
  if (count < 2) return faulty('too-few-rows', count + 1, TOO_FEW)

  const rows = yield* readRows(text, headerEnd + 1, end, { count, rowsPerStep })
  if (!rows.ok) return rows
  const grid = detectGrid(rows.value.openTime)
  if (!grid.ok) return faulty('grid', grid.error.index + 2, grid.error.text)
  return ok({ series: { ...rows.value, barMs: grid.value.barMs }, gaps: grid.value.gaps })
}

const TOO_MANY = `the file holds more than ${MAX_CANDLES.toLocaleString('en-US')} candles, the most one file may; split it`
const TOO_FEW = 'at least two candles are needed, or the bar length cannot be told'

const faulty = (kind: CandleFaultKind, line: number, text: string) =>
  fail({ kind, line, message: `Line ${line}: ${text}.` })

function headerComplaint(header: string): string | null {
  if (header.toLowerCase() === CANDLE_HEADER) return null
  if (/^-?\d[\d.,\s-]*$/.test(header))
    return `the header "${CANDLE_HEADER}" is missing, the file starts with data`
  const printable = header.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)
  return `the header must be "${CANDLE_HEADER}", found "${printable}"`
}

function* readRows(
  text: string,
  from: number,
  end: number,
  { count, rowsPerStep }: { readonly count: number; readonly rowsPerStep: number },
): Generator<number, Result<CandleSeries, CandleFault>> {
  const series = emptySeries(0, count)
  const row: CandleRow = { openTime: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  let position = from
  let before: number | null = null
  for (let index = 0; index < count; index++) {
    const rowEnd = Math.min(lineEnd(text, position), end)
    const complaint = scanRow(text, position, rowEnd, row) ?? checkRow(row, before)
    if (complaint !== null) return faulty(complaint.kind, index + 2, complaint.text)
    series.openTime[index] = row.openTime
    series.open[index] = row.open
    series.high[index] = row.high
    series.low[index] = row.low
    series.close[index] = row.close
    series.volume[index] = row.volume
    before = row.openTime
    position = rowEnd + 1
    if ((index + 1) % rowsPerStep === 0) yield index + 1
  }
  return ok(series)
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** Blank lines at the end of the file are no rows. */
function endOfContent(text: string): number {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--
  return end
}

function countLines(text: string, from: number, end: number): number {
  let lines = 0
  for (let position = from; position < end; position = lineEnd(text, position) + 1) lines++
  return lines
}
