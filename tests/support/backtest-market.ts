import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { mulberry32 } from '@/lib/domain/random'
import { parseReplayConfig, type ReplayConfig } from '@/lib/replay/config'

export const FROM = Date.UTC(2025, 5, 10, 12)
export const MINUTE = 60_000

export type Walk = {
  readonly count: number
  readonly seed: number
  readonly start?: number
  /** Standard size of a minute's move as a fraction. */
  readonly volatility?: number
  /** Minutes left out. */
  readonly gap?: readonly [number, number]
  /** Base coin traded in a minute; small ones fill orders in parts. */
  readonly volume?: number
  readonly barMs?: number
  /** Share of the bars in which nothing is traded. */
  readonly still?: number
}

/** Bars of a random walk with ranges beyond open and close, now and then a jump, and a market that may have holes. */
export function walk({
  count,
  seed,
  start = 2_000,
  volatility = 0.002,
  gap = [0, 0],
  ...over
}: Walk): CandleSeries {
  const { volume = 500, barMs = MINUTE, still = 0 } = over
  const random = mulberry32(seed)
  const minutes = Array.from({ length: count }, (_, n) => n).filter((n) => n < gap[0] || n >= gap[1])
  const series = emptySeries(barMs, minutes.length)
  let close = start
  minutes.forEach((n, index) => {
    const open = close * (1 + (random() < 0.05 ? (random() - 0.5) * volatility * 6 : 0))
    close = open * (1 + (random() - 0.5) * 2 * volatility)
    const bar = [open, close, open * (1 + random() * volatility), close * (1 - random() * volatility)].map(
      cents,
    )
    series.openTime[index] = FROM + n * barMs
    series.open[index] = cents(open)
    series.high[index] = Math.max(...bar)
    series.low[index] = Math.min(...bar)
    series.close[index] = cents(close)
    const trades = still === 0 || random() >= still
    series.volume[index] = trades ? Math.ceil(volume * random() * 1_000) / 1_000 : 0
  })
  return series
}

const cents = (price: number): number => Math.round(price * 100) / 100

/** The first `count` bars of a series. */
export const firstBars = (series: CandleSeries, count: number): CandleSeries => bars(series, 0, count)

/** The bars from index `from` to before `to`. */
export function bars(series: CandleSeries, from: number, to: number): CandleSeries {
  const cut = (column: Float64Array): Float64Array => column.slice(from, to)
  return {
    barMs: series.barMs,
    length: Math.max(0, Math.min(to, series.length) - from),
    openTime: cut(series.openTime),
    open: cut(series.open),
    high: cut(series.high),
    low: cut(series.low),
    close: cut(series.close),
    volume: cut(series.volume),
  }
}

/** Settings with six rungs that a lively hour can climb. */
export const livelyLadder = {
  ...{ allocatedCapital: 1_500, baseOrderSize: 200, safetyOrderSize: 200, maxSafetyOrders: 6 },
  ...{ priceDeviationPct: 0.4, takeProfitPct: 0.5, stopLossPct: 6 },
}

export const pairOf = (over: object = {}, config: object = {}) => ({
  ...{ symbol: 'ETH/USDT:USDT', side: 'long', leverage: 5, strategy: 'dca' },
  config: { ...livelyLadder, ...config },
  ...over,
})

/** The configuration as its file would give it. */
export function configOf(pairs: readonly object[] = [pairOf()], over: object = {}): ReplayConfig {
  const parsed = parseReplayConfig(JSON.stringify({ deposit: 10_000, pairs, ...over }))
  if (!parsed.ok) throw new Error(parsed.error.faults.join('\n'))
  return parsed.value
}
