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
import { formatMoney, formatShortInstant } from '@/components/trading/format'
import type { EquityPointView } from '@/lib/bots/views'
import { totalOf, withGaps } from './equity-summary'
import { readThemeColours, useThemeKey, type ThemeColours } from './theme-colours'

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Filler)

type Props = { points: readonly EquityPointView[]; unit: string; summaryId: string }
type Dot = { x: number; y: number | null }

/** The canvas of the equity chart; loaded on demand. */
export default function EquityCanvas({ points, unit, summaryId }: Props) {
  const theme = useThemeKey()
  const { data, options } = useMemo(() => {
    void theme
    const colours = readThemeColours()
    return { data: dataOf(points, colours), options: optionsOf(unit, colours) }
  }, [points, unit, theme])
  return <Line data={data} options={options} aria-labelledby={summaryId} />
}

function dataOf(points: readonly EquityPointView[], colours: ThemeColours): ChartData<'line', Dot[]> {
  const parts = withGaps(points)
  const line = (value: (point: EquityPointView) => number): Dot[] =>
    parts.map(({ at, point }) => ({ x: at, y: point === null ? null : value(point) }))
  const shared = { borderColor: colours['chart-1'], pointRadius: 0, pointHitRadius: 12, spanGaps: false }
  return {
    datasets: [
      {
        ...shared,
        label: 'Total',
        data: line(totalOf),
        borderWidth: 2,
        fill: 'origin',
        backgroundColor: `${colours['chart-1']}14`,
      },
      {
        ...shared,
        label: 'Realised',
        data: line((point) => point.realised),
        borderWidth: 1.5,
        borderDash: [5, 3],
      },
    ],
  }
}

function optionsOf(unit: string, colours: ThemeColours): ChartOptions<'line'> {
  const ticks = {
    color: colours['muted-foreground'],
    font: { size: 11 },
    maxRotation: 0,
    autoSkipPadding: 24,
  }
  return {
    // Chart.js does not read the wish for reduced motion; figures need no movement anyway.
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        type: 'linear',
        bounds: 'data',
        grid: { display: false },
        border: { color: colours.border },
        ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => formatShortInstant(Number(value)) },
      },
      y: {
        position: 'right',
        grid: { color: colours['chart-grid'] },
        border: { display: false },
        ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => formatMoney(Number(value).toFixed(2)) },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: (items) => (items[0] ? `${formatShortInstant(items[0].parsed.x ?? 0)} UTC` : ''),
          label: (item) =>
            `${item.dataset.label ?? ''}: ${formatMoney((item.parsed.y ?? 0).toFixed(2))} ${unit}`,
        },
      },
    },
  }
}
