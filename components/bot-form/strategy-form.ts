import {
  settingsFields as dcaFields,
  type SettingName as DcaName,
} from '@/lib/domain/strategies/dca/settings-fields'
import {
  settingsFields as martingaleFields,
  type SettingName as MartingaleName,
} from '@/lib/domain/strategies/martingale/settings-fields'
import type { StrategyName } from '@/lib/domain/strategies/registry'
import type { SettingSection, SettingsField } from '@/lib/domain/strategies/settings-field'

/** How the settings of one strategy are asked for: a few in plain sight, the rest folded away by section. */
export type StrategyForm = {
  readonly label: string
  readonly summary: string
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
  words: Pick<StrategyForm, 'label' | 'summary'>,
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
  return { ...words, fields, main, finer: finer.filter(({ names }) => names.length > 0) }
}

const dcaMain = [
  { title: 'Size', names: ['allocatedCapital', 'baseOrderSize', 'safetyOrderSize'] },
  { title: 'Steps', names: ['maxSafetyOrders', 'priceDeviationPct', 'stepScale', 'volumeScale'] },
  { title: 'End of a deal', names: ['takeProfitPct', 'stopLossPct', 'cooldownSec'] },
] as const satisfies readonly { title: string; names: readonly DcaName[] }[]

const martingaleMain = [
  { title: 'Mode', names: ['mode', 'automatic'] },
  { title: 'Size', names: ['beginSizeOfBalance', 'buyUntilLimit', 'maxMarginPct'] },
  { title: 'Adding', names: ['addBelowRoi', 'maxAddMultiple', 'entryType'] },
  { title: 'End of a deal', names: ['profitThreshold', 'profitPnl', 'stopLossPct', 'maxDealLossPct'] },
] as const satisfies readonly { title: string; names: readonly MartingaleName[] }[]

/** The form of each strategy. */
export const strategyForms: Readonly<Record<StrategyName, StrategyForm>> = {
  dca: strategyForm(
    {
      label: 'Ladder (DCA)',
      summary:
        'Opens a deal, adds at planned prices as the market moves against it, and sells at a target above the average.',
    },
    dcaFields,
    dcaMain,
  ),
  martingale: strategyForm(
    {
      label: 'Martingale',
      summary:
        'Opens small, adds while it loses as averages and volatility allow, and takes profit on the whole position.',
    },
    martingaleFields,
    martingaleMain,
  ),
}

/** A strategy's name as it was sent or stored; what is none is the ladder. */
export const strategyOf = (name: string): StrategyName =>
  Object.hasOwn(strategyForms, name) ? (name as StrategyName) : 'dca'
