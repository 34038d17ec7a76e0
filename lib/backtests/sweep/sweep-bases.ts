import { presetFor, presets, type PresetName } from '@/lib/domain/strategies/dca/presets'
import type { BotSettings } from './repository'

/** Settings that a sweep can start from, as the text of a run configuration. */
export type SweepBaseText = { readonly id: string; readonly label: string; readonly config: string }

/** Quote coin a pair is given where nothing says what it has. */
const CAPITAL = 1_000

/** The tenant's bots, then the presets. */
export const sweepBases = (bots: readonly BotSettings[]): SweepBaseText[] => [
  ...bots.filter(({ pairs }) => pairs.length > 0).map(baseOfBot),
  ...(Object.keys(presets) as PresetName[]).map(baseOfPreset),
]

function baseOfBot({ id, name, intervalSec, pairs }: BotSettings): SweepBaseText {
  const capital = pairs.reduce((sum, { config }) => sum + capitalOf(config), 0)
  return {
    id,
    label: `Bot: ${name}`,
    config: textOf({ deposit: capital, decisionEverySec: intervalSec, pairs }),
  }
}

function baseOfPreset(name: PresetName): SweepBaseText {
  const { label, leverage } = presets[name]
  const pair = {
    symbol: 'BTC/USDT:USDT',
    side: 'long',
    leverage,
    strategy: 'dca',
    config: presetFor(name, CAPITAL),
  }
  return {
    id: `preset-${name}`,
    label: `Preset: ${label}, BTC/USDT perp`,
    config: textOf({ deposit: CAPITAL, decisionEverySec: 300, pairs: [pair] }),
  }
}

function capitalOf(config: unknown): number {
  const settings: Readonly<Record<string, unknown>> = typeof config === 'object' ? { ...config } : {}
  return typeof settings.allocatedCapital === 'number' ? settings.allocatedCapital : CAPITAL
}

const textOf = (config: object): string => JSON.stringify(config, null, 2)
