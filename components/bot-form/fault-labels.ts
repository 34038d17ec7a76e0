import { settingNames } from '@/lib/bots/pair-settings-input'
import { settingsFields } from '@/lib/domain/strategies/dca/settings-fields'
import type { SettingsField } from '@/lib/domain/strategies/settings-field'
import { settingField } from './draft'

/** Readable names of every field of the form, for its error summary. */
export function faultLabels(pairs: number): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {
    ...{ name: 'Name', accountId: 'Account', intervalSec: 'Decide every' },
    ...{ riskConsent: 'Consent', startUnread: 'Risk reading' },
  }
  for (let index = 0; index < pairs; index++) {
    const prefix = pairs > 1 ? `Pair ${index + 1}, ` : ''
    labels[`pairs.${index}.symbol`] = `${prefix}Market`
    labels[`pairs.${index}.side`] = `${prefix}Side`
    labels[`pairs.${index}.leverage`] = `${prefix}Leverage`
    for (const name of settingNames) {
      const setting: SettingsField = settingsFields[name]
      labels[settingField(index, name)] = `${prefix}${setting.label}`
      if (setting.kind !== 'rows' && setting.kind !== 'row') continue
      for (const { name: column, label } of setting.columns) {
        for (let row = 0; row < setting.most; row++) {
          const place = setting.kind === 'row' ? column : `${row}.${column}`
          const where = setting.kind === 'row' ? '' : `, row ${row + 1}`
          labels[`${settingField(index, name)}.${place}`] = `${prefix}${setting.label}${where}, ${label}`
        }
      }
    }
  }
  return labels
}
