/** The numbers of one line, as written. */
export type CandleRow = {
  openTime: number
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** Why a line is refused; `text` continues "Line 7: ". */
export type RowComplaint<Kind extends string> = { readonly kind: Kind; readonly text: string }

const fields = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const

/** Reads the six numbers between two positions of a text into `row`; a complaint when they are not six, or not numbers. */
export function scanRow(
  text: string,
  from: number,
  to: number,
  row: CandleRow,
): RowComplaint<'columns' | 'number'> | null {
  // Files from Windows end their lines with a carriage return.
  const end = text.charCodeAt(to - 1) === 13 && to > from ? to - 1 : to
  let position = from
  for (const field of fields) {
    const comma = text.indexOf(',', position)
    const isLast = field === 'volume'
    const fieldEnd = comma === -1 || comma > end ? end : comma
    if (isLast !== (fieldEnd === end)) return wrongColumns(text.slice(from, end))
    const value = decimalBetween(text, position, fieldEnd)
    if (!Number.isFinite(value)) return notANumber(field, text.slice(position, fieldEnd))
    row[field] = value
    position = fieldEnd + 1
  }
  return null
}

function wrongColumns(line: string): RowComplaint<'columns'> {
  if (line.trim() === '') return { kind: 'columns', text: 'the line is empty' }
  const count = line.split(',').length
  return { kind: 'columns', text: `6 columns are needed, found ${count} in "${line.slice(0, 60)}"` }
}

function notANumber(field: string, found: string): RowComplaint<'number'> {
  const name = field === 'openTime' ? 'timestamp' : field
  if (found.trim() === '') return { kind: 'number', text: `${name} is empty` }
  return { kind: 'number', text: `${name} is "${found.slice(0, 30)}", not a finite decimal number` }
}

const ZERO = 48
const POINT = 46

// Up to 15 digits fit a double exactly and so does 10^22, so that their quotient is the correctly rounded value; anything longer takes the slow way.
const EXACT_DIGITS = 15

/** The decimal number between two positions, or NaN. Reads ordinary numbers without cutting strings. */
function decimalBetween(text: string, from: number, to: number): number {
  let digits = 0
  let value = 0
  let pointAt = -1
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    const digit = code - ZERO
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digits++
    } else if (code === POINT && pointAt === -1 && digits > 0) pointAt = i
    else return anyDecimal(text.slice(from, to))
  }
  const places = pointAt === -1 ? 0 : to - pointAt - 1
  if (digits === 0 || digits > EXACT_DIGITS || pointAt === to - 1) return anyDecimal(text.slice(from, to))
  return value / (powers[places] ?? NaN)
}

const powers = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent)

/** What `Number` accepts, less its generosity: no blanks, no hexadecimal, no empty text. */
function anyDecimal(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN
}
