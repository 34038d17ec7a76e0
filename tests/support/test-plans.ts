import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { TestPlan } from '@/lib/domain/engine/test-plan'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { livelyLadder, walk } from './backtest-market'

/** Candles as an address of the site would give them. */
export const ADDRESS = '/api/app/candles?symbol=ETH'

/** A plan of one lively pair on one balance. */
export function testPlan(over: Partial<TestPlan> = {}, config: object = {}, pair: object = {}): TestPlan {
  const market = simulatedInstruments.get('ETH/USDT:USDT')
  if (market === undefined) throw new Error('The simulated market trades ETH.')
  return {
    deposit: 10_000,
    intervalMs: 300_000,
    pairs: [
      {
        ...{ symbol: 'ETH/USDT:USDT', side: 'long', leverage: 5, strategy: 'dca' },
        ...{ config: { ...livelyLadder, ...config }, allocatedCapital: 1_500 },
        ...pair,
      },
    ],
    markets: [{ instrument: market.instrument, candles: ADDRESS }],
    ...over,
  }
}

/** A few days of a lively market. */
export const livelyCandles = (count = 8_000, seed = 7): CandleSeries => walk({ count, seed })
