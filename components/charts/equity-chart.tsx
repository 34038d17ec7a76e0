'use client'

import dynamic from 'next/dynamic'
import { useId } from 'react'
import { AbsoluteTime, ZoneName } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { PnlText } from '@/components/trading/pnl-text'
import type { EquityPointView } from '@/lib/bots/views'
import { ChartFrame, LegendKey } from './chart-frame'
import { equitySummary, totalOf } from './equity-summary'

// The chart library stays out of the first download.
const EquityCanvas = dynamic(() => import('./equity-canvas'), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
})

/** Realised and total result over time, in quote coin. `span` is the range in words: "7 days". */
export function EquityChart({
  points,
  unit = 'USDT',
  span,
}: {
  points: readonly EquityPointView[]
  unit?: string
  span: string
}) {
  const summaryId = useId()
  const summary = equitySummary(points, unit, span)
  if (points.length < 2) {
    return (
      <div className="grid h-64 place-items-center rounded-lg border border-dashed border-border-strong bg-background/50 px-6 text-center text-sm text-muted-foreground">
        The line starts with the second tick. {summary}
      </div>
    )
  }
  return (
    <ChartFrame
      summary={summary}
      summaryId={summaryId}
      legend={
        <div className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted-foreground">
          <LegendKey line="solid">Total (realised + open deals)</LegendKey>
          <LegendKey line="dashed">Realised</LegendKey>
          <span className="ml-auto">Time axis in UTC</span>
        </div>
      }
      table={<PointsTable points={points} unit={unit} />}
    >
      <div className="h-64">
        <EquityCanvas points={points} unit={unit} summaryId={summaryId} />
      </div>
    </ChartFrame>
  )
}

function PointsTable({ points, unit }: { points: readonly EquityPointView[]; unit: string }) {
  return (
    <Table caption={`Result over time in ${unit}`}>
      <TableHead>
        <tr>
          <TableHeader>
            Time, <ZoneName />
          </TableHeader>
          <TableHeader numeric>Realised</TableHeader>
          <TableHeader numeric>Total</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {points.map((point) => (
          <TableRow key={point.at}>
            <TableCell>
              <AbsoluteTime at={point.at} />
            </TableCell>
            <TableCell numeric>
              <PnlText value={point.realised.toFixed(8)} unit={null} />
            </TableCell>
            <TableCell numeric>
              <PnlText value={totalOf(point).toFixed(8)} unit={null} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
