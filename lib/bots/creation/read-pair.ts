import type { FieldFault } from '@/lib/action-state'
import { settingsFromText } from '@/lib/bots/pair-settings-input'
import { parseDecimal } from '@/lib/domain/decimal-input'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { fail, ok, type Result } from '@/lib/domain/result'
import { isStrategyName, type StrategyName } from '@/lib/domain/strategies/registry'
import { fieldsOf, readStrategySettings, type PairSettings } from './pair-settings'

/** A pair as typed, its numbers read; the symbol is still the person's own spelling. */
export type PairDraft = PairSettings & {
  /** Path of its fields in the form: `pairs.0`. */
  readonly path: string
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
}

type Faults = { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
type Fields = Readonly<Record<string, unknown>>

/** Reads one pair of the form; every faulty field is named by its path. */
export function readPair(input: unknown, path: string): Result<PairDraft, Faults> {
  if (!isFields(input))
    return fail({ kind: 'invalid', faults: [{ field: path, message: 'A pair has fields.' }] })
  const { symbol, side, leverage, config, strategy = 'dca' } = input
  const known = typeof strategy === 'string' && isStrategyName(strategy) ? strategy : null
  // Settings of a strategy nobody knows are read by no table; its own fault says what is wrong.
  const settings = readSettings(
    { leverage, config: known === null ? {} : config },
    path,
    known ?? 'martingale',
  )
  const faults = [
    ...unknownFields(input, path, ['symbol', 'side', 'leverage', 'config', 'strategy']),
    ...(isSymbolText(symbol) ? [] : [{ field: `${path}.symbol`, message: 'Choose a market.' }]),
    ...(isSide(side) ? [] : [{ field: `${path}.side`, message: 'Choose long or short.' }]),
    ...(known === null ? [{ field: `${path}.strategy`, message: 'There is no such strategy.' }] : []),
    ...(settings.ok ? [] : settings.error.faults),
  ]
  return faults.length === 0 && settings.ok && isSymbolText(symbol) && isSide(side)
    ? ok({ path, symbol, side, ...settings.value })
    : fail({ kind: 'invalid', faults })
}

/** Reads leverage and strategy settings, as typed in a form or sent as JSON; `path` leads the names of faulty fields. */
export function readSettings(
  input: { readonly leverage?: unknown; readonly config?: unknown },
  path: string,
  strategy: StrategyName,
): Result<PairSettings & { readonly leverage: number }, Faults> {
  const leverage = parseDecimal(input.leverage, LEVERAGE)
  const sent = isFields(input.config) ? fromText(input.config, strategy) : input.config
  const config = readStrategySettings(strategy, sent)
  if (leverage.ok && config.ok) return ok({ leverage: leverage.value, ...config.value })
  const prefix = path === '' ? '' : `${path}.`
  return fail({
    kind: 'invalid',
    faults: [
      ...(leverage.ok ? [] : [{ field: `${prefix}leverage`, message: leverage.error.message }]),
      ...(config.ok ? [] : config.error.faults.map((fault) => configFault(fault, `${prefix}config`))),
    ],
  })
}

/** Fields the form does not have are refused by name, at most the first few of them. */
export function unknownFields(input: Fields, path: string, known: readonly string[]): FieldFault[] {
  return Object.keys(input)
    .filter((name) => !known.includes(name))
    .slice(0, 5)
    .map((name) => ({ field: path, message: `"${name.slice(0, 40)}" is not a field of this form.` }))
}

export const isFields = (input: unknown): input is Fields =>
  typeof input === 'object' && input !== null && !Array.isArray(input)

// The venue's own limit is looked up later; this one only keeps absurd numbers out.
const LEVERAGE = { min: 1, max: 200 }

const isSymbolText = (input: unknown): input is string =>
  typeof input === 'string' && input.trim() !== '' && input.length <= 64
const isSide = (input: unknown): input is Side => input === 'long' || input === 'short'

const configFault = ({ field, message }: FieldFault, prefix: string): FieldFault => ({
  field: field === '' ? prefix : `${prefix}.${field.slice(0, 60)}`,
  message: message.slice(0, 200),
})

/** A form sends text for every setting, an API client numbers and booleans; only text needs turning. */
function fromText(config: Fields, strategy: StrategyName): Fields {
  const text = Object.entries(config).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const others = Object.entries(config).filter(([, value]) => typeof value !== 'string')
  return {
    ...settingsFromText(Object.fromEntries(text), fieldsOf[strategy]),
    ...Object.fromEntries(others),
  }
}
