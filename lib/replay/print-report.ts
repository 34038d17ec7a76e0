import type { ReplayReport } from './report'

/** The report as text for people: the figures first (with `more` after them), then each deal in one line. */
export function printedReport(
  { summary, deals, warnings }: ReplayReport,
  more: readonly (readonly [name: string, value: string])[] = [],
): string {
  const lines = [
    `${summary.from} to ${summary.to}: ${summary.candles} candles, ${summary.ticks} ticks (${summary.ticksPerSecond} ticks/s)`,
    '',
    row('Deposit', summary.deposit),
    row('Gross profit', summary.realisedGross),
    row('Fees', summary.fees),
    row('Funding', summary.funding),
    row('Final balance', summary.finalBalance),
    row('Unrealised', summary.unrealised),
    row('Final equity', summary.finalEquity),
    row('Largest drawdown', `${summary.maxDrawdown} (${summary.maxDrawdownPct} %)`),
    row('Deals', counts(summary.deals)),
    row('Trades', String(summary.trades)),
    row('Orders', counts(summary.orders)),
    row('Refusals', summary.refusals.map(({ cause, count }) => `${cause} ${count}`).join(', ') || 'none'),
    row('Conservation', summary.conserved ? 'holds to the last digit' : 'VIOLATED'),
    ...more.map(([name, value]) => row(name, value)),
    '',
    ...deals.map(
      (deal) =>
        `${deal.symbol} ${deal.side} #${deal.number} ${deal.openedAt} to ${deal.endedAt ?? 'open'}: ${deal.status}, ` +
        `level ${deal.level}, net ${deal.net} (gross ${deal.gross}, fees ${deal.fees}, funding ${deal.funding})`,
    ),
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `Warning: ${warning}`)] : []),
  ]
  return lines.join('\n')
}

const row = (name: string, value: string): string => `${name.padEnd(18)}${value}`

const counts = (table: Readonly<Record<string, number>>): string =>
  Object.entries(table)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none'
