import { dcaSettings } from '@/tests/support/builders/dca-settings'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'

/** The instrument of the worked example in the trading reference. */
export const eth: Instrument = {
  symbol: 'ETH/USDT:USDT',
  base: 'ETH',
  quote: 'USDT',
  settle: 'USDT',
  tickSize: 0.01,
  quantityStep: 0.01,
  minQuantity: 0.01,
  maxLimitQuantity: 1_000,
  maxMarketQuantity: 500,
  minCost: 5,
  tiers: [{ upTo: null, rate: 0.005, maxLeverage: 100 }],
  fees: { maker: 0.0002, taker: 0.00055 },
  fundingIntervalMs: 8 * 3_600_000,
}

/** Settings of the worked example. */
export const example = dcaSettings({
  allocatedCapital: 500,
  baseOrderSize: 150,
  safetyOrderSize: 150,
  maxSafetyOrders: 5,
  activeSafetyOrders: 5,
  priceDeviationPct: 1.5,
  stepScale: 1.2,
  volumeScale: 1.3,
  deviationFrom: 'base',
  takeProfitPct: 1.5,
  takeProfitFrom: 'average',
  takeProfitNetOfFees: true,
  stopLossPct: 12,
  stopLossFrom: 'average',
  cooldownSec: 300,
  liquidationBuffer: 0.2,
  maxDeals: null,
})
