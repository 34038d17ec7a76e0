import type { SettingsField } from '@/lib/domain/strategies/settings-field'
import { entryFields } from './settings/entry-fields'
import { exitFields } from './settings/exit-fields'
import { guardFields } from './settings/guard-fields'

/** Every setting of the strategy in the order of the form: the schema and the form take ranges, units and words from here. */
export const settingsFields = {
  ...entryFields,
  ...exitFields,
  ...guardFields,
} as const satisfies Readonly<Record<string, SettingsField>>

export type SettingName = keyof typeof settingsFields
