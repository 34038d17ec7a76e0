import type { StrategyName } from '@/lib/domain/strategies/registry'
import { settingField } from './draft'
import { strategyForms } from './strategy-form'

/** Readable names of every field of the form, for its error summary. */
export function faultLabels(strategies: readonly StrategyName[]): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {
    ...{ name: 'Name', accountId: 'Account', intervalSec: 'Decide every' },
    ...{ riskConsent: 'Consent', startUnread: 'Risk reading' },
    ...{ 'consents.classic': 'Consent', 'consents.adds-when-critical': 'Consent' },
  }
  for (const [index, strategy] of strategies.entries()) {
    const prefix = strategies.length > 1 ? `Pair ${index + 1}, ` : ''
    labels[`pairs.${index}.symbol`] = `${prefix}Market`
    labels[`pairs.${index}.side`] = `${prefix}Side`
    labels[`pairs.${index}.leverage`] = `${prefix}Leverage`
    for (const [name, setting] of Object.entries(strategyForms[strategy].fields)) {
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
