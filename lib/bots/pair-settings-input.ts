import type { SettingsField } from '@/lib/domain/strategies/settings-field'
import { settingsFields, type SettingName } from '@/lib/domain/strategies/dca/settings-fields'

/** Names of the settings in the order of the form. */
export const settingNames = Object.keys(settingsFields) as SettingName[]

/**
 * Turns what a form sends for one pair (setting name to text) into raw settings for the strategy's own parser: an empty optional
 * number becomes null or is left out, yes and no become booleans, everything else goes on as typed. Names that are not sent stay out.
 */
export function settingsFromText(
  typed: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, SettingsField>> = settingsFields,
): Record<string, unknown> {
  const entries = Object.entries(typed).flatMap(([name, text]): [string, unknown][] => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined || field.kind === 'choice') return [[name, text]]
    if (field.kind === 'flag') return [[name, text === 'true' ? true : text === 'false' ? false : text]]
    if (field.kind === 'conditions') return text.trim() === '' ? [] : [[name, structured(text)]]
    if (field.kind !== 'number') return [[name, structured(text)]]
    if (text.trim() !== '') return [[name, text]]
    if (field.nullable) return [[name, null]]
    // A number with an initial value that was emptied is a fault, not a wish for the initial value.
    return field.initial === null ? [] : [[name, text]]
  })
  return Object.fromEntries(entries)
}

/** Rows and conditions travel as JSON; what is none goes on as text, for the parser to refuse by its name. */
function structured(text: string): unknown {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
