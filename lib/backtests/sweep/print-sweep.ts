import type { AxisValue } from '@/lib/domain/sweep/axis'
import type { SweepFigures } from '@/lib/domain/sweep/figures'
import type { SweepReport } from './sweep-report'

const SHOWN = 20

/** The report as text for people: the best candidates with both parts side by side, the heat map, then what has to be known. */
export function printedSweep({ summary, results, invalid, lost, heatMap, warnings }: SweepReport): string {
  const { counts, inSample, outOfSample } = summary
  const lines = [
    `In sample      ${inSample.from} to ${inSample.to} (${inSample.candles} candles): candidates are ranked here`,
    `Out of sample  ${outOfSample.from} to ${outOfSample.to} (${outOfSample.candles} candles): shown, never ranked by`,
    `${counts.done} of ${counts.candidates} candidates run by ${summary.workers} workers in ${summary.seconds} s ` +
      `(${summary.candidatesPerSecond} candidates/s), objective: ${summary.objectiveLabel.toLowerCase()}`,
    ...(summary.complete ? [] : ['INCOMPLETE: see the warnings below.']),
    '',
    ...table(results),
    ...(results.length > SHOWN ? [`... and ${results.length - SHOWN} more (all with --json).`] : []),
    '',
    ...(heatMap === null ? [] : [...heatLines(heatMap), '']),
    ...invalid.map(({ count, message, example }) => `Refused ${count}: ${message} (e.g. ${said(example)})`),
    ...lost.map(({ settings, reasons }) => `Lost: ${said(settings)} (${reasons.join('; then ')})`),
    `Rank correlation  ${summary.rankCorrelation?.toFixed(2) ?? 'not told'} between in and out of sample`,
    `Overfitting       ${percent(summary.overfittingProbability)} of trials chose a candidate of the worse half`,
    '',
    ...warnings.map((warning) => `Warning: ${warning}`),
  ]
  return lines.join('\n')
}

const columns = [
  'rank',
  'in: score',
  'return',
  'drawdown',
  'deals',
  'out: score',
  'rank',
  'return',
  'drawdown',
  'deals',
]

function table(results: SweepReport['results']): string[] {
  const names = Object.keys(results[0]?.settings ?? {})
  const head = ['', ...names, ...columns.slice(1)]
  const rows = results.slice(0, SHOWN).map((row) => {
    const settings = names.map((name) => text(row.settings[name] ?? null))
    const [score, later] = [row.score.inSample, row.score.outOfSample].map((one) => one?.toFixed(4) ?? '-')
    const after = figures(row.outOfSample)
    return [
      `#${row.rank}`,
      ...settings,
      score ?? '-',
      ...figures(row.inSample),
      later ?? '-',
      `#${row.outOfSampleRank}`,
      ...after,
    ]
  })
  return aligned([head, ...rows])
}

const figures = ({ returnShare, maxDrawdownShare, ended }: SweepFigures): string[] => [
  percent(returnShare),
  percent(maxDrawdownShare),
  String(ended),
]

function heatLines({ x, y, cells }: NonNullable<SweepReport['heatMap']>): string[] {
  const head = [y === null ? '' : `${y.name} \\ ${x.name}`, ...x.values.map(text)]
  const rows = cells.map((line, i) => [
    y === null ? x.name : text(y.values[i] ?? null),
    ...line.map((cell) => cell?.mean.toFixed(3) ?? '-'),
  ])
  return ['Mean in-sample score', ...aligned([head, ...rows])]
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '))
}

const text = (value: AxisValue): string => (value === null ? 'none' : String(value))

const said = (settings: Readonly<Record<string, AxisValue>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} ${text(value)}`)
    .join(', ')

const percent = (share: number | null): string =>
  share === null ? 'not told' : `${(share * 100).toFixed(2)} %`
