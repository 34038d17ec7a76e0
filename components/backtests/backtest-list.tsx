import type { Route } from 'next'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { RecordCard, RecordFact, RecordList } from '@/components/ui/record-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { BacktestView } from '@/lib/backtests/views'
import { BacktestStatusBadge } from './backtest-marks'
import { SignedText } from './signed-text'
import { countText, pairsText, percentText, periodText } from './words'

/** Runs, newest first; a table, and on a phone cards. */
export function BacktestList({ backtests }: { backtests: readonly BacktestView[] }) {
  return (
    <Card>
      <RecordList label="Back-tests, newest first">
        {backtests.map((backtest) => (
          <RunCard key={backtest.id} backtest={backtest} />
        ))}
      </RecordList>
      <div className="hidden md:block">
        <Table caption="Back-tests, newest first">
          <TableHead>
            <tr>
              <TableHeader>Name</TableHeader>
              <TableHeader>Status</TableHeader>
              <TableHeader>Period</TableHeader>
              <TableHeader numeric>Return</TableHeader>
              <TableHeader numeric>Worst drawdown</TableHeader>
              <TableHeader numeric>Deals</TableHeader>
              <TableHeader numeric>Win rate</TableHeader>
              <TableHeader numeric>Warnings</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {backtests.map((backtest) => (
              <RunRow key={backtest.id} backtest={backtest} />
            ))}
          </TableBody>
        </Table>
      </div>
    </Card>
  )
}

const hrefOf = ({ id }: BacktestView): Route => `/backtests/${id}` as Route

function RunRow({ backtest }: { backtest: BacktestView }) {
  const { summary } = backtest
  return (
    <TableRow>
      <TableCell>
        <Link href={hrefOf(backtest)} className="font-medium text-link underline-offset-4 hover:underline">
          {backtest.name}
        </Link>
        <span className="block text-xs leading-relaxed text-muted-foreground">
          {pairsText(backtest)}; {backtest.source}
        </span>
      </TableCell>
      <TableCell>
        <BacktestStatusBadge status={backtest.status} />
        <RelativeTime
          at={backtest.createdAt}
          className="mt-1 block text-xs whitespace-nowrap text-muted-foreground"
        />
      </TableCell>
      <TableCell className="whitespace-nowrap">{periodText(backtest)}</TableCell>
      <TableCell numeric>{returnOf(backtest)}</TableCell>
      <TableCell numeric>{percentText(summary?.metrics.maxDrawdownShare)}</TableCell>
      <TableCell numeric>{summary === null ? '-' : countText(summary.metrics.ended)}</TableCell>
      <TableCell numeric>{percentText(summary?.metrics.winRate, 1)}</TableCell>
      <TableCell numeric>{summary === null ? '-' : summary.warnings.length}</TableCell>
    </TableRow>
  )
}

function RunCard({ backtest }: { backtest: BacktestView }) {
  const { summary } = backtest
  return (
    <RecordCard
      title={
        <>
          <Link href={hrefOf(backtest)} className="text-link underline-offset-4 hover:underline">
            {backtest.name}
          </Link>
          <BacktestStatusBadge status={backtest.status} />
        </>
      }
      figure={returnOf(backtest)}
      sentence={`${pairsText(backtest)}; ${backtest.source}`}
    >
      <RecordFact label="Period" wide>
        {periodText(backtest)}
      </RecordFact>
      <RecordFact label="Worst drawdown">{percentText(summary?.metrics.maxDrawdownShare)}</RecordFact>
      <RecordFact label="Win rate">{percentText(summary?.metrics.winRate, 1)}</RecordFact>
      <RecordFact label="Deals">{summary === null ? '-' : countText(summary.metrics.ended)}</RecordFact>
      <RecordFact label="Warnings">{summary === null ? '-' : summary.warnings.length}</RecordFact>
    </RecordCard>
  )
}

function returnOf({ summary }: BacktestView) {
  const share = summary?.metrics.returnShare ?? null
  return <SignedText value={share} text={percentText(share)} className="font-medium" />
}
