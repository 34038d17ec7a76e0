'use client'

import dynamic from 'next/dynamic'
import { useId } from 'react'
import { ChartFrame } from '@/components/charts/chart-frame'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { cn } from '@/components/ui/cn'
import type { CurveLine } from './curve-canvas'
import { moneyText } from './words'

// The chart library stays out of the first download.
const CurveCanvas = dynamic(() => import('./curve-canvas'), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
})

/** One or two curves over time with a sentence and a table of the same points. Times are UTC. */
export function CurveChart({
  title,
  lines,
  unit,
  summary,
  fill = false,
  small = false,
}: {
  title: string
  lines: readonly CurveLine[]
  unit: string
  summary: string
  fill?: 'origin' | 'start' | false
  small?: boolean
}) {
  const summaryId = useId()
  return (
    <ChartFrame
      summary={summary}
      summaryId={summaryId}
      legend={
        <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1 text-xs text-muted-foreground">
          <h3 className="text-sm font-medium text-foreground">{title}</h3>
          {lines.length > 1 &&
            lines.map(({ label }, index) => <Key key={label} label={label} second={index > 0} />)}
          <span className="ml-auto">{unit}, time axis in UTC</span>
        </div>
      }
      table={<PointsTable title={title} lines={lines} unit={unit} />}
    >
      <div className={small ? 'h-36' : 'h-64'}>
        <CurveCanvas lines={lines} unit={unit} fill={fill} summaryId={summaryId} />
      </div>
    </ChartFrame>
  )
}

/** A line of the legend, drawn as it is in the chart. */
function Key({ label, second }: { label: string; second: boolean }) {
  return (
    <span className="inline-flex items-center gap-2">
      <svg
        aria-hidden
        viewBox="0 0 24 6"
        className={cn('h-1.5 w-6', second ? 'text-chart-3' : 'text-chart-1')}
      >
        <path
          d="M0 3h24"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray={second ? '5 3' : undefined}
        />
      </svg>
      {label}
    </span>
  )
}

// The table is for reading, not for the extremes of every stretch.
const TABLE_ROWS = 120

function PointsTable({ title, lines, unit }: { title: string; lines: readonly CurveLine[]; unit: string }) {
  return (
    <div className="grid gap-4">
      {lines.map((line) => (
        <Table key={line.label} caption={`${title}: ${line.label}`} showCaption={lines.length > 1}>
          <TableHead>
            <tr>
              <TableHeader>Time, UTC</TableHeader>
              <TableHeader numeric>{unit}</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {thinned(line.at.length).map((place) => (
              <TableRow key={place}>
                <TableCell>
                  {new Date(line.at[place] ?? 0).toISOString().slice(0, 16).replace('T', ' ')}
                </TableCell>
                <TableCell numeric>{moneyText(line.values[place])}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      ))}
    </div>
  )
}

function thinned(length: number): number[] {
  const rows = Math.min(length, TABLE_ROWS)
  return Array.from({ length: rows }, (_, row) => Math.round((row * (length - 1)) / Math.max(1, rows - 1)))
}
