import { aggregateCandles } from '@/lib/domain/candles/aggregate-candles'
import { barRange, volumeOfDay, type BarRange } from '@/lib/domain/candles/bar-range'
import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { candleOpen, type Timeframe } from '@/lib/domain/candles/timeframe'
import { evaluateSignalAt } from '@/lib/domain/signals/evaluate-signal'
import type { MarketNeeds } from '@/lib/domain/signals/market-needs'
import { noSignals, signalKey, type Signal, type SignalSpec, type Signals } from '@/lib/domain/signals/signal'

/** What strategies see of one symbol beside its price: computed when asked for, each figure once for every candle it changes with. */
export class MarketView {
  private readonly merged = new Map<Timeframe, CandleSeries>()
  private readonly known = new Map<string, { readonly candle: number; readonly signal: Signal }>()

  constructor(private readonly bars: CandleSeries) {}

  signals(specs: readonly SignalSpec[], at: number, price: number | null): Signals {
    if (specs.length === 0) return noSignals
    const signals: Record<string, Signal> = {}
    for (const spec of specs) signals[signalKey(spec)] = this.signal(spec, at, price)
    return signals
  }

  range(since: number, at: number): BarRange | null {
    return since < at ? barRange(this.bars, since, at) : null
  }

  volume24h(needs: MarketNeeds, at: number): number | null {
    return needs.volume24h ? volumeOfDay(this.bars, at) : null
  }

  private signal(spec: SignalSpec, at: number, price: number | null): Signal {
    if (spec.kind === 'ema-unfinished') return this.evaluate(spec, at, price)
    const key = signalKey(spec)
    const candle = candleOpen(at, spec.timeframe)
    const known = this.known.get(key)
    // Only figures of the newest possible candle stay as they are until the next one closes: older ones may grow stale meanwhile.
    const isFresh = known?.signal.status === 'ready' && known.signal.closedAt === candle
    if (isFresh && known.candle === candle) return known.signal
    const signal = this.evaluate(spec, at, price)
    this.known.set(key, { candle, signal })
    return signal
  }

  private evaluate(spec: SignalSpec, at: number, price: number | null): Signal {
    const series = this.merged.get(spec.timeframe) ?? aggregateCandles(this.bars, spec.timeframe)
    this.merged.set(spec.timeframe, series)
    return evaluateSignalAt(spec, series, firstIndexFrom(series, at - series.barMs + 1), at, price)
  }
}
