'use client'

import { useState } from 'react'
import { cn } from '@/components/ui/cn'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Table, TableBody, TableHead, TableHeader } from '@/components/ui/table'
import { heatMap, type HeatCell } from '@/lib/domain/sweep/heat-map'
import type { Part } from '@/lib/domain/sweep/split'
import type { SweepResult } from '@/lib/domain/sweep/sweep-result'
import { axisTitle, scoreText, valueText } from './format-value'

// One hue from nothing to strong: told apart by lightness alone, and dark enough text stays readable on the strongest.
const levels = [
  '',
  'bg-chart-1/8',
  'bg-chart-1/16',
  'bg-chart-1/24',
  'bg-chart-1/32',
  'bg-chart-1/42',
] as const

type Figure = 'mean' | 'best'

/** Scores over two settings as a table of numbers on a scale of one colour; the other settings are taken together. */
export function HeatMapTable({ result }: { result: SweepResult }) {
  const { axes } = result
  const [x, setX] = useState(0)
  const [y, setY] = useState<number | null>(axes.length > 1 ? 1 : null)
  const [part, setPart] = useState<Part>('inSample')
  const [figure, setFigure] = useState<Figure>('mean')
  const down = y === x ? null : y
  const map = heatMap(axes, result.rows, x, down, part)
  if (map === null) return null
  const values = map.cells.flat().flatMap((cell) => (cell === null ? [] : [cell[figure]]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const levelOf = (value: number): number =>
    high === low ? 3 : Math.min(levels.length - 1, Math.floor(((value - low) / (high - low)) * levels.length))
  const where = part === 'inSample' ? 'in sample' : 'out of sample'
  const other =
    axes.length > 2 || down === null ? `, ${figure === 'mean' ? 'mean' : 'best'} of the other settings` : ''
  const caption = `${result.objectiveLabel} ${where}${other}`
  const axisOptions = axes.map((axis, index) => (
    <option key={axis.name} value={index}>
      {axisTitle(axis)}
    </option>
  ))
  return (
    <div className="grid gap-4 px-5 pb-5">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Field name="heat.x" label="Across">
          {(control) => (
            <Select {...control} value={x} onChange={(event) => setX(Number(event.target.value))}>
              {axisOptions}
            </Select>
          )}
        </Field>
        <Field name="heat.y" label="Down">
          {(control) => (
            <Select
              {...control}
              value={down ?? ''}
              onChange={(event) => setY(event.target.value === '' ? null : Number(event.target.value))}
            >
              <option value="">nothing</option>
              {axisOptions.filter((_, index) => index !== x)}
            </Select>
          )}
        </Field>
        <Field name="heat.part" label="Part">
          {(control) => (
            <Select
              {...control}
              value={part}
              onChange={(event) => setPart(event.target.value === 'inSample' ? 'inSample' : 'outOfSample')}
            >
              <option value="inSample">In sample</option>
              <option value="outOfSample">Out of sample</option>
            </Select>
          )}
        </Field>
        <Field name="heat.figure" label="Figure">
          {(control) => (
            <Select
              {...control}
              value={figure}
              onChange={(event) => setFigure(event.target.value === 'best' ? 'best' : 'mean')}
            >
              <option value="mean">Mean</option>
              <option value="best">Best</option>
            </Select>
          )}
        </Field>
      </div>
      <Table caption={caption} showCaption className="w-auto border-separate border-spacing-0.5 text-xs">
        <TableHead className="border-0">
          <tr>
            <th scope="col" className="px-2 py-1 text-left text-xs font-medium text-muted-foreground">
              {map.y === null ? '' : `${axisTitle(map.y)} ↓`} {axisTitle(map.x)} →
            </th>
            {map.x.values.map((value, index) => (
              <TableHeader key={index} numeric className="px-2 py-1 first:pl-2 last:pr-2">
                {valueText(value)}
              </TableHeader>
            ))}
          </tr>
        </TableHead>
        <TableBody className="divide-y-0">
          {map.cells.map((line, index) => (
            <tr key={index}>
              <th scope="row" className="px-2 py-1 text-left font-medium text-muted-foreground tabular-nums">
                {down === null ? scoreName(figure) : valueText(map.y?.values[index] ?? null)}
              </th>
              {line.map((cell, column) => (
                <Cell key={column} cell={cell} figure={figure} high={high} levelOf={levelOf} />
              ))}
            </tr>
          ))}
        </TableBody>
      </Table>
      {values.length > 0 && (
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted-foreground">
          <span className="tabular-nums">{scoreText(low)}</span>
          <span aria-hidden className="flex">
            {levels.map((level) => (
              <span key={level} className={cn('h-3 w-6 border-y border-border', level)} />
            ))}
          </span>
          <span className="tabular-nums">{scoreText(high)}</span>
          <span>The number below each score counts its candidates; a dash has none with a score.</span>
        </p>
      )}
    </div>
  )
}

const scoreName = (figure: Figure): string => (figure === 'mean' ? 'Mean score' : 'Best score')

function Cell({
  cell,
  figure,
  high,
  levelOf,
}: {
  cell: HeatCell | null
  figure: Figure
  high: number
  levelOf: (value: number) => number
}) {
  if (cell === null) return <td className="px-2 py-1.5 text-right text-muted-foreground">-</td>
  const value = cell[figure]
  return (
    <td
      className={cn(
        'rounded-sm px-2 py-1.5 text-right whitespace-nowrap tabular-nums',
        levels[levelOf(value)],
        value === high && 'font-semibold outline-2 -outline-offset-2 outline-ring',
      )}
    >
      {scoreText(value)}
      <span className="block text-[0.6875rem] font-normal">
        {value === high && <span>top · </span>}
        {cell.count}
      </span>
    </td>
  )
}
