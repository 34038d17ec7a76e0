'use client'

import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartData,
  type ChartOptions,
} from 'chart.js'
import { useMemo } from 'react'
import { Line } from 'react-chartjs-2'
import { readThemeColours, useThemeKey, type ThemeColours } from '@/components/charts/theme-colours'
import { formatDecimal, formatShortInstant } from '@/components/trading/format'
import { dayText } from './words'

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Filler)

export type CurveLine = {
  readonly label: string
  /** Milliseconds. */
  readonly at: readonly number[]
  readonly values: readonly number[]
}

type Props = {
  lines: readonly CurveLine[]
  /** "USDT" or "%". */
  unit: string
  /** Fills the first line towards this edge. */
  fill: 'origin' | 'start' | false
  summaryId: string
}

/** The canvas of one or two curves over time; loaded on demand. Lines differ by dash, not only by colour. */
export default function CurveCanvas({ lines, unit, fill, summaryId }: Props) {
  const theme = useThemeKey()
  const { data, options } = useMemo(() => {
    void theme
    const colours = readThemeColours()
    return { data: dataOf(lines, fill, colours), options: optionsOf(lines, unit, colours) }
  }, [lines, unit, fill, theme])
  return <Line data={data} options={options} aria-labelledby={summaryId} />
}

function dataOf(
  lines: readonly CurveLine[],
  fill: Props['fill'],
  colours: ThemeColours,
): ChartData<'line', { x: number; y: number }[]> {
  const tones = [colours['chart-1'], colours['chart-3']]
  return {
    datasets: lines.map((line, index) => ({
      label: line.label,
      data: line.at.map((x, place) => ({ x, y: line.values[place] ?? NaN })),
      borderColor: tones[index] ?? colours.foreground,
      borderWidth: index === 0 ? 2 : 1.75,
      ...(index === 0 ? {} : { borderDash: [5, 3] }),
      ...(index === 0 && fill !== false ? { fill, backgroundColor: `${tones[0] ?? ''}14` } : {}),
      pointRadius: 0,
      pointHitRadius: 12,
    })),
  }
}

const TWO_DAYS_MS = 172_800_000

function optionsOf(lines: readonly CurveLine[], unit: string, colours: ThemeColours): ChartOptions<'line'> {
  const times = lines.flatMap(({ at }) => [at[0] ?? 0, at.at(-1) ?? 0])
  const isLong = Math.max(...times) - Math.min(...times) > TWO_DAYS_MS
  const ticks = {
    color: colours['muted-foreground'],
    font: { size: 11 },
    maxRotation: 0,
    autoSkipPadding: 24,
  }
  const value = (number: number) => formatDecimal(number.toFixed(8), 2)
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        type: 'linear',
        bounds: 'data',
        grid: { display: false },
        border: { color: colours.border },
        ticks: {
          ...ticks,
          maxTicksLimit: 6,
          callback: (at) => (isLong ? dayText(Number(at)) : formatShortInstant(Number(at))),
        },
      },
      y: {
        position: 'right',
        grid: { color: colours['chart-grid'] },
        border: { display: false },
        ticks: { ...ticks, maxTicksLimit: 5, callback: (number) => value(Number(number)) },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: (items) => (items[0] ? `${formatShortInstant(items[0].parsed.x ?? 0)} UTC` : ''),
          label: (item) => `${item.dataset.label ?? ''}: ${value(item.parsed.y ?? 0)} ${unit}`,
        },
      },
    },
  }
}
