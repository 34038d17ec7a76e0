import type { DcaConfig } from './config'

type Unit = { readonly sizeUnit?: DcaConfig['sizeUnit']; readonly allocatedCapital?: number }

/** What a size of 1 in the settings means in quote coin. */
export const quoteOf = ({ sizeUnit = 'quote', allocatedCapital = 0 }: Unit): number =>
  sizeUnit === 'percent' ? allocatedCapital / 100 : 1

/** The settings with every size in quote coin; settings that have them so already are given back as they are. */
export function inQuote(config: DcaConfig): DcaConfig {
  if (config.sizeUnit === 'quote') return config
  const known = resolved.get(config)
  if (known !== undefined) return known
  const unit = quoteOf(config)
  const sized: DcaConfig = {
    ...config,
    sizeUnit: 'quote',
    baseOrderSize: config.baseOrderSize * unit,
    safetyOrderSize: config.safetyOrderSize * unit,
    customSteps:
      config.customSteps?.map(({ deviationPct, size }) => ({ deviationPct, size: size * unit })) ?? null,
  }
  resolved.set(config, sized)
  return sized
}

// Settings are never changed in place; whoever keeps them is given the same object every time.
const resolved = new WeakMap<DcaConfig, DcaConfig>()

/**
 * The settings of a deal that began with so much more in its base order and in its first safety order, quote coin; the other safety
 * orders keep their proportion to the first. `config` in quote coin.
 */
export function withReinvested(config: DcaConfig, reinvested: number): DcaConfig {
  if (reinvested === 0) return config
  const known = grown.get(config)
  if (known?.reinvested === reinvested) return known.config
  const growth = firstRungOf(config) > 0 ? 1 + reinvested / firstRungOf(config) : 1
  const larger: DcaConfig = {
    ...config,
    baseOrderSize: config.baseOrderSize + reinvested,
    safetyOrderSize: config.safetyOrderSize * growth,
    customSteps:
      config.customSteps?.map(({ deviationPct, size }) => ({ deviationPct, size: size * growth })) ?? null,
  }
  grown.set(config, { reinvested, config: larger })
  return larger
}

const grown = new WeakMap<DcaConfig, { readonly reinvested: number; readonly config: DcaConfig }>()

const firstRungOf = ({ customSteps, safetyOrderSize }: DcaConfig): number =>
  customSteps?.[0]?.size ?? safetyOrderSize
