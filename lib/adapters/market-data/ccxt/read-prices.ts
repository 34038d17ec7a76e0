import type { OHLCV, Ticker } from 'ccxt'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { quoteAround } from '@/lib/domain/simulation/simulated-quote'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { MarketDataUnavailable, type Bar } from '@/lib/ports/market-data'
import { positive } from './read-instrument'
import { isRecord } from './venues'

export const MINUTE_MS = 60_000

// Bid, ask and mark further than this from the last price are a fault of the source, not a market.
const FARTHEST = 2

/**
 * The prices of a ticker, valid at the instant it was received; null where the venue has no last price. Missing bid and ask are assumed
 * around the last price, a missing mark equals it. Throws `MarketDataUnavailable` for prices that contradict each other.
 */
export function readQuote(ticker: Ticker, instrument: Instrument, receivedAt: number): PriceFacts | null {
  const info = isRecord(ticker.info) ? ticker.info : {}
  // As the venue sent it: where that is missing or zero, ccxt makes a last price up from other fields.
  const sent = info.lastPrice ?? info.closeRp ?? info.last
  if (sent === undefined || sent === null || sent === '') return null
  const last = positive(sent)
  if (last === null) throw malformed(instrument.symbol, 'last price')
  const assumed = quoteAround(instrument, last, receivedAt)
  const bid = positive(ticker.bid) ?? positive(info.bidRp)
  const ask = positive(ticker.ask) ?? positive(info.askRp)
  const mark = positive(ticker.markPrice) ?? positive(info.markPriceRp) ?? last
  const book = bid === null || ask === null ? { bid: assumed.bid, ask: assumed.ask } : { bid, ask }
  const farOff = [book.bid, book.ask, mark].some(
    (price) => price > last * FARTHEST || price * FARTHEST < last,
  )
  if (farOff || book.bid > book.ask) throw malformed(instrument.symbol, 'quote')
  return { last, ...book, mark, at: receivedAt }
}

/**
 * Candles of a page, ascending and each once: those that open within [from, to) and have closed by `now`. They are `barMs` long. Throws
 * `MarketDataUnavailable` for a row that is no candle.
 */
export function readBars(
  rows: readonly OHLCV[],
  symbol: string,
  from: number,
  to: number,
  now: number,
  barMs = MINUTE_MS,
): readonly Bar[] {
  const byTime = new Map<number, Bar>()
  for (const row of rows) {
    const bar = readBar(row)
    if (bar === null) throw malformed(symbol, 'candle')
    const wanted = bar.openTime >= from && bar.openTime < to && bar.openTime + barMs <= now
    if (wanted) byTime.set(bar.openTime, bar)
  }
  return [...byTime.values()].sort((a, b) => a.openTime - b.openTime)
}

function readBar(row: OHLCV): Bar | null {
  const [openTime, open, high, low, close, volume] = row
  const prices = [open, high, low, close].map(positive)
  if (typeof openTime !== 'number' || !Number.isInteger(openTime) || openTime % MINUTE_MS !== 0) return null
  if (typeof volume !== 'number' || !(volume >= 0 && volume < Infinity)) return null
  const [o, h, l, c] = prices
  if (o == null || h == null || l == null || c == null) return null
  if (h < Math.max(o, c) || l > Math.min(o, c)) return null
  return { openTime, open: o, high: h, low: l, close: c, volume }
}

const malformed = (symbol: string, what: string) =>
  new MarketDataUnavailable(`the source sent a ${what} for ${symbol} that cannot be right`)
