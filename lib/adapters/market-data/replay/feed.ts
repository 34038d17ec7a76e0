import { aggregateCandles, closedCandles } from '@/lib/domain/candles/aggregate-candles'
import { volumeOfDay } from '@/lib/domain/candles/bar-range'
import { barsBetween } from '@/lib/domain/candles/bars'
import { emptySeries, indexContaining, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { timeframeMs, type Timeframe } from '@/lib/domain/candles/timeframe'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { assumedInstrument } from '@/lib/domain/simulation/simulated-rules'
import { quoteAround } from '@/lib/domain/simulation/simulated-quote'
import type { MarketFeed } from '@/lib/ports/market-data'

/**
 * A market made of recorded candles, one series per ccxt unified symbol, all of one bar length. The quote at an instant is the open of the
 * bar that contains it: a tick knows the first price of the bar it falls into, and nothing later. In a gap and outside the record there is
 * no quote. Throws a RangeError for series of different bar lengths, an empty map, or a symbol that names no market.
 */
export function replayMarket(series: ReadonlyMap<string, CandleSeries>): MarketFeed {
  const markets = new Map([...series].map(([symbol, candles]) => [symbol, market(symbol, candles)]))
  return {
    name: 'replay',
    barMs: commonBarLength(series),
    instrument: async (symbol) => markets.get(symbol)?.instrument ?? null,
    instruments: async () => [...markets.values()].map(({ instrument }) => instrument),
    quote: async (symbol, at) => {
      const found = markets.get(symbol)
      const index = found === undefined ? null : indexContaining(found.candles, at)
      const open = index === null ? undefined : found?.candles.open[index]
      return found === undefined || open === undefined ? null : quoteAround(found.instrument, open, at)
    },
    bars: async (symbol, from, to) => {
      const found = markets.get(symbol)
      return found === undefined ? [] : barsBetween(found.candles, from, to)
    },
    candles: async (symbol, timeframe, count, at) => {
      const found = markets.get(symbol)
      if (found === undefined) return emptySeries(timeframeMs[timeframe], 0)
      return closedCandles(found.merged(timeframe), count, at)
    },
    volume24h: async (symbol, at) => {
      const found = markets.get(symbol)
      return found === undefined ? null : volumeOfDay(found.candles, at)
    },
  }
}

type ReplayMarket = {
  readonly instrument: Instrument
  readonly candles: CandleSeries
  readonly merged: (timeframe: Timeframe) => CandleSeries
}

function market(symbol: string, candles: CandleSeries): ReplayMarket {
  const price = candles.close[0]
  if (price === undefined) throw new RangeError(`${symbol} has no candles to replay`)
  const instrument = assumedInstrument(symbol, price)
  if (instrument === null) throw new RangeError(`${symbol} is no symbol like BTC/USDT:USDT`)
  const longer = new Map<Timeframe, CandleSeries>()
  const merged = (timeframe: Timeframe) => {
    const series = longer.get(timeframe) ?? aggregateCandles(candles, timeframe)
    longer.set(timeframe, series)
    return series
  }
  return { instrument, candles, merged }
}

function commonBarLength(series: ReadonlyMap<string, CandleSeries>): number {
  const lengths = new Set([...series.values()].map(({ barMs }) => barMs))
  const [length] = lengths
  if (length === undefined) throw new RangeError('a replay needs at least one series of candles')
  if (lengths.size > 1)
    throw new RangeError(
      `all series of one replay need the same bar length; these are ${[...lengths].join(', ')} ms`,
    )
  return length
}
