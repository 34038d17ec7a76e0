import type { Side } from '@/lib/domain/perpetuals/instrument'

type DemoPair = {
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
  readonly config: Readonly<Record<string, number | string | boolean | null>>
}

export type DemoBot = {
  readonly name: string
  readonly pairs: readonly DemoPair[]
  /** Hours into the history at which its owner stops it, closing what is open; null = it goes on. */
  readonly stoppedAfterHours: number | null
}

/** Quote coin in the demo's paper account. */
export const DEMO_DEPOSIT = 20_000

/** A lively ladder: steps of well under a percent, so that a visitor sees adds and exits within minutes. */
const lively = {
  allocatedCapital: 2_500,
  baseOrderSize: 500,
  safetyOrderSize: 500,
  maxSafetyOrders: 5,
  activeSafetyOrders: 5,
  priceDeviationPct: 0.35,
  stepScale: 1.3,
  volumeScale: 1.25,
  takeProfitPct: 0.45,
  stopLossPct: 9,
  cooldownSec: 120,
}

/** The bots of the demo: long and short, several pairs, one that waits with a reason and one that was stopped. */
export const demoBots: readonly DemoBot[] = [
  {
    name: 'BTC steady ladder',
    pairs: [{ symbol: 'BTC/USDT:USDT', side: 'long', leverage: 3, config: lively }],
    stoppedAfterHours: null,
  },
  {
    name: 'ETH down, SOL up',
    pairs: [
      {
        symbol: 'ETH/USDT:USDT',
        side: 'short',
        leverage: 3,
        config: { ...lively, priceDeviationPct: 0.5, takeProfitPct: 0.6 },
      },
      {
        symbol: 'SOL/USDT:USDT',
        side: 'long',
        leverage: 3,
        config: { ...lively, priceDeviationPct: 0.7, takeProfitPct: 0.8, stopLossPct: 12 },
      },
    ],
    stoppedAfterHours: null,
  },
  {
    name: 'XRP quick steps',
    pairs: [
      {
        symbol: 'XRP/USDT:USDT',
        side: 'long',
        leverage: 2,
        config: {
          ...lively,
          priceDeviationPct: 0.4,
          takeProfitPct: 0.5,
          stopLossPct: 14,
        },
      },
    ],
    stoppedAfterHours: null,
  },
  {
    name: 'DOGE, one deal a week',
    pairs: [
      {
        symbol: 'DOGE/USDT:USDT',
        side: 'short',
        leverage: 2,
        config: {
          ...lively,
          priceDeviationPct: 0.6,
          takeProfitPct: 0.6,
          stopLossPct: 14,
          cooldownSec: 604_800,
        },
      },
    ],
    stoppedAfterHours: null,
  },
  {
    name: 'LINK trial, stopped',
    pairs: [
      {
        symbol: 'LINK/USDT:USDT',
        side: 'long',
        leverage: 2,
        config: { ...lively, priceDeviationPct: 0.8, takeProfitPct: 0.9, stopLossPct: 14 },
      },
    ],
    stoppedAfterHours: 30,
  },
]
