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

/**
 * A lively ladder: steps of a fraction of a percent and a near stop, so that a visitor sees adds, profits and losses within hours and
 * no bot sits on one deal for days.
 */
const lively = {
  allocatedCapital: 2_500,
  baseOrderSize: 400,
  safetyOrderSize: 400,
  maxSafetyOrders: 5,
  priceDeviationPct: 0.3,
  stepScale: 1.35,
  volumeScale: 1.4,
  takeProfitPct: 0.4,
  stopLossPct: 2.5,
  cooldownSec: 60,
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
        config: { ...lively, priceDeviationPct: 0.4, takeProfitPct: 0.5, stopLossPct: 3 },
      },
      {
        symbol: 'SOL/USDT:USDT',
        side: 'long',
        leverage: 3,
        config: { ...lively, priceDeviationPct: 0.5, takeProfitPct: 0.6, stopLossPct: 4 },
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
        config: { ...lively, priceDeviationPct: 0.45, takeProfitPct: 0.5, stopLossPct: 4 },
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
          stopLossPct: 4,
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
        config: { ...lively, priceDeviationPct: 0.8, takeProfitPct: 0.9, stopLossPct: 4 },
      },
    ],
    stoppedAfterHours: 30,
  },
]
