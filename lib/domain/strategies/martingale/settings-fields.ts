import type { NumberField, SettingsField } from '@/lib/domain/strategies/settings-field'
import { entryFields } from './settings/entry-fields'
import { exitFields } from './settings/exit-fields'
import { sizeFields } from './settings/size-fields'

/** Every setting of the strategy in the order of the form: the schema and the form take ranges, units and words from here. */
export const settingsFields = {
  ...sizeFields,
  ...exitFields,
  ...entryFields,
} as const satisfies Readonly<Record<string, SettingsField>>

export type SettingName = keyof typeof settingsFields

/** Settings that are a number and never none. */
export type NumberName = {
  [Name in SettingName]: (typeof settingsFields)[Name] extends { kind: 'number'; nullable: false }
    ? Name
    : never
}[SettingName]

/** The field of a setting that is a number. */
export const numberField = (name: NumberName): NumberField => settingsFields[name]
