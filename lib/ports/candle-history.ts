import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Timeframe } from '@/lib/domain/candles/timeframe'

/** The recorded candles of one venue. Failures to reach it throw `MarketDataUnavailable`. */
export interface CandleHistory {
  /** Most candles of one page. */
  readonly pageBars: number
  /** When the symbol was listed, milliseconds since the epoch, or a bound before which it was not; null for a symbol the venue does not list. */
  listedSince(symbol: string): Promise<number | null>
  /** Closed candles that open within `from` (included) and `to` (not), ascending; at most `pageBars` fit between the two. Gaps stay gaps. */
  page(symbol: string, timeframe: Timeframe, from: number, to: number): Promise<CandleSeries>
}
