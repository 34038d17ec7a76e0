import type { AccountOptionView, InstrumentOptionView } from '@/lib/bots/views'
import type { SentValues } from '@/lib/action-state'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { presetFor, presets, type PresetName } from '@/lib/domain/strategies/dca/presets'
import type { SettingsField } from '@/lib/domain/strategies/settings-field'
import type { StrategyName } from '@/lib/domain/strategies/registry'
import { settingText } from './json-value'
import { strategyForms, strategyOf } from './strategy-form'

/** Settings of a pair as they stand in the inputs: text, not yet numbers. */
export type TypedSettings = Readonly<Record<string, string>>

export type PairDraft = {
  /** Identity while the form is open; the position gives the field names. */
  readonly key: number
  readonly symbol: string
  readonly side: string
  readonly leverage: string
  readonly strategy: StrategyName
  readonly config: TypedSettings
}

export type BotDraft = {
  readonly name: string
  readonly accountId: string
  readonly intervalSec: string
  readonly start: boolean
  readonly confirmNoStop: boolean
  /** What was typed to accept dangerous settings, by the consent's code. */
  readonly consents: Readonly<Record<string, string>>
  readonly pairs: readonly [PairDraft, ...PairDraft[]]
}

export type InstrumentsByAccount = Readonly<Record<string, readonly InstrumentOptionView[]>>

const FIRST_PRESET: PresetName = 'balanced'
const FIRST_CAPITAL = 1000

/** What a new form starts with: the paper account if there is one, its first market, balanced settings. */
export function newDraft(
  accounts: readonly AccountOptionView[],
  instruments: InstrumentsByAccount,
): BotDraft {
  const account = accounts.find((candidate) => candidate.environment === 'paper') ?? accounts[0]
  const symbol = instruments[account?.id ?? '']?.[0]?.instrument.symbol ?? ''
  const available = Number(account?.available ?? FIRST_CAPITAL)
  const capital = available > 0 ? Math.min(FIRST_CAPITAL, Math.floor(available)) : FIRST_CAPITAL
  return {
    name: suggestedName(symbol, 'long'),
    accountId: account?.id ?? '',
    intervalSec: '300',
    start: true,
    confirmNoStop: false,
    consents: {},
    pairs: [
      {
        key: 0,
        symbol,
        side: 'long',
        leverage: String(presets[FIRST_PRESET].leverage),
        strategy: 'dca',
        config: typedSettings(presetFor(FIRST_PRESET, capital)),
      },
    ],
  }
}

/**
 * Settings of a preset as text; what is not set is empty. How many orders rest at once is left to follow their number: a count that
 * stood there unseen would refuse the form as soon as somebody asks for fewer.
 */
export function typedSettings(config: DcaConfig): TypedSettings {
  return { ...settingsAsText(config), activeSafetyOrders: '' }
}

/** The initial settings of a strategy's table as text. */
export const initialSettings = (fields: Readonly<Record<string, SettingsField>>): TypedSettings =>
  Object.fromEntries(Object.entries(fields).map(([name, { initial }]) => [name, settingText(initial)]))

/** Read settings as text. */
export const settingsAsText = (config: Readonly<Record<string, unknown>>): TypedSettings =>
  Object.fromEntries(Object.entries(config).map(([name, value]) => [name, settingText(value)]))

/** The draft a refused submit sent, so that nothing typed is lost, also where no script runs. */
export function draftOfValues(values: SentValues, fallback: BotDraft): BotDraft {
  const count = Math.max(
    1,
    ...Object.keys(values).map((name) => Number(/^pairs\.(\d{1,2})\./.exec(name)?.[1] ?? 0) + 1),
  )
  const template = fallback.pairs[0]
  const pairAt = (index: number): PairDraft => {
    const sent = (name: string) => values[`pairs.${index}.${name}`]
    const strategy = strategyOf(sent('strategy') ?? template.strategy)
    const initial =
      strategy === template.strategy ? template.config : initialSettings(strategyForms[strategy].fields)
    return {
      key: index,
      strategy,
      symbol: sent('symbol') ?? template.symbol,
      side: sent('side') ?? template.side,
      leverage: sent('leverage') ?? template.leverage,
      config: Object.fromEntries(
        Object.entries(initial).map(([name, text]) => [name, sent(`config.${name}`) ?? text]),
      ),
    }
  }
  const rest = Array.from({ length: count - 1 }, (_, index) => pairAt(index + 1))
  return {
    name: values.name ?? fallback.name,
    accountId: values.accountId ?? fallback.accountId,
    intervalSec: values.intervalSec ?? fallback.intervalSec,
    start: values.start === 'on',
    confirmNoStop: values.confirmNoStop === 'on',
    consents: consentsIn(values),
    pairs: [pairAt(0), ...rest],
  }
}

/** What a form sent of the consents it was asked for. */
export const consentsIn = (values: SentValues): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, text]) =>
      name.startsWith('consents.') ? [[name.slice('consents.'.length), text]] : [],
    ),
  )

/** Name of a setting's input. */
export const settingField = (pair: number, name: string): string => `pairs.${pair}.config.${name}`

/** A name to start with: "BTC long". */
const suggestedName = (symbol: string, side: string): string =>
  symbol === '' ? '' : `${symbol.split('/')[0] ?? symbol} ${side}`

/** The draft after a change of its pairs; a name nobody has typed follows the first of them. */
export function withFollowingName(before: BotDraft, after: BotDraft): BotDraft {
  const [from] = before.pairs
  const [to] = after.pairs
  return before.name === suggestedName(from.symbol, from.side)
    ? { ...after, name: suggestedName(to.symbol, to.side) }
    : after
}

/** One more pair with the settings of the last, on the first market and side that is not taken yet. */
export function addPair(draft: BotDraft, options: readonly InstrumentOptionView[]): BotDraft {
  const last = draft.pairs[draft.pairs.length - 1] ?? draft.pairs[0]
  const taken = new Set(draft.pairs.map((pair) => `${pair.symbol} ${pair.side}`))
  const free = options
    .flatMap(({ instrument }) => ['long', 'short'].map((side) => ({ symbol: instrument.symbol, side })))
    .toSorted((a, b) => Number(a.side !== last.side) - Number(b.side !== last.side))
    .find(({ symbol, side }) => !taken.has(`${symbol} ${side}`))
  const key = Math.max(...draft.pairs.map((pair) => pair.key)) + 1
  return { ...draft, pairs: [...draft.pairs, { ...last, ...free, key }] }
}

/** The draft without that pair; the last one stays. */
export function removePair(draft: BotDraft, key: number): BotDraft {
  const [first, ...rest] = draft.pairs.filter((pair) => pair.key !== key)
  return first === undefined ? draft : { ...draft, pairs: [first, ...rest] }
}

/** The draft with one pair changed. */
export function changePair(draft: BotDraft, key: number, change: Partial<PairDraft>): BotDraft {
  const [first, ...rest] = draft.pairs.map((pair) => (pair.key === key ? { ...pair, ...change } : pair))
  return first === undefined ? draft : { ...draft, pairs: [first, ...rest] }
}
