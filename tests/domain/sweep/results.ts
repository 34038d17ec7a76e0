import type { Axis } from '@/lib/domain/sweep/axis'
import type { SweepFigures } from '@/lib/domain/sweep/figures'
import type { SweepRow } from '@/lib/domain/sweep/sweep-result'

export const figuresOf = (over: Partial<SweepFigures> = {}): SweepFigures => ({
  ...{ netProfit: 100, returnShare: 0.01, maxDrawdown: 200, maxDrawdownShare: 0.02 },
  ...{ profitFactor: 1.5, sharpe: 1, ended: 150, open: 0, wins: 100, winRate: 2 / 3 },
  ...{ deepestLevel: 3, liquidations: 0, timeInMarket: 0.5, capitalNeeded: 500 },
  ...over,
})

export const axisOf = (name: string, values: Axis['values'], over: Partial<Axis> = {}): Axis => ({
  ...{ name, setting: name, pair: null, label: name, kind: 'number', values },
  ...over,
})

/** A row whose score in sample is its rank turned round, in the order given. */
export const rowOf = (rank: number, over: Partial<SweepRow> = {}): SweepRow => ({
  ...{ rank, outOfSampleRank: rank, id: rank, values: [2], settings: { a: 2 } },
  ...{
    score: { inSample: 100 - rank, outOfSample: 100 - rank },
    inSample: figuresOf(),
    outOfSample: figuresOf(),
  },
  ...over,
})
