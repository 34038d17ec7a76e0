import type { Timeframe } from '@/lib/domain/candles/timeframe'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { evaluateSignal } from './evaluate-signal'
import { candlesOf, noSignals, signalKey, type SignalSpec, type Signals } from './signal'

/** What a strategy wants to see of the market beside its price. */
export type MarketNeeds = {
  readonly signals: readonly SignalSpec[]
  /** Extremes of the closed bars that opened at or after this instant are wanted, milliseconds since the epoch; null = not wanted. */
  readonly rangeSince: number | null
  /** Whether the quote coin traded in the last 24 hours is wanted. */
  readonly volume24h: boolean
}

export const noNeeds: MarketNeeds = { signals: [], rangeSince: null, volume24h: false }

/** The signals asked for, from the newest closed candles of each timeframe by the instant `at`; `price` is the last traded one. */
export function signalsOf(
  specs: readonly SignalSpec[],
  candles: ReadonlyMap<Timeframe, CandleSeries>,
  at: number,
  price: number | null,
): Signals {
  if (specs.length === 0) return noSignals
  return Object.fromEntries(
    specs.map((spec) => [
      signalKey(spec),
      evaluateSignal(spec, candles.get(spec.timeframe) ?? null, at, price),
    ]),
  )
}

/** How many closed candles of each timeframe the signals read. */
export function candleCounts(signals: readonly SignalSpec[]): ReadonlyMap<Timeframe, number> {
  const counts = new Map<Timeframe, number>()
  for (const spec of signals) {
    counts.set(spec.timeframe, Math.max(counts.get(spec.timeframe) ?? 0, candlesOf(spec)))
  }
  return counts
}
