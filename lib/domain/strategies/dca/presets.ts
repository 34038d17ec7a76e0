import { parseDcaConfig, type DcaConfig } from './config'

export type PresetName = 'careful' | 'balanced' | 'bold'

/** A ready-made set of settings. `leverage` is the one its stop and ladder are made for. */
export type Preset = { readonly label: string; readonly summary: string; readonly leverage: number }

export const presets: Readonly<Record<PresetName, Preset>> = {
  careful: {
    label: 'Careful',
    summary: 'Half of the capital at most, low leverage, equal safety orders far apart.',
    leverage: 2,
  },
  balanced: {
    label: 'Balanced',
    summary: 'Three quarters of the capital at most, safety orders that grow gently.',
    leverage: 3,
  },
  bold: {
    label: 'Bold',
    summary: 'Nearly all of the capital, five times leverage, safety orders that grow fast.',
    leverage: 5,
  },
}

/**
 * Complete settings of a preset, its orders scaled so that the whole ladder needs the preset's share of the capital (quote coin) at
 * this leverage; without one, at the preset's own.
 */
export function presetFor(name: PresetName, capital: number, leverage = presets[name].leverage): DcaConfig {
  const { share, ...shape } = shapes[name]
  const unit = (capital * share * leverage) / relativeVolume(shape)
  const size = Math.max(0.01, Math.floor(unit * 100) / 100)
  return { ...initial, ...shape, allocatedCapital: capital, baseOrderSize: size, safetyOrderSize: size }
}

/** What a preset says nothing about keeps its initial value. */
const initial = initialConfig()

function initialConfig(): DcaConfig {
  const config = parseDcaConfig({ allocatedCapital: 1 })
  if (!config.ok) throw new RangeError('the initial settings are not usable')
  return config.value
}

type Shape = Pick<
  DcaConfig,
  | 'maxSafetyOrders'
  | 'activeSafetyOrders'
  | 'priceDeviationPct'
  | 'stepScale'
  | 'volumeScale'
  | 'takeProfitPct'
  | 'stopLossPct'
  | 'cooldownSec'
>

const shapes: Readonly<Record<PresetName, Shape & { readonly share: number }>> = {
  careful: {
    share: 0.5,
    maxSafetyOrders: 4,
    activeSafetyOrders: 4,
    priceDeviationPct: 2.5,
    stepScale: 1.3,
    volumeScale: 1,
    takeProfitPct: 1.2,
    stopLossPct: 15,
    cooldownSec: 3_600,
  },
  balanced: {
    share: 0.75,
    maxSafetyOrders: 5,
    activeSafetyOrders: 5,
    priceDeviationPct: 1.5,
    stepScale: 1.2,
    volumeScale: 1.3,
    takeProfitPct: 1.5,
    stopLossPct: 12,
    cooldownSec: 300,
  },
  bold: {
    share: 0.95,
    maxSafetyOrders: 6,
    activeSafetyOrders: 6,
    priceDeviationPct: 1,
    stepScale: 1.25,
    volumeScale: 1.5,
    takeProfitPct: 1,
    stopLossPct: 12,
    cooldownSec: 60,
  },
}

/** Volume of the whole ladder in units of its base order, when the first safety order is as large as the base order. */
function relativeVolume({ maxSafetyOrders, volumeScale }: Shape): number {
  let total = 1
  let volume = 1
  for (let rung = 1; rung <= maxSafetyOrders; rung++) {
    total += volume
    volume *= volumeScale
  }
  return total
}
