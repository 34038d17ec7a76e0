import { settingsFromText } from '@/lib/bots/pair-settings-input'
import type { InstrumentOptionView } from '@/lib/bots/views'
import { parseDecimal } from '@/lib/domain/decimal-input'
import { parseDcaConfig, type DcaConfig } from '@/lib/domain/strategies/dca/config'
import { preflight, type Preflight } from '@/lib/domain/strategies/dca/preflight'
import type { Fault } from '@/components/ui/error-summary'
import type { PairDraft } from './draft'

/** What the domain says of a pair as typed: faulty inputs, settings without a price, or the whole examined ladder. */
export type Examined =
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }
  | { readonly kind: 'unpriced'; readonly config: DcaConfig; readonly leverage: number }
  | {
      readonly kind: 'examined'
      readonly config: DcaConfig
      readonly leverage: number
      readonly preflight: Preflight
      readonly option: InstrumentOptionView
    }

/** Examines one pair by the functions the tick uses. Fault fields are relative to the pair: `leverage`, `config.takeProfitPct`. */
export function examinePair(
  pair: PairDraft,
  option: InstrumentOptionView | undefined,
  freeCapital: number | null,
): Examined {
  const leverage = parseDecimal(pair.leverage, { min: 1, max: maxLeverage(option) })
  const config = parseDcaConfig(settingsFromText(pair.config))
  const faults = [
    ...(leverage.ok ? [] : [{ field: 'leverage', message: leverage.error.message }]),
    ...(config.ok ? [] : config.error.faults.map((fault) => ({ ...fault, field: `config.${fault.field}` }))),
  ]
  if (!leverage.ok || !config.ok) return { kind: 'faulty', faults }
  if (option === undefined || option.lastPrice === null) {
    return { kind: 'unpriced', config: config.value, leverage: leverage.value }
  }
  const { instrument, lastPrice } = option
  return {
    kind: 'examined',
    config: config.value,
    leverage: leverage.value,
    option,
    preflight: preflight({
      config: config.value,
      side: pair.side === 'short' ? 'short' : 'long',
      leverage: leverage.value,
      instrument,
      fees: instrument.fees,
      price: lastPrice,
      freeCapital,
    }),
  }
}

/** The highest leverage the venue allows on that market for the smallest position. */
export const maxLeverage = (option: InstrumentOptionView | undefined): number =>
  Math.max(1, ...(option?.instrument.tiers.map((tier) => tier.maxLeverage) ?? [100]))
