import { timeframeMs } from '@/lib/domain/candles/timeframe'
import {
  candlesOf,
  signalKey,
  type Signal,
  type SignalSpec,
  type SignalValues,
} from '@/lib/domain/signals/signal'
import type { PairFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { Condition, SingleCondition, When } from './condition'
import { signalsOfOne } from './condition-signals'
import { isScheduled } from './schedule'

/** What a condition may look at. */
export type Sight = Pick<PairFacts, 'signals' | 'now'>

/**
 * Whether a condition holds, with the figures compared. Without the candles it needs it neither holds nor fails: it is unavailable, and
 * says why.
 */
export type Verdict = Compared | { readonly kind: 'unavailable'; readonly reason: Reason }

type Compared = {
  readonly kind: 'holds' | 'fails'
  readonly value: number | string
  readonly threshold: number | string
}

/** Evaluates one condition (trading reference 2.2). A group holds if any of its own holds, and fails only if all of them fail. */
export function evaluateCondition(condition: Condition, sight: Sight): Verdict {
  if (condition.kind !== 'any') return evaluateOne(condition, sight)
  const verdicts = condition.conditions.map((one) => evaluateOne(one, sight))
  const decisive =
    verdicts.find(({ kind }) => kind === 'holds') ?? verdicts.find(({ kind }) => kind === 'unavailable')
  return decisive ?? { kind: 'fails', ...joined(verdicts) }
}

/** Why a signal cannot be used; `null` = it can. `limitMs` is how long after its close the newest candle counts. */
export function signalFault(
  spec: SignalSpec,
  signal: Signal | undefined,
  now: number,
  limitMs = Infinity,
): Reason | null {
  const source = `${spec.timeframe} candles`
  if (signal === undefined || signal.status === 'missing') {
    const { have, need } = signal ?? { have: 0, need: candlesOf(spec) }
    return { code: 'candles-missing', detail: { source, have, need } }
  }
  const ageMs = now - signal.closedAt
  if (signal.status === 'ready' && ageMs < limitMs) return null
  const limit = signal.status === 'stale' ? signal.limitMs : limitMs
  return { code: 'candles-stale', detail: { source, ageMs, limitMs: limit } }
}

function evaluateOne(condition: SingleCondition, { signals, now }: Sight): Verdict {
  if (condition.kind === 'schedule') return scheduled(condition, now)
  // A crossing counts only while the candle at which it happened is the newest one that can have closed.
  const crosses = 'when' in condition && condition.when.startsWith('crosses')
  const limitMs = crosses ? timeframeMs[condition.timeframe] : Infinity
  const ready: Ready[] = []
  for (const spec of signalsOfOne(condition)) {
    const signal = signals[signalKey(spec)]
    const fault = signalFault(spec, signal, now, limitMs)
    if (fault !== null || signal?.status !== 'ready') {
      return { kind: 'unavailable', reason: fault ?? noFigure(spec) }
    }
    ready.push(signal)
  }
  const [first, second = first] = ready
  const compared = first === undefined || second === undefined ? null : compare(condition, first, second)
  if (compared !== null) return compared
  return { kind: 'unavailable', reason: noFigure(signalsOfOne(condition)[0]) }
}

type Ready = Extract<Signal, { status: 'ready' }>

const noFigure = (spec: SignalSpec | undefined): Reason => ({
  code: 'candles-missing',
  detail: { source: `${spec?.timeframe ?? ''} candles`, have: null, need: null },
})

/** Null where a figure is not there although its candles are. */
function compare(
  condition: Exclude<SingleCondition, { kind: 'schedule' }>,
  first: Ready,
  second: Ready,
): Compared | null {
  switch (condition.kind) {
    case 'rsi': {
      const verdict = test(condition.when, first, 'rsi', () => condition.value)
      // Without a single move there is no strength: its 100 is a convention, and so is a crossing that starts from it.
      const crosses = condition.when.startsWith('crosses')
      const flat = first.current.isFlat === true || (crosses && first.previous.isFlat === true)
      return verdict !== null && flat ? { ...verdict, kind: 'fails' } : verdict
    }
    case 'ema':
      return test(condition.when, first, 'close', (_, which) => first[which].ema)
    case 'ema-cross':
      return test(condition.when, first, 'ema', (_, which) => second[which].ema)
    case 'bollinger':
      return test(condition.when, first, 'close', (values) => values[condition.band])
    case 'price':
      return test(condition.when, first, 'close', () => condition.value)
    case 'change': {
      const { pct } = condition
      const value = first.current.changePct
      if (!isFigure(value)) return null
      return { kind: (pct < 0 ? value <= pct : value >= pct) ? 'holds' : 'fails', value, threshold: pct }
    }
  }
}

type Instant = 'current' | 'previous'
type Limit = (values: SignalValues, which: Instant) => SignalValues[string] | undefined

function test(when: When, signal: Ready, name: string, limit: Limit): Compared | null {
  const value = signal.current[name]
  const threshold = limit(signal.current, 'current')
  if (!isFigure(value) || !isFigure(threshold)) return null
  const answer = (isTrue: boolean): Compared => ({ kind: isTrue ? 'holds' : 'fails', value, threshold })
  if (when === 'below') return answer(value < threshold)
  if (when === 'above') return answer(value > threshold)
  const before = signal.previous[name]
  const limitBefore = limit(signal.previous, 'previous')
  if (!isFigure(before) || !isFigure(limitBefore)) return null
  return answer(
    when === 'crosses-above'
      ? before <= limitBefore && value > threshold
      : before >= limitBefore && value < threshold,
  )
}

const isFigure = (value: SignalValues[string] | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value)

function scheduled(schedule: Extract<SingleCondition, { kind: 'schedule' }>, now: number): Compared {
  const holds = isScheduled(schedule, now)
  const value = new Date(now).toUTCString().replace(/^(\w+), .* (\d\d:\d\d):\d\d GMT$/, '$1 $2')
  return { kind: holds ? 'holds' : 'fails', value, threshold: `${schedule.fromUtc}-${schedule.toUtc}` }
}

function joined(verdicts: readonly Verdict[]): { readonly value: string; readonly threshold: string } {
  const compared = verdicts.flatMap((verdict) => (verdict.kind === 'unavailable' ? [] : [verdict]))
  const text = (figure: number | string) =>
    typeof figure === 'number' ? String(Number(figure.toPrecision(7))) : figure
  return {
    value: compared.map(({ value }) => text(value)).join(', '),
    threshold: compared.map(({ threshold }) => text(threshold)).join(', '),
  }
}
