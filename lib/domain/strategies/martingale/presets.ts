import { parseMartingaleConfig, type MartingaleConfig } from './config'

export type PresetName = 'careful' | 'balanced' | 'bold' | 'original'

/** A ready-made set of settings. `leverage` is the one its stop is made for. */
export type Preset = { readonly label: string; readonly summary: string; readonly leverage: number }

export const presets: Readonly<Record<PresetName, Preset>> = {
  careful: {
    label: 'Careful',
    summary: 'A fifth of the balance at most, small additions, low leverage.',
    leverage: 3,
  },
  balanced: {
    label: 'Balanced',
    summary: 'A third of the balance at most, additions as large as half of the margin held.',
    leverage: 5,
  },
  bold: {
    label: 'Bold',
    summary:
      'Half of the balance at most, ten times leverage, as the original is set, with its faults mended.',
    leverage: 10,
  },
  original: {
    label: 'Original',
    summary: 'Classic: the original with its faults. No stop, and it buys more near liquidation.',
    leverage: 10,
  },
}

/** Complete settings of a preset; sizes are shares of the balance, so that none depends on the capital. */
export function presetFor(name: PresetName): MartingaleConfig {
  const config = parseMartingaleConfig(shapes[name])
  if (!config.ok) throw new RangeError(`the settings of ${name} are not usable`)
  return config.value
}

const shapes: Readonly<Record<PresetName, Partial<MartingaleConfig>>> = {
  careful: {
    ...{ beginSizeOfBalance: 0.003, buyUntilLimit: 0.01, maxMarginPct: 0.2, maxAddMultiple: 0.5 },
    ...{ maxDealLossPct: 5, cooldownSec: 3_600 },
  },
  balanced: { maxMarginPct: 0.33, maxAddMultiple: 0.5 },
  bold: {},
  original: { mode: 'classic' },
}
