import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { hash32 } from '@/lib/domain/random'
import { drawMinute, minuteBuffer, SUB_STEPS } from './market-model-minute'
import { symbolPath, type SymbolPath } from './market-model-path'
import { MINUTES_PER_DAY, regimes, regimeTimeline } from './market-model-regimes'
import { simulatedInstruments, type SimulatedInstrument } from './simulated-instruments'
import { tickRounding } from './market-model-rounding'

export const MINUTE_MS = 60_000

/** The first simulated instant: 2025-01-01T00:00Z. There are no prices before it. */
export const MARKET_GENESIS = Date.UTC(2025, 0, 1)

/** The end of the simulated market, twenty years later; a wrong clock must not make it compute for ever. */
export const MARKET_END = Date.UTC(2045, 0, 1)

/**
 * A market that does not exist: prices as a pure function of (seed, symbol, instant), whatever is asked first. Minute returns follow a
 * chain of regimes shared by all symbols (calm, busy, storm, crash, rebound), so that it has the tail of a real market.
 */
export type MarketModel = {
  /** The traded price at an instant (milliseconds UTC), on the tick; null for an unknown symbol or outside genesis and end. */
  readonly priceAt: (symbol: string, at: number) => number | null
  /** One-minute bars with `from <= openTime` and `openTime + 60,000 <= to`; every price of `priceAt` within a minute lies in its bar. */
  readonly series: (symbol: string, from: number, to: number) => CandleSeries
}

/** The market of one seed. Equal seeds give equal markets. */
export function marketModel(
  seed: string,
  instruments: ReadonlyMap<string, SimulatedInstrument> = simulatedInstruments,
): MarketModel {
  const regimesOf = regimeTimeline(seed)
  const markets = new Map<string, SymbolMarket>()
  for (const [symbol, traits] of instruments) {
    const path = symbolPath(seed, { symbol, ...traits }, regimesOf)
    markets.set(symbol, symbolMarket(hash32(`${seed}|${symbol}|minutes`), traits, path, regimesOf))
  }
  return {
    priceAt: (symbol, at) => (isSimulated(at) ? (markets.get(symbol)?.priceAt(at) ?? null) : null),
    series: (symbol, from, to) => {
      const first = Math.ceil((Math.max(from, MARKET_GENESIS) - MARKET_GENESIS) / MINUTE_MS)
      const end = Math.floor((Math.min(to, MARKET_END) - MARKET_GENESIS) / MINUTE_MS)
      const count = Math.max(0, end - first)
      return markets.get(symbol)?.series(first, count) ?? emptySeries(MINUTE_MS, 0)
    },
  }
}

const isSimulated = (at: number) => at >= MARKET_GENESIS && at < MARKET_END

type SymbolMarket = {
  readonly priceAt: (at: number) => number
  readonly series: (first: number, count: number) => CandleSeries
}

function symbolMarket(
  seed: number,
  traits: SimulatedInstrument,
  path: SymbolPath,
  regimesOf: (day: number) => Uint8Array,
): SymbolMarket {
  const round = tickRounding(traits.instrument.tickSize)
  const priceOf = (level: number) => round(traits.basePrice * Math.exp(level))
  const volumeOf = minuteVolume(traits)
  const buffer = minuteBuffer()
  /** The minute in the buffer: all accounts ask for the price of the same one. */
  let drawn = -1

  /** Fills the buffer with the minute's sub-steps, counted from genesis. */
  const draw = (minute: number) => {
    if (minute === drawn) return
    const day = Math.floor(minute / MINUTES_PER_DAY)
    const within = minute - day * MINUTES_PER_DAY
    const levels = path(day)
    const deviation = (regimes[regimesOf(day)[within] ?? 0]?.deviation ?? 0) * traits.factor
    drawMinute(buffer, seed, minute, levels[within] ?? 0, levels[within + 1] ?? 0, deviation)
    drawn = minute
  }

  const priceAt = (at: number) => {
    const sinceGenesis = (at - MARKET_GENESIS) / MINUTE_MS
    const minute = Math.floor(sinceGenesis)
    draw(minute)
    const position = (sinceGenesis - minute) * SUB_STEPS
    const step = Math.floor(position)
    const from = buffer.levels[step] ?? 0
    return priceOf(from + ((buffer.levels[step + 1] ?? from) - from) * (position - step))
  }

  const series = (first: number, count: number) => {
    const out = emptySeries(MINUTE_MS, count)
    for (let i = 0; i < count; i++) {
      draw(first + i)
      const { low, high, open, close } = extremes(buffer.levels)
      out.openTime[i] = MARKET_GENESIS + (first + i) * MINUTE_MS
      out.open[i] = priceOf(open)
      out.high[i] = priceOf(high)
      out.low[i] = priceOf(low)
      out.close[i] = priceOf(close)
      out.volume[i] = volumeOf(high - low, buffer.liveliness, out.close[i] ?? 0)
    }
    return out
  }
  return { priceAt, series }
}

function extremes(levels: Float64Array) {
  const open = levels[0] ?? 0
  let low = open
  let high = open
  for (const level of levels) {
    if (level < low) low = level
    if (level > high) high = level
  }
  return { open, low, high, close: levels[SUB_STEPS] ?? open }
}

// What a quiet minute of the market itself spans from low to high, as a log range.
const QUIET_RANGE = 6e-4

/** Base volume of a minute: grows in proportion to its range, with noise of about a third, in whole steps. */
function minuteVolume(traits: SimulatedInstrument) {
  const floor = tickRounding(traits.instrument.quantityStep)
  return (range: number, liveliness: number, price: number) => {
    const activity = 0.25 + 0.75 * (range / (QUIET_RANGE * traits.factor))
    const quantity = (traits.minuteNotional * activity * Math.exp(0.35 * liveliness)) / price
    return floor(quantity)
  }
}
