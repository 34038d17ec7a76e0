const MINUS = '\u2212'

/**
 * A decimal string with grouped thousands, a true minus sign and exactly `decimals` places; no digit is lost on the way, and a value
 * that rounds to zero carries no sign. What is no number comes back as it is.
 */
export function formatDecimal(value: string, decimals: number): string {
  if (!/^[+-]?\d+(\.\d+)?$/.test(value)) return value
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: 'negative',
  })
  return format.format(value as `${number}`).replace('-', MINUS)
}

/** Money with two decimals, without a sign for a gain: `1,046.20`. */
export const formatMoney = (value: string): string => formatDecimal(value, 2)

/** A quantity without trailing zeros, at most `decimals` places. */
export function formatQuantity(value: string, decimals = 8): string {
  const text = formatDecimal(value, decimals)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** -1, 0 or 1 for money as it will be shown, so that a rounded zero is neither gain nor loss. */
export function shownSign(value: string, decimals = 2): -1 | 0 | 1 {
  const shown = formatDecimal(value, decimals)
  if (!/[1-9]/.test(shown)) return 0
  return shown.startsWith(MINUS) ? -1 : 1
}

/** `BTC/USDT:USDT` as people read it: `BTC/USDT perp`. */
export const symbolName = (symbol: string): string => `${symbol.split(':')[0] ?? symbol} perp`

/** `BTC/USDT:USDT long` as people read it: `BTC/USDT perp, long`. */
export function pairName(pair: string): string {
  const [symbol = pair, side] = pair.split(' ')
  return side === undefined ? symbolName(symbol) : `${symbolName(symbol)}, ${side}`
}

/** Quote coin of a unified symbol. */
export const quoteOf = (symbol: string): string => /\/([^:]+)/.exec(symbol)?.[1] ?? 'USDT'

/** 300 as "5 min", 90 as "90 s", 3600 as "1 h". */
export function formatInterval(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  if (seconds % 60 === 0) return `${seconds / 60} min`
  return `${seconds} s`
}

const units = [
  { limit: 60, size: 1, name: 's' },
  { limit: 3600, size: 60, name: 'min' },
  { limit: 86_400, size: 3600, name: 'h' },
  { limit: Infinity, size: 86_400, name: 'd' },
] as const

/** "3 min ago", "in 40 s", "just now", "now" for what is about to be; the difference of two instants in milliseconds. */
export function formatRelative(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000)
  const distance = Math.abs(seconds)
  if (distance < 2) return at > now ? 'now' : 'just now'
  const unit = units.find((candidate) => distance < candidate.limit) ?? units[3]
  const amount = `${Math.floor(distance / unit.size)} ${unit.name}`
  return seconds < 0 ? `${amount} ago` : `in ${amount}`
}

/** An instant in words with its offset from UTC: "21 Nov 2026, 20:18:04 UTC+2". */
export function formatInstant(at: string | number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
    timeZoneName: 'shortOffset',
  }).format(new Date(at))
  return parts.replace('GMT', 'UTC').replace(/UTC[+-]0$/, 'UTC')
}

/** The clock of an instant with its offset from UTC: "20:18:04 UTC+2". */
export const formatClock = (at: string | number, timeZone?: string): string =>
  formatInstant(at, timeZone).replace(/^.*, /, '')

/** A price as it was given, thousands grouped, with at least two places. */
export const formatPrice = (price: string): string =>
  formatDecimal(price, Math.max(2, price.split('.')[1]?.replace(/0+$/, '').length ?? 0))

/** The short form of an instant for tables: "21 Nov 20:18" in UTC. */
export function formatShortInstant(at: string | number): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  })
    .format(new Date(at))
    .replace(',', '')
}
