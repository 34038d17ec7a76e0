import { settingNames } from '@/lib/bots/pair-settings-input'
import { settingsFields } from '@/lib/domain/strategies/dca/settings-fields'
import { settingField } from './draft'

/** Readable names of every field of the form, for its error summary. */
export function faultLabels(pairs: number): Readonly<Record<string, string>> {
  const labels: Record<string, string> = { name: 'Name', accountId: 'Account', intervalSec: 'Decide every' }
  for (let index = 0; index < pairs; index++) {
    const prefix = pairs > 1 ? `Pair ${index + 1}, ` : ''
    labels[`pairs.${index}.symbol`] = `${prefix}Market`
    labels[`pairs.${index}.side`] = `${prefix}Side`
    labels[`pairs.${index}.leverage`] = `${prefix}Leverage`
    for (const name of settingNames) {
      labels[settingField(index, name)] = `${prefix}${settingsFields[name].label}`
    }
  }
  return labels
}
