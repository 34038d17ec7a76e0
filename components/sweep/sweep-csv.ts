import type { AxisValue } from '@/lib/domain/sweep/axis'
import type { SweepResult } from '@/lib/domain/sweep/sweep-result'

const figures = [
  ['score', 'score'],
  ['net_profit', 'netProfit'],
  ['return', 'returnShare'],
  ['max_drawdown', 'maxDrawdownShare'],
  ['profit_factor', 'profitFactor'],
  ['sharpe', 'sharpe'],
  ['deals_ended', 'ended'],
  ['win_rate', 'winRate'],
  ['liquidations', 'liquidations'],
] as const

const parts = [
  ['in_sample', 'inSample'],
  ['out_of_sample', 'outOfSample'],
] as const

/** All rows of a sweep as CSV, best in sample first: settings, then the figures of both parts. Shares are fractions. */
export function sweepCsv({ axes, rows }: SweepResult): string {
  const head = [
    ...['rank_in_sample', 'rank_out_of_sample'],
    ...axes.map(({ name }) => name),
    ...parts.flatMap(([name]) => figures.map(([figure]) => `${name}_${figure}`)),
  ]
  const lines = rows.map((row) => [
    ...[row.rank, row.outOfSampleRank],
    ...row.values,
    ...parts.flatMap(([, part]) =>
      figures.map(([, figure]) => (figure === 'score' ? row.score[part] : row[part][figure])),
    ),
  ])
  return [head, ...lines].map((cells) => cells.map(cellOf).join(',')).join('\r\n') + '\r\n'
}

function cellOf(value: AxisValue): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
