import type { DecimalRange } from '@/lib/domain/decimal-input'
import { settingsFields as dcaFields } from '@/lib/domain/strategies/dca/settings-fields'
import type { SettingsField } from '@/lib/domain/strategies/settings-field'
import { settingsFields as martingaleFields } from '@/lib/domain/strategies/martingale/settings-fields'
import type { StrategyName } from '@/lib/domain/strategies/registry'

/** What a sweep has to know of a setting to vary it. `range` only tells a person what makes sense: the strategy itself refuses. */
export type SweepField =
  | {
      readonly kind: 'number'
      readonly label: string
      readonly unit: string
      readonly nullable: boolean
      readonly range: DecimalRange
    }
  | { readonly kind: 'choice'; readonly label: string; readonly options: readonly string[] }
  | { readonly kind: 'flag'; readonly label: string }

export type SweepFields = Readonly<Record<string, SweepField>>

/** Every setting of a strategy that a sweep may vary, the leverage of the pair first; null for a strategy nobody knows. */
export const sweepFieldsOf = (strategy: string): SweepFields | null =>
  Object.hasOwn(byStrategy, strategy) ? (byStrategy[strategy] ?? null) : null

/** Not a setting of a strategy but of the pair, and varied like one. */
export const LEVERAGE = 'leverage'

const leverage: SweepField = {
  kind: 'number',
  label: 'Leverage',
  unit: '×',
  nullable: false,
  range: { min: 1, max: 125 },
}

// Lists (targets in steps, custom ladders, conditions) have no order along which they could be varied.
const scalar = (fields: Readonly<Record<string, SettingsField>>): SweepFields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]): [string, SweepField][] => {
      if (field.kind === 'flag') return [[name, { kind: 'flag', label: field.label }]]
      if (field.kind === 'choice') {
        const options = field.options.map(({ value }) => value)
        return [[name, { kind: 'choice', label: field.label, options }]]
      }
      if (field.kind !== 'number') return []
      const { label, unit, nullable } = field
      return [[name, { kind: 'number', label, unit, nullable, range: field }]]
    }),
  )

// The leverage a pair must have is no choice of its own beside the leverage it has.
const { leverage: _, ...martingale } = martingaleFields

const byStrategy: Readonly<Record<StrategyName, SweepFields>> & Readonly<Record<string, SweepFields>> = {
  dca: { [LEVERAGE]: leverage, ...scalar(dcaFields) },
  martingale: { [LEVERAGE]: leverage, ...scalar(martingale) },
}
