import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Timeframe } from '@/lib/domain/candles/timeframe'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { PriceFacts } from '@/lib/domain/strategies/contract'

/** One closed candle: open time in milliseconds UTC, prices in quote per base, volume in base coin. */
export type Bar = {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Prices of one venue or of a simulation of one. Failures to reach the source throw `MarketDataUnavailable`; "no data" is null or empty. */
export interface MarketFeed {
  /** `simulated`, `replay`, or a ccxt exchange id. */
  readonly name: string
  /** Length of the feed's finest bars in milliseconds. */
  readonly barMs: number
  instrument(symbol: string): Promise<Instrument | null>
  instruments(): Promise<readonly Instrument[]>
  /** The newest prices known at instant `at`; null where there are none. Never looks ahead of `at`. */
  quote(symbol: string, at: number): Promise<PriceFacts | null>
  /** Bars with `from <= openTime` and `openTime + barMs <= to`, ascending; gaps stay gaps. */
  bars(symbol: string, from: number, to: number): Promise<readonly Bar[]>
  /** The last `count` closed candles of a timeframe by the instant `at`, fewer where there are no more; gaps stay gaps. */
  candles(symbol: string, timeframe: Timeframe, count: number, at: number): Promise<CandleSeries>
  /** Quote coin traded in the 24 hours before `at`; null where it is not known. */
  volume24h(symbol: string, at: number): Promise<number | null>
}

/** The source of prices could not be reached; what it would have said is unknown. */
export class MarketDataUnavailable extends Error {
  override readonly name = 'MarketDataUnavailable'
}
