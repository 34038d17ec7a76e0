import type { RiskReading } from '@/lib/domain/risk/risk-reading'

/** A harmless reading; `over` makes it a dangerous one. */
export const riskReading = (over: Partial<RiskReading> = {}): RiskReading => ({
  ...{
    seed: 'a',
    paths: 400,
    horizonDays: 30,
    pastDays: 180,
    source: 'simulated market',
    capital: 1_000,
    deposit: 10_000,
  },
  liquidation: [0, 0, 0.01],
  wholeLadder: [0.2, 0.16, 0.24],
  stop: [0.05, 0.03, 0.08],
  ruin: [0, 0, 0.01],
  lossAtLeast: [60, 50, 70],
  lossOnAverage: [80, 66, 90],
  capitalNeeded: [600, 580, 620],
  ...over,
})

export const riskySample = riskReading({ liquidation: [0.12, 0.09, 0.155], capitalNeeded: null })
