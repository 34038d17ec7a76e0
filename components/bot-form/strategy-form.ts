import {
  settingsFields as dcaFields,
  type SettingName as DcaName,
} from '@/lib/domain/strategies/dca/settings-fields'
import type { SettingSection, SettingsField } from '@/lib/domain/strategies/settings-field'

/** How the settings of one strategy are asked for: a few in plain sight, the rest folded away by section. */
export type StrategyForm = {
  readonly fields: Readonly<Record<string, SettingsField>>
  readonly main: readonly { readonly title: string; readonly names: readonly string[] }[]
  readonly finer: readonly { readonly title: string; readonly names: readonly string[] }[]
}

const sections: readonly { readonly title: string; readonly sections: readonly SettingSection[] }[] = [
  { title: 'Order sizes and ladder', sections: ['capital', 'ladder'] },
  { title: 'Taking profit', sections: ['profit'] },
  { title: 'Stopping a deal', sections: ['stop'] },
  { title: 'When deals open', sections: ['opening'] },
  { title: 'Limits', sections: ['limits'] },
  { title: 'Adding and liquidation', sections: ['safety'] },
]

/** A form of these fields: what its main groups leave over is folded away by the sections of the table. */
export function strategyForm(
  fields: Readonly<Record<string, SettingsField>>,
  main: StrategyForm['main'],
): StrategyForm {
  const shown = new Set(main.flatMap(({ names }) => names))
  const finer = sections.map((group) => ({
    title: group.title,
    names: Object.entries(fields).flatMap(([name, field]) =>
      group.sections.includes(field.section) && !shown.has(name) ? [name] : [],
    ),
  }))
  return { fields, main, finer: finer.filter(({ names }) => names.length > 0) }
}

const dcaMain = [
  { title: 'Size', names: ['allocatedCapital', 'baseOrderSize', 'safetyOrderSize'] },
  { title: 'Steps', names: ['maxSafetyOrders', 'priceDeviationPct', 'stepScale', 'volumeScale'] },
  { title: 'End of a deal', names: ['takeProfitPct', 'stopLossPct', 'cooldownSec'] },
] as const satisfies readonly { title: string; names: readonly DcaName[] }[]

export const dcaForm: StrategyForm = strategyForm(dcaFields, dcaMain)
