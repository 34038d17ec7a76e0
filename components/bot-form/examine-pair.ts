import type { Fault } from '@/components/ui/error-summary'
import { settingsFromText } from '@/lib/bots/pair-settings-input'
import type { InstrumentOptionView } from '@/lib/bots/views'
import { parseDecimal } from '@/lib/domain/decimal-input'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { parseDcaConfig, type DcaConfig } from '@/lib/domain/strategies/dca/config'
import { preflight, type Preflight } from '@/lib/domain/strategies/dca/preflight'
import { parseMartingaleConfig, type MartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import {
  preflightMartingale,
  type MartingalePreflight,
} from '@/lib/domain/strategies/martingale/preflight-settings'
import type { PairDraft } from './draft'
import { strategyForms } from './strategy-form'

/** What the domain says of a pair as typed: faulty inputs, a ladder with or without a price, or the settings of a martingale. */
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
  | {
      readonly kind: 'martingale'
      readonly config: MartingaleConfig
      readonly leverage: number
      /** Null without a fresh price. */
      readonly preflight: MartingalePreflight | null
      readonly option: InstrumentOptionView | undefined
    }

/** The account as far as an examination needs it: quote coin, null while none is chosen. */
export type Funds = {
  readonly balance: number | null
  /** What the account's other pairs leave for this one. */
  readonly free: number | null
  /** Pairs of the bot, this one included. */
  readonly pairs: number
}

const unknownFunds: Funds = { balance: null, free: null, pairs: 1 }

/** Examines one pair by the functions the tick uses. Fault fields are relative to the pair: `leverage`, `config.takeProfitPct`. */
export function examinePair(
  pair: PairDraft,
  option: InstrumentOptionView | undefined,
  funds: Funds | null,
): Examined {
  const leverage = parseDecimal(pair.leverage, { min: 1, max: maxLeverage(option) })
  const typed = settingsFromText(pair.config, strategyForms[pair.strategy].fields)
  const outside = leverage.ok ? [] : [{ field: 'leverage', message: leverage.error.message }]
  const priced = option?.lastPrice == null ? null : { option, price: option.lastPrice }
  if (pair.strategy === 'martingale') {
    const config = parseMartingaleConfig(typed)
    if (!leverage.ok || !config.ok) return { kind: 'faulty', faults: [...outside, ...faultsOf(config)] }
    const examined =
      priced === null
        ? null
        : examineMartingale(pair, config.value, leverage.value, priced, funds ?? unknownFunds)
    return { kind: 'martingale', config: config.value, leverage: leverage.value, preflight: examined, option }
  }
  const config = parseDcaConfig(typed)
  if (!leverage.ok || !config.ok) return { kind: 'faulty', faults: [...outside, ...faultsOf(config)] }
  const read = { config: config.value, leverage: leverage.value }
  if (priced === null) return { kind: 'unpriced', ...read }
  return {
    kind: 'examined',
    ...read,
    option: priced.option,
    preflight: preflight({ ...read, ...asked(pair, priced), freeCapital: funds?.free ?? null }),
  }
}

type Priced = { readonly option: InstrumentOptionView; readonly price: number }

const asked = (pair: PairDraft, { option: { instrument }, price }: Priced) => ({
  side: sideOf(pair),
  instrument,
  fees: instrument.fees,
  price,
})

const examineMartingale = (
  pair: PairDraft,
  config: MartingaleConfig,
  leverage: number,
  priced: Priced,
  { balance, free, pairs }: Funds,
): MartingalePreflight =>
  preflightMartingale({ config, leverage, ...asked(pair, priced), balance, freeCapital: free, pairs })

const sideOf = ({ side }: PairDraft): Side => (side === 'short' ? 'short' : 'long')

type Parsed = ReturnType<typeof parseDcaConfig> | ReturnType<typeof parseMartingaleConfig>

const faultsOf = (config: Parsed): readonly Fault[] =>
  config.ok ? [] : config.error.faults.map((fault) => ({ ...fault, field: `config.${fault.field}` }))

/** The highest leverage the venue allows on that market for the smallest position. */
export const maxLeverage = (option: InstrumentOptionView | undefined): number =>
  Math.max(1, ...(option?.instrument.tiers.map((tier) => tier.maxLeverage) ?? [100]))
