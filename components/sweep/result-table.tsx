'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { RecordCard, RecordFact, RecordList } from '@/components/ui/record-list'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { Part } from '@/lib/domain/sweep/split'
import type { SweepResult, SweepRow } from '@/lib/domain/sweep/sweep-result'
import { axisTitle, percentText, scoreText, settingsText, valueText } from './format-value'
import { byRank, isSameKey, sortedRows, type SortKey, type Sorting } from './sorting'

const FIRST_ROWS = 25

const parts = [
  { part: 'inSample', title: 'In sample: chosen on this' },
  { part: 'outOfSample', title: 'Out of sample: the check' },
] as const satisfies readonly { part: Part; title: string }[]

const figures = [
  { by: 'score', label: 'Score' },
  { by: 'returnShare', label: 'Return' },
  { by: 'maxDrawdownShare', label: 'Drawdown' },
  { by: 'ended', label: 'Deals' },
] as const

/** Every candidate with both parts side by side, sortable; the actions of a row are drawn by the caller. */
export function ResultTable({
  result,
  actions,
}: {
  result: SweepResult
  actions: (row: SweepRow) => ReactNode
}) {
  const [sorting, setSorting] = useState<Sorting>(byRank)
  const [all, setAll] = useState(false)
  const rows = sortedRows(result.rows, sorting)
  const shown = all ? rows : rows.slice(0, FIRST_ROWS)
  const header = (key: SortKey, label: string, numeric = true) => (
    <SortHeader
      key={JSON.stringify(key)}
      {...{ sorting, label, numeric }}
      sortKey={key}
      onSort={setSorting}
    />
  )
  return (
    <>
      <div className="hidden md:block">
        <Table caption="Candidates with their figures in and out of sample">
          <TableHead>
            <tr>
              <td colSpan={result.axes.length + 1} />
              {parts.map(({ part, title }) => (
                <th
                  key={part}
                  scope="colgroup"
                  colSpan={figures.length + (part === 'outOfSample' ? 1 : 0)}
                  className="border-l border-border px-3 pt-2 text-left text-xs font-semibold"
                >
                  {title}
                </th>
              ))}
              <td />
            </tr>
            <tr>
              {header(byRank.key, 'Rank')}
              {result.axes.map((axis, index) => header({ by: 'axis', index }, axisTitle(axis)))}
              {figures.map(({ by, label }) => header({ by, part: 'inSample' }, label))}
              {header({ by: 'rank', part: 'outOfSample' }, 'Rank')}
              {figures.map(({ by, label }) => header({ by, part: 'outOfSample' }, label))}
              <TableHeader>
                <span className="sr-only">Actions</span>
              </TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {shown.map((row) => (
              <TableRow key={row.id} className={row.rank === 1 ? 'bg-primary-soft' : undefined}>
                <TableCell numeric>
                  {row.rank === 1 && <Badge tone="accent">Best</Badge>} {row.rank}
                </TableCell>
                {row.values.map((value, index) => (
                  <TableCell key={index} numeric>
                    {valueText(value)}
                  </TableCell>
                ))}
                <PartCells row={row} part="inSample" />
                <TableCell numeric className="border-l border-border">
                  {row.outOfSampleRank}
                </TableCell>
                <PartCells row={row} part="outOfSample" />
                <TableCell>{actions(row)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
      <RecordList label="Candidates with their figures in and out of sample">
        {shown.map((row) => (
          <RecordCard
            key={row.id}
            title={
              <>
                <span>Rank {row.rank}</span>
                {row.rank === 1 && <Badge tone="accent">Best in sample</Badge>}
              </>
            }
            sentence={settingsText(result.axes, row.settings)}
          >
            {parts.map(({ part, title }) => (
              <RecordFact key={part} label={title} wide>
                {percentText(row[part].returnShare)}, drawdown {percentText(row[part].maxDrawdownShare)},{' '}
                {row[part].ended} deals
                {part === 'outOfSample' && `, rank ${row.outOfSampleRank}`}
              </RecordFact>
            ))}
            <RecordFact label="Go on" wide>
              {actions(row)}
            </RecordFact>
          </RecordCard>
        ))}
      </RecordList>
      {rows.length > FIRST_ROWS && (
        <div className="border-t border-border px-5 py-3">
          <Button variant="secondary" size="sm" onClick={() => setAll(!all)}>
            {all ? `Show the first ${FIRST_ROWS}` : `Show all ${rows.length}`}
          </Button>
        </div>
      )}
    </>
  )
}

function PartCells({ row, part }: { row: SweepRow; part: Part }) {
  const { returnShare, maxDrawdownShare, ended } = row[part]
  return (
    <>
      <TableCell numeric className={part === 'inSample' ? 'border-l border-border' : undefined}>
        {scoreText(row.score[part])}
      </TableCell>
      <TableCell numeric>{percentText(returnShare)}</TableCell>
      <TableCell numeric>{percentText(maxDrawdownShare)}</TableCell>
      <TableCell numeric>{ended}</TableCell>
    </>
  )
}

function SortHeader({
  sorting,
  sortKey,
  label,
  numeric,
  onSort,
}: {
  sorting: Sorting
  sortKey: SortKey
  label: string
  numeric: boolean
  onSort: (sorting: Sorting) => void
}) {
  const isCurrent = isSameKey(sorting.key, sortKey)
  const Arrow = sorting.descending ? ArrowDown : ArrowUp
  // What is better when it is larger begins with the largest.
  const first = sortKey.by === 'score' || sortKey.by === 'returnShare' || sortKey.by === 'ended'
  return (
    <TableHeader
      numeric={numeric}
      aria-sort={isCurrent ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        onClick={() => onSort({ key: sortKey, descending: isCurrent ? !sorting.descending : first })}
        className="inline-flex min-h-6 cursor-pointer items-center gap-1 rounded-sm hover:text-foreground"
      >
        {label}
        {isCurrent && <Arrow aria-hidden className="size-3" />}
      </button>
    </TableHeader>
  )
}
