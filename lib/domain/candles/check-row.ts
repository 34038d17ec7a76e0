import type { CandleRow, RowComplaint } from './scan-row'

// Outside these a number is a slip of the decimal point or another unit, not a price.
const LEAST_PRICE = 1e-12
const GREATEST_PRICE = 1e12

/** What is wrong with a candle by itself and after the one before it (its opening time; null for the first); null when nothing is. */
export function checkRow(
  row: CandleRow,
  before: number | null,
): RowComplaint<'timestamp' | 'order' | 'price' | 'volume'> | null {
  const text = timestampComplaint(row.openTime)
  if (text !== null) return { kind: 'timestamp', text }
  const order = before === null ? null : orderComplaint(row.openTime, before)
  if (order !== null) return { kind: 'order', text: order }
  const price = priceComplaint(row)
  if (price !== null) return { kind: 'price', text: price }
  return row.volume >= 0 ? null : { kind: 'volume', text: `volume is negative (${row.volume})` }
}

/** Milliseconds of the years 1973 to 5138 have 12 to 14 digits; other units of any recent year have not. */
function timestampComplaint(time: number): string | null {
  if (time >= 1e11 && time < 1e14) {
    return Number.isInteger(time) ? null : `timestamp ${time} is not a whole number of milliseconds`
  }
  const unit = unitOf(time)
  if (unit === null) return `timestamp ${time} is no time in milliseconds since 1970`
  return `timestamp ${time} looks like ${unit}; milliseconds are needed`
}

function unitOf(time: number): string | null {
  if (time >= 1e8 && time < 1e11) return 'seconds'
  if (time >= 1e14 && time < 1e17) return 'microseconds'
  return time >= 1e17 && time < 1e20 ? 'nanoseconds' : null
}

function orderComplaint(time: number, before: number): string | null {
  if (time > before) return null
  if (time === before) return `timestamp ${time} repeats the line before`
  return `timestamp ${time} is earlier than the line before (${before}); candles must be in ascending order`
}

const priceFields = ['open', 'high', 'low', 'close'] as const

function priceComplaint(row: CandleRow): string | null {
  for (const field of priceFields) {
    const price = row[field]
    if (price <= 0) return `${field} is ${price}; a price must be above zero`
    if (price < LEAST_PRICE || price > GREATEST_PRICE)
      return `${field} is ${price}, out of any market's range`
  }
  const { open, high, low, close } = row
  if (high < low) return `high ${high} is below low ${low}`
  if (high < Math.max(open, close)) return `high ${high} is below ${open > high ? 'open' : 'close'}`
  if (low > Math.min(open, close)) return `low ${low} is above ${open < low ? 'open' : 'close'}`
  return null
}
