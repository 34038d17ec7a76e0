import type { SweepFigures } from './figures'

export const objectiveNames = [
  'return-per-drawdown',
  'net-profit',
  'profit-factor',
  'sharpe',
  'smallest-drawdown',
] as const

export type ObjectiveName = (typeof objectiveNames)[number]

/**
 * Return over worst drawdown asks what a person asks: how much was gained for how deep a fall. Net profit alone favours whatever bets
 * most, the smallest drawdown whatever trades least, the profit factor rests on the few deals that lost, and the Sharpe ratio punishes
 * gains above the average and needs thirty days.
 */
export const defaultObjective: ObjectiveName = 'return-per-drawdown'

export type Objective = { readonly label: string; readonly help: string }

export const objectives: Readonly<Record<ObjectiveName, Objective>> = {
  'return-per-drawdown': {
    label: 'Return per drawdown',
    help: 'Return divided by the worst drawdown, not put on a yearly scale. A loss counts as itself.',
  },
  'net-profit': { label: 'Net profit', help: 'Equity at the end less the deposit. Favours large bets.' },
  'profit-factor': {
    label: 'Profit factor',
    help: 'Gains of the winning deals over losses of the losing ones; above ten all count as ten.',
  },
  sharpe: { label: 'Sharpe ratio', help: 'Of daily returns, yearly scale. Needs at least 30 days.' },
  'smallest-drawdown': {
    label: 'Smallest drawdown',
    help: 'The least fall from a peak. Favours settings that hardly trade.',
  },
}

/** A drawdown below this counts as this: a run that hardly traded would win by dividing by almost nothing. */
export const LEAST_DRAWDOWN = 0.001

/** A profit factor above this counts as this: it rests on hardly any loss. */
export const MOST_PROFIT_FACTOR = 10

/**
 * How good a run was by an objective; more is better. Null where it cannot be said: without any deal, or a figure that the run is too
 * short for. What has no score ranks below everything that has one.
 */
export function scoreOf(objective: ObjectiveName, figures: SweepFigures): number | null {
  const { returnShare, maxDrawdownShare, netProfit, profitFactor, sharpe } = figures
  if (figures.ended + figures.open === 0) return null
  switch (objective) {
    case 'net-profit':
      return netProfit
    case 'smallest-drawdown':
      return -maxDrawdownShare
    case 'sharpe':
      return sharpe
    case 'profit-factor':
      if (figures.ended === 0) return null
      return Math.min(profitFactor ?? (figures.wins > 0 ? MOST_PROFIT_FACTOR : 0), MOST_PROFIT_FACTOR)
    case 'return-per-drawdown':
      // Divided by its drawdown, the same loss would look better the deeper the fall was.
      return returnShare < 0 ? returnShare : returnShare / Math.max(maxDrawdownShare, LEAST_DRAWDOWN)
  }
}
