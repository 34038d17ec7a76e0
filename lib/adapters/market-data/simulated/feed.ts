import { MINUTE_MS, marketModel } from '@/lib/domain/simulation/market-model'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { quoteAround } from '@/lib/domain/simulation/simulated-quote'
import { volumeOfDay } from '@/lib/domain/candles/bar-range'
import type { MarketFeed } from '@/lib/ports/market-data'
import { candlesOfBars } from '../candles-of-bars'
import { rememberedBars } from './bar-memory'

const DAY_MS = 86_400_000

/** Prices of a market that does not exist: equal seeds give equal prices at every instant, on every machine. Needs no network. */
export function simulatedMarket(seed: string): MarketFeed {
  const model = marketModel(seed)
  const instrumentOf = (symbol: string) => simulatedInstruments.get(symbol)?.instrument ?? null
  const barsOf = rememberedBars(model)
  return {
    name: 'simulated',
    barMs: MINUTE_MS,
    instrument: async (symbol) => instrumentOf(symbol),
    instruments: async () => [...simulatedInstruments.values()].map(({ instrument }) => instrument),
    quote: async (symbol, at) => {
      const instrument = instrumentOf(symbol)
      const last = model.priceAt(symbol, at)
      return instrument === null || last === null ? null : quoteAround(instrument, last, at)
    },
    bars: async (symbol, from, to) => barsOf(symbol, from, to),
    candles: candlesOfBars(MINUTE_MS, async (symbol, from, to) => barsOf(symbol, from, to)),
    volume24h: async (symbol, at) =>
      instrumentOf(symbol) === null ? null : volumeOfDay(model.series(symbol, at - DAY_MS, at), at),
  }
}
