import { formatDecimal } from '@/components/trading/format'
import type { Axis, AxisValue } from '@/lib/domain/sweep/axis'

/** A value of a setting in words. */
export function valueText(value: AxisValue): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

/** A share as percent with two decimals and a true minus sign; "-" for unknown. */
export const percentText = (share: number | null): string =>
  share === null ? '-' : `${formatDecimal((share * 100).toFixed(2), 2)} %`

/** A score with three decimals; "-" where a candidate has none. */
export const scoreText = (score: number | null): string =>
  score === null ? '-' : formatDecimal(score.toFixed(3), 3)

/** The label of a setting, with its pair where only that one is varied. */
export const axisTitle = ({ setting, name, label }: Pick<Axis, 'setting' | 'name' | 'label'>): string =>
  name === setting ? label : `${label}${name.slice(setting.length)}`

/** The settings of a candidate in one line. */
export const settingsText = (axes: readonly Axis[], settings: Readonly<Record<string, AxisValue>>): string =>
  axes.map((axis) => `${axisTitle(axis)} ${valueText(settings[axis.name] ?? null)}`).join(', ')

/** Seconds as a person would say them. */
export function durationText(seconds: number): string {
  if (seconds < 1) return 'less than a second'
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`
  if (seconds < 5_400) return `about ${Math.ceil(seconds / 60)} min`
  return `about ${(seconds / 3_600).toFixed(1)} h`
}
