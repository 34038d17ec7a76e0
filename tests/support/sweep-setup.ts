import { backtestInput } from '@/lib/backtests/backtest-input'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import { runCandidate, type SweepBase } from '@/lib/domain/sweep/run-candidate'
import { splitSeries } from '@/lib/domain/sweep/split'
import { readSweep, type SweepPlan, type SweepText } from '@/lib/domain/sweep/sweep-plan'
import { configOf, walk } from './backtest-market'

export type SweepSetup = { readonly plan: SweepPlan; readonly base: SweepBase }

/** A sweep over a lively random walk of one symbol: base settings, axes, and the candles. */
export function sweepSetup(
  text: Partial<SweepText> = {},
  series: CandleSeries = walk({ count: 2_400, seed: 11 }),
  config = configOf(),
): SweepSetup {
  const plan = readSweep({ axes: someAxes, ...text }, config.pairs)
  if (!plan.ok) throw new Error(plan.error.faults.join('\n'))
  const input = backtestInput(config, new Map(config.pairs.map(({ symbol }) => [symbol, series])))
  const { deposit, intervalMs, markets } = input
  return {
    plan: plan.value,
    base: { deposit, intervalMs, markets, pairs: config.pairs, axes: plan.value.axes },
  }
}

export const someAxes: SweepText['axes'] = [
  { setting: 'takeProfitPct', from: 0.3, to: 0.9, step: 0.2 },
  { setting: 'priceDeviationPct', values: [0.3, 0.6, 1.2] },
]

/** Runs every candidate in this very thread. */
export function outcomesOf({ plan, base }: SweepSetup): Outcome[] {
  const split = splitOf({ plan, base })
  return plan.candidates.map((candidate) => {
    const steps = runCandidate(base, split, candidate)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  })
}

export function splitOf({ plan, base }: SweepSetup) {
  const series = new Map([...base.markets].map(([symbol, { candles }]) => [symbol, candles]))
  const split = splitSeries(series, plan.inSamplePct)
  if (split === null) throw new Error('too few candles')
  return split
}
