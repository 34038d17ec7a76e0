import type { Timeframe } from '@/lib/domain/candles/timeframe'

/** One figure that a strategy reads of closed candles. Periods count candles of the timeframe. */
export type SignalSpec =
  | { readonly kind: 'ema'; readonly timeframe: Timeframe; readonly period: number }
  /** The average as the original martingale bot takes it: `period - 1` closed candles and the price as the unfinished one. */
  | { readonly kind: 'ema-unfinished'; readonly timeframe: Timeframe; readonly period: number }
  | { readonly kind: 'rsi'; readonly timeframe: Timeframe; readonly period: number }
  | {
      readonly kind: 'bollinger'
      readonly timeframe: Timeframe
      readonly period: number
      readonly deviations: number
    }
  /** Change of the close over that many candles, in percent. */
  | { readonly kind: 'change'; readonly timeframe: Timeframe; readonly candles: number }
  /** Decline velocity (`lib/domain/indicators/decline-velocity.ts`), for both sides and in the original's form. */
  | { readonly kind: 'decline'; readonly timeframe: Timeframe }
  /** The volatility test of the martingale strategy over that many candles. */
  | { readonly kind: 'volatility'; readonly timeframe: Timeframe; readonly candles: number }

export type SignalValues = Readonly<Record<string, number | string | boolean | null>>

/**
 * What is known of one signal. `ready` holds the figures at the newest closed candle and at the one before it; `closedAt` is when the
 * newest closed. `missing`: too few candles, a gap in the window, or a source that did not answer; `stale`: the newest closed candle
 * is older than two timeframes. Neither is ever a zero or a "no".
 */
export type Signal =
  | {
      readonly status: 'ready'
      readonly closedAt: number
      readonly current: SignalValues
      readonly previous: SignalValues
    }
  | { readonly status: 'missing'; readonly have: number; readonly need: number }
  | { readonly status: 'stale'; readonly closedAt: number; readonly limitMs: number }

/** By `signalKey`. */
export type Signals = Readonly<Record<string, Signal>>

export const noSignals: Signals = {}

/** The name under which a signal is found among the facts, like `rsi 1h 14`. */
export function signalKey(spec: SignalSpec): string {
  switch (spec.kind) {
    case 'ema':
    case 'ema-unfinished':
    case 'rsi':
      return `${spec.kind} ${spec.timeframe} ${spec.period}`
    case 'bollinger':
      return `bollinger ${spec.timeframe} ${spec.period} ${spec.deviations}`
    case 'change':
      return `change ${spec.timeframe} ${spec.candles}`
    case 'volatility':
      return `volatility ${spec.timeframe} ${spec.candles}`
    case 'decline':
      return `decline ${spec.timeframe}`
  }
}

/**
 * The fixed number of closed candles that a signal is computed over. A window of fixed length makes the figure the same wherever it is
 * computed: an average that ran since the beginning of its data would differ between a back-test and a bot that has just started.
 */
export function candlesOf(spec: SignalSpec): number {
  switch (spec.kind) {
    case 'ema':
      return 3 * spec.period + 1
    case 'ema-unfinished':
      return spec.period - 1
    case 'rsi':
      return 5 * spec.period + 1
    case 'bollinger':
      return spec.period + 1
    case 'change':
      return spec.candles + 2
    case 'decline':
      return 32
    case 'volatility':
      return spec.candles
  }
}
