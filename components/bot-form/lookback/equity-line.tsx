import { useId } from 'react'
import { ChartFrame } from '@/components/charts/chart-frame'
import { formatDecimal, formatShortInstant } from '@/components/trading/format'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ReportSeries } from '@/lib/domain/backtest/report/series'

const [WIDTH, HEIGHT] = [600, 140]

/** The equity of a back-test as one line against its start. Drawn without a chart library: it changes with every key that is typed. */
export function EquityLine({ series, quote }: { series: ReportSeries; quote: string }) {
  const id = useId()
  const { at, equity } = series
  const summary = summaryOf(series, quote)
  const [first = 0, last = 1] = [at[0], at[at.length - 1]]
  const start = equity[0] ?? 0
  const low = Math.min(...equity)
  const high = Math.max(...equity)
  // A flat line lies in the middle.
  const span = high > low ? high - low : 1
  const x = (time: number) => (last > first ? ((time - first) / (last - first)) * WIDTH : 0)
  const y = (value: number) => (high > low ? HEIGHT - ((value - low) / span) * (HEIGHT - 8) - 4 : HEIGHT / 2)
  const points = at.map((time, i) => `${x(time).toFixed(1)},${y(equity[i] ?? start).toFixed(1)}`).join(' ')
  return (
    <ChartFrame summary={summary} summaryId={id} table={<PointsTable series={series} quote={quote} />}>
      <svg
        role="img"
        aria-labelledby={id}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-36 w-full overflow-visible text-chart-1"
      >
        <line
          x1="0"
          x2={WIDTH}
          y1={y(start)}
          y2={y(start)}
          className="stroke-border-strong"
          strokeDasharray="4 4"
          vectorEffect="non-scaling-stroke"
        />
        <polyline
          points={points}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.75"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <div className="flex justify-between gap-4 text-xs text-muted-foreground tabular-nums">
        <span>{formatShortInstant(first)}</span>
        <span>dashed: the balance at the start</span>
        <span>{formatShortInstant(last)} UTC</span>
      </div>
    </ChartFrame>
  )
}

const money = (value: number): string => formatDecimal(value.toFixed(8), 2)

function summaryOf({ equity, drawdown }: ReportSeries, quote: string): string {
  const [from = 0, to = 0] = [equity[0], equity[equity.length - 1]]
  const way = to > from ? 'rose' : to < from ? 'fell' : 'stayed'
  const worst = Math.max(0, ...drawdown)
  return `The equity ${way} from ${money(from)} to ${money(to)} ${quote}; the axis runs from ${money(Math.min(...equity))} to ${money(Math.max(...equity))}. Worst drop ${money(100 * worst)} % of the equity.`
}

function PointsTable({ series, quote }: { series: ReportSeries; quote: string }) {
  return (
    <Table caption={`Equity of the back-test in ${quote}`}>
      <TableHead>
        <tr>
          <TableHeader>Time, UTC</TableHeader>
          <TableHeader numeric>Equity</TableHeader>
          <TableHeader numeric>Below its peak</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {series.at.map((time, i) => (
          <TableRow key={`${time} ${i}`}>
            <TableCell>{formatShortInstant(time)}</TableCell>
            <TableCell numeric>{money(series.equity[i] ?? 0)}</TableCell>
            <TableCell numeric>{money(100 * (series.drawdown[i] ?? 0))} %</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
