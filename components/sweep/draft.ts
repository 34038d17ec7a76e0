import type { CandleSource, HistoryExchange, HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { parseDecimal } from '@/lib/domain/decimal-input'
import type { ObjectiveName } from '@/lib/domain/sweep/objective'
import { pairName } from '@/lib/domain/sweep/run-pair'
import { sweepFieldsOf, type SweepField } from '@/lib/domain/sweep/settings'
import { readSweep, type SweepPlan, type SweepText } from '@/lib/domain/sweep/sweep-plan'
import { parseReplayConfig, type ReplayConfig } from '@/lib/replay/config'
import type { WantedCandles } from '@/lib/candles/fetch-candles'

/** One axis as it is typed. A choice and a flag take all their values. */
export type AxisDraft = {
  readonly key: number
  readonly setting: string
  /** Empty = every pair. */
  readonly pair: string
  readonly from: string
  readonly to: string
  readonly step: string
}

/** The form as it stands: text, not yet numbers. */
export type SweepDraft = {
  /** What `npm run backtest` takes: deposit, decisionEverySec, fees, pairs. */
  readonly config: string
  readonly source: 'simulated' | 'exchange' | 'files'
  readonly seed: string
  readonly exchange: HistoryExchange
  readonly timeframe: HistoryTimeframe
  /** First and last day, UTC, like 2025-03-01. */
  readonly from: string
  readonly to: string
  readonly axes: readonly AxisDraft[]
  readonly method: 'grid' | 'random'
  readonly candidates: string
  readonly drawSeed: string
  readonly objective: ObjectiveName
  readonly inSamplePct: string
}

/** A file of candles that the user has uploaded. */
export type CandleFileOption = {
  readonly id: string
  readonly name: string
  readonly symbol: string
  readonly barMs: number
}

export type DraftFault = { readonly field: string; readonly message: string }

/** A sweep that can be started. */
export type ReadySweep = {
  readonly config: ReplayConfig
  readonly plan: SweepPlan
  /** Candles by symbol. */
  readonly candles: ReadonlyMap<string, WantedCandles>
  /** How many candles that will be at most, all symbols together. */
  readonly expectedCandles: number
}

export type ReadDraft = {
  /** Null where the settings cannot be read: then no axis can be judged either. */
  readonly config: ReplayConfig | null
  readonly ready: ReadySweep | null
  readonly faults: readonly DraftFault[]
}

const DAY_MS = 86_400_000

/** What the form says, or every fault of it by its field. */
export function readDraft(draft: SweepDraft, files: readonly CandleFileOption[]): ReadDraft {
  const config = parseReplayConfig(draft.config)
  const configFaults = config.ok ? [] : config.error.faults
  const faults = configFaults.map((message) => ({ field: 'config', message }))
  const span = readSpan(draft)
  faults.push(...span.faults)
  if (!config.ok) return { config: null, ready: null, faults }
  const candles = readCandles(draft, config.value, files, span)
  faults.push(...candles.faults)
  const plan = readPlan(draft, config.value)
  faults.push(...plan.faults)
  if (faults.length > 0 || plan.plan === null) return { config: config.value, ready: null, faults }
  const expectedCandles =
    Math.ceil((span.to - span.from) / timeframeMs[draft.timeframe]) * candles.wanted.size
  const ready = { config: config.value, plan: plan.plan, candles: candles.wanted, expectedCandles }
  return { config: config.value, ready, faults }
}

function readSpan({ from, to }: SweepDraft) {
  const [first, last] = [from, to].map((day) => Date.parse(`${day}T00:00:00.000Z`))
  const isDay = (at: number | undefined, text: string) =>
    at !== undefined && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
  const faults: DraftFault[] = []
  if (!isDay(first, from)) faults.push({ field: 'from', message: 'Enter a day such as 2025-03-01.' })
  if (!isDay(last, to)) faults.push({ field: 'to', message: 'Enter a day such as 2025-06-30.' })
  const span = { from: first ?? 0, to: (last ?? 0) + DAY_MS }
  if (faults.length === 0 && span.to - span.from < 2 * DAY_MS) {
    faults.push({ field: 'to', message: 'Two days at least are needed, to be split in two parts.' })
  }
  return { ...span, faults }
}

function readCandles(
  { source, seed, exchange, timeframe }: SweepDraft,
  { pairs }: ReplayConfig,
  files: readonly CandleFileOption[],
  { from, to }: { readonly from: number; readonly to: number },
) {
  const faults: DraftFault[] = []
  const wanted = new Map<string, WantedCandles>()
  const sourceOf = (symbol: string): CandleSource | null => {
    if (source === 'simulated') return { kind: 'simulated', seed }
    if (source === 'exchange') return { kind: 'exchange', exchange }
    const file = files.find((one) => one.symbol === symbol && timeframeMs[timeframe] % one.barMs === 0)
    return file === undefined ? null : { kind: 'upload', uploadId: file.id }
  }
  if (source === 'simulated' && !/^[\w .-]{1,64}$/.test(seed)) {
    faults.push({ field: 'seed', message: 'Use 1 to 64 letters, digits, spaces, points or dashes.' })
  }
  for (const symbol of new Set(pairs.map((pair) => pair.symbol))) {
    const found = sourceOf(symbol)
    if (found !== null) wanted.set(symbol, { source: found, symbol, timeframe, from, to })
    else
      faults.push({ field: 'source', message: `None of your files has ${timeframe} candles of ${symbol}.` })
  }
  return { wanted, faults }
}

function readPlan(draft: SweepDraft, { pairs }: ReplayConfig) {
  const faults: DraftFault[] = []
  const axes = draft.axes.map((axis) => axisText(axis, pairs, faults))
  const count =
    draft.method === 'grid' ? null : parseDecimal(draft.candidates, { min: 1, max: 10_000, integer: true })
  if (count !== null && !count.ok) faults.push({ field: 'candidates', message: count.error.message })
  if (faults.length > 0) return { plan: null, faults }
  const plan = readSweep(
    {
      ...{ axes, objective: draft.objective, inSamplePct: Number(draft.inSamplePct), method: draft.method },
      ...(count === null || !count.ok ? {} : { candidates: count.value, seed: draft.drawSeed }),
    } satisfies SweepText,
    pairs,
  )
  if (plan.ok) return { plan: plan.value, faults }
  return { plan: null, faults: plan.error.faults.map((fault) => faultOf(fault, draft.axes)) }
}

/** A fault of an axis is told at that axis, without its number in the list. */
function faultOf(sentence: string, axes: readonly AxisDraft[]): DraftFault {
  const [, index, message] = /^axes\.(\d+): (.*)$/s.exec(sentence) ?? []
  const axis = axes[Number(index ?? NaN)]
  return axis === undefined
    ? { field: 'axes', message: sentence }
    : { field: `axes.${axis.key}`, message: message ?? sentence }
}

function axisText(
  axis: AxisDraft,
  pairs: ReplayConfig['pairs'],
  faults: DraftFault[],
): SweepText['axes'][number] {
  const { setting, pair } = axis
  const named = { setting, ...(pair === '' ? {} : { pair }) }
  const field = fieldOf(axis, pairs)
  if (field?.kind === 'choice') return { ...named, values: [...field.options] }
  if (field?.kind === 'flag') return { ...named, values: [true, false] }
  const read = (name: 'from' | 'to' | 'step') => {
    const number = parseDecimal(axis[name])
    if (!number.ok) faults.push({ field: `axes.${axis.key}.${name}`, message: number.error.message })
    return number.ok ? number.value : 0
  }
  return { ...named, from: read('from'), to: read('to'), step: read('step') }
}

/** What is known of an axis' setting; null where a pair it means does not have it. */
export function fieldOf(
  { setting, pair }: Pick<AxisDraft, 'setting' | 'pair'>,
  pairs: ReplayConfig['pairs'],
): SweepField | null {
  const strategy = (pairs.find((one) => pairName(one) === pair) ?? pairs[0])?.strategy
  const fields = strategy === undefined ? null : sweepFieldsOf(strategy)
  return fields !== null && Object.hasOwn(fields, setting) ? (fields[setting] ?? null) : null
}

/** A range around what the pair has now: half to one and a half times, in five values that stay in the setting's own range. */
export function suggestedAxis(
  key: number,
  setting: string,
  pairs: ReplayConfig['pairs'],
  pair = '',
): AxisDraft {
  const field = fieldOf({ setting, pair }, pairs)
  const own = pairs.find((one) => pairName(one) === pair) ?? pairs[0]
  const value = setting === 'leverage' ? own?.leverage : own?.config[setting]
  if (field?.kind !== 'number') return { key, setting, pair, from: '', to: '', step: '' }
  const { min = -Infinity, max = Infinity, integer = false } = field.range
  const middle =
    typeof value === 'number' && value !== 0 ? value : Math.max(1, Number.isFinite(min) ? min : 1)
  // One digit: steps a person would choose.
  const step = Number((Math.abs(middle) / 4).toPrecision(1))
  const whole = integer ? Math.max(1, Math.round(step)) : step
  const inside = (number: number) => Math.min(max, Math.max(min, Number(number.toFixed(6))))
  const [from, to] = [inside(middle - 2 * whole), inside(middle + 2 * whole)]
  return { key, setting, pair, from: String(from), to: String(to), step: String(whole) }
}
