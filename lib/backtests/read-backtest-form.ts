import type { FieldFault } from '@/lib/action-state'
import { readPair } from '@/lib/bots/creation/read-pair'
import { historyExchanges, historyTimeframes } from '@/lib/domain/candles/candle-source'
import { parseDecimal, type DecimalRange } from '@/lib/domain/decimal-input'
import { enteredName } from '@/lib/domain/entered-name'
import type { Limit } from '@/lib/domain/plans'
import type { ReplayConfig } from '@/lib/replay/config'
import type { BacktestData } from './request'

export const MAX_BACKTEST_NAME = 80

/** Where the candles come from as the form says it; the files are still only named by their ids, one for each pair. */
export type SourceChoice =
  | Exclude<BacktestData['source'], { kind: 'files' }>
  | { readonly kind: 'files'; readonly ids: readonly (string | null)[] }

/** What could be read of a form: whatever was faulty is null, and each fault is named. */
export type BacktestForm = {
  readonly name: string | null
  readonly requestKey: string | null
  readonly source: SourceChoice | null
  readonly timeframe: BacktestData['timeframe'] | null
  /** First and last day, milliseconds UTC of their beginnings. */
  readonly firstDay: number | null
  readonly lastDay: number | null
  readonly deposit: number | null
  readonly decisionEverySec: number | null
  readonly fees: ReplayConfig['fees'] | null
  /** Those that could be read; the symbol is still the person's own spelling. */
  readonly pairs: readonly FormPair[]
  readonly faults: readonly FieldFault[]
}

export type FormPair = ReplayConfig['pairs'][number] & {
  /** Its place in the form. */
  readonly index: number
}

type Fields = Readonly<Record<string, unknown>>

/** Reads the form of a new back-test whole, whatever was sent, so that all faults can be told at once. */
export function readBacktestForm(input: unknown, plan: { name: string; pairs: Limit }): BacktestForm {
  const fields: Fields = typeof input === 'object' && input !== null ? (input as Fields) : {}
  const faults: FieldFault[] = []
  const refuse = (field: string, message: string): null => {
    faults.push({ field, message })
    return null
  }
  const number = (field: string, range: DecimalRange): number | null => {
    const read = parseDecimal(fields[field], range)
    return read.ok ? read.value : refuse(field, read.error.message)
  }
  // The form sends along what it would call a run that nobody named.
  const isUnnamed = fields.name === '' && fields.suggestedName !== undefined
  const name = enteredName(isUnnamed ? fields.suggestedName : fields.name, MAX_BACKTEST_NAME)
  if (!name.ok) refuse('name', name.error.message)
  const requestKey = token(fields.requestKey) ?? refuse('', 'This form is incomplete. Load the page again.')
  const maker = number('feeMaker', { min: -1, max: 1 })
  const taker = number('feeTaker', { min: 0, max: 1 })
  const read = {
    name: name.ok ? name.value : null,
    requestKey,
    source: readSource(fields, refuse),
    timeframe:
      historyTimeframes.find((known) => known === fields.timeframe) ??
      refuse('timeframe', 'Choose a candle length.'),
    firstDay: dayOf(fields.from) ?? refuse('from', 'Enter a day such as 2025-03-01.'),
    lastDay: dayOf(fields.to) ?? refuse('to', 'Enter a day such as 2025-06-30.'),
    deposit: number('deposit', { above: 0, max: 10_000_000 }),
    decisionEverySec: number('intervalSec', { min: 60, max: 86_400, integer: true }),
    // Typed in percent; the division of short decimals by 100 is rounded to what a person would write.
    fees: maker === null || taker === null ? null : { maker: asShare(maker), taker: asShare(taker) },
  }
  if (read.firstDay !== null && read.lastDay !== null && read.lastDay < read.firstDay) {
    refuse('to', 'The last day is before the first.')
  }
  const pairs = readPairs(fields.pairs, plan)
  return { ...read, pairs: pairs.pairs, faults: [...faults, ...pairs.faults] }
}

const asShare = (percent: number): number => Number((percent / 100).toFixed(8))

function readSource(fields: Fields, refuse: (field: string, message: string) => null): SourceChoice | null {
  switch (fields.source) {
    case 'simulated': {
      const seed = typeof fields.seed === 'string' ? fields.seed.trim() : ''
      if (!/^[\w .-]{1,64}$/.test(seed))
        return refuse('seed', 'Use 1 to 64 letters, digits, spaces, points or dashes.')
      return { kind: 'simulated', seed }
    }
    case 'exchange': {
      const exchange = historyExchanges.find((known) => known === fields.exchange)
      return exchange === undefined
        ? refuse('exchange', 'Choose an exchange.')
        : { kind: 'exchange', exchange }
    }
    case 'files': {
      const ids: readonly unknown[] = Array.isArray(fields.files) ? fields.files : []
      return { kind: 'files', ids: ids.map(token) }
    }
    default:
      return refuse('source', 'Choose where the candles come from.')
  }
}

/** The beginning of a day written like 2025-03-01, in milliseconds UTC; null for anything else, also for the 31st of April. */
function dayOf(input: unknown): number | null {
  if (typeof input !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(input)) return null
  const at = Date.parse(`${input}T00:00:00.000Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== input ? null : at
}

const token = (input: unknown): string | null =>
  typeof input === 'string' && /^[A-Za-z0-9_-]{8,80}$/.test(input) ? input : null

const MOST_PAIRS = 50

function readPairs(input: unknown, plan: { name: string; pairs: Limit }) {
  const none = (message: string) => ({ pairs: [], faults: [{ field: 'pairs', message }] })
  if (!Array.isArray(input) || input.length === 0) return none('Add at least one pair.')
  const most = Math.min(plan.pairs ?? MOST_PAIRS, MOST_PAIRS)
  if (input.length > most) return none(`${plan.name} allows ${most} pairs.`)
  const read = input.map((pair: unknown, index) => readPair(pair, `pairs.${index}`))
  const pairs = read.flatMap((pair, index): FormPair[] => {
    if (!pair.ok) return []
    const { symbol, side, leverage, config } = pair.value
    const strategy = 'strategy' in pair.value ? String(pair.value.strategy) : 'dca'
    return [{ ...{ index, symbol, side, leverage, strategy }, config: { ...config } }]
  })
  return { pairs, faults: read.flatMap((pair) => (pair.ok ? [] : pair.error.faults)) }
}
