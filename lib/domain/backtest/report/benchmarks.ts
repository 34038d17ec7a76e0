import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { sumOf } from './sum-of'

const DAY_MS = 86_400_000

/** What the deposit would have become without a strategy, every symbol in equal parts, costs left out. Null without a bar to buy at. */
export type Benchmarks = {
  /** Return of buying at the first tick and holding to the last. */
  readonly buyAndHold: number | null
  /** Return of buying for equal amounts every 24 hours from the first tick on. */
  readonly equalAmounts: number | null
}

/** Benchmarks from the first tick to the last bar close `end`. */
export function benchmarksOf({ markets }: BacktestInput, firstTick: number | null, end: number): Benchmarks {
  const series = [...markets.values()].map(({ candles }) => candles)
  const mean = (growth: (candles: CandleSeries, from: number) => number): number | null => {
    if (firstTick === null) return null
    const value = sumOf(series, (candles) => growth(candles, firstTick)) / series.length
    return Number.isFinite(value) ? value - 1 : null
  }
  return {
    buyAndHold: mean((candles, from) => finalPrice(candles, end) / priceFrom(candles, from)),
    equalAmounts: mean((candles, from) => finalPrice(candles, end) * meanInverse(candles, from, end)),
  }
}

const priceFrom = (candles: CandleSeries, time: number): number =>
  candles.open[firstIndexFrom(candles, time)] ?? NaN

const finalPrice = (candles: CandleSeries, end: number): number =>
  candles.close[firstIndexFrom(candles, end - candles.barMs + 1) - 1] ?? NaN

/** Base coin bought per quote coin spent. */
function meanInverse(candles: CandleSeries, from: number, end: number): number {
  let total = 0
  let count = 0
  for (let at = from; at < end; at += DAY_MS) {
    total += 1 / priceFrom(candles, at)
    count += 1
  }
  return total / count
}
