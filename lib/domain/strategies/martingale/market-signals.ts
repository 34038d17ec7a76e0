import type { DeclineKind } from '@/lib/domain/indicators/decline-velocity'
import type { Timeframe } from '@/lib/domain/candles/timeframe'
import type { MarketNeeds } from '@/lib/domain/signals/market-needs'
import { signalKey, type Signal, type SignalSpec, type SignalValues } from '@/lib/domain/signals/signal'
import type { DealFacts, PairFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import type { CorrectedSignals } from './corrected-state'

/** What a pair reads of closed candles: averages of the gate with a position, that of the opening without, and the danger in both. */
type Sources = {
  readonly slow: string
  readonly fast: string
  readonly entry: string
  readonly volatility: string
  readonly decline: string
  readonly flat: MarketNeeds
  readonly held: MarketNeeds
}

/** The signals one decision will look at. */
export function needs(config: MartingaleConfig, deal: DealFacts | null): MarketNeeds {
  const sources = sourcesOf(config)
  return deal === null ? sources.flat : sources.held
}

/** The figures of the corrected mode; what is not to be had is null, and no entry follows from it. */
export function correctedSignals({ signals, side }: PairFacts, config: MartingaleConfig): CorrectedSignals {
  const { slow, fast, entry, volatility, decline } = sourcesOf(config)
  const test = valuesOf(signals[volatility])
  const fall = valuesOf(signals[decline])
  const kind = fall === null ? null : declineKind(fall[side])
  return {
    gateSlowEma: emaOf(signals[slow]),
    gateFastEma: emaOf(signals[fast]),
    entryEma: emaOf(signals[entry]),
    volatility: test === null ? null : { trigger: text(test.trigger) },
    decline: kind === null ? null : { kind, score: numberOf(fall?.[`${side}Score`]) ?? 0 },
  }
}

/** The figures of classic; null while any of those this state needs is not to be had. */
export function classicSignals({ signals, deal }: PairFacts, config: MartingaleConfig) {
  const { slow, fast, entry, volatility, decline } = sourcesOf(config)
  const test = valuesOf(signals[volatility])
  const fall = valuesOf(signals[decline])
  const gateSlowEma = emaOf(signals[slow])
  const gateFastEma = emaOf(signals[fast])
  const entryEma = emaOf(signals[entry])
  const hasAverages = deal === null ? entryEma !== null : gateSlowEma !== null && gateFastEma !== null
  if (test === null || fall === null || !hasAverages) return null
  return {
    highVolatility: test.trigger !== null,
    decline: declineKind(fall.classic) ?? ('unknown' as const),
    gateSlowEma: gateSlowEma ?? NaN,
    gateFastEma: gateFastEma ?? NaN,
    entryEma: entryEma ?? NaN,
  }
}

/** Which of the figures asked for is not to be had, and why. */
export function candlesReason(facts: PairFacts, config: MartingaleConfig): Reason {
  for (const spec of needs(config, facts.deal).signals) {
    const source = signalKey(spec)
    const signal = facts.signals[source]
    if (signal === undefined) return { code: 'candles-missing', detail: { source } }
    if (signal.status === 'missing') {
      return { code: 'candles-missing', detail: { source, have: signal.have, need: signal.need } }
    }
    if (signal.status === 'stale') {
      const ageMs = facts.now - signal.closedAt
      return { code: 'candles-stale', detail: { source, ageMs, limitMs: signal.limitMs } }
    }
  }
  return { code: 'candles-missing', detail: { source: 'candles' } }
}

const timeframeOf: Readonly<Record<number, Timeframe>> = {
  1: '1m',
  5: '5m',
  15: '15m',
  30: '30m',
  60: '1h',
  240: '4h',
  1_440: '1d',
  10_080: '1w',
}

// Settings are never changed in place: whoever keeps them names their sources once.
const known = new WeakMap<MartingaleConfig, Sources>()

function sourcesOf(config: MartingaleConfig): Sources {
  const kept = known.get(config)
  if (kept !== undefined) return kept
  const ema = (minutes: number, period: number): SignalSpec => ({
    kind: config.mode === 'classic' ? 'ema-unfinished' : 'ema',
    timeframe: timeframe(minutes),
    period,
  })
  const slow = ema(config.gateIntervalMin, config.gateSlowPeriod)
  const fast = ema(config.gateIntervalMin, config.gateFastPeriod)
  const entry = ema(config.entryIntervalMin, config.entryPeriod)
  const window = timeframe(config.volatilityIntervalMin)
  const volatility: SignalSpec = { kind: 'volatility', timeframe: window, candles: config.volatilityCandles }
  const decline: SignalSpec = { kind: 'decline', timeframe: window }
  const only = (signals: readonly SignalSpec[]): MarketNeeds => ({
    signals,
    rangeSince: null,
    volume24h: false,
  })
  const sources: Sources = {
    slow: signalKey(slow),
    fast: signalKey(fast),
    entry: signalKey(entry),
    volatility: signalKey(volatility),
    decline: signalKey(decline),
    flat: only([entry, volatility, decline]),
    held: only([slow, fast, volatility, decline]),
  }
  known.set(config, sources)
  return sources
}

function timeframe(minutes: number): Timeframe {
  const found = timeframeOf[minutes]
  if (found === undefined) throw new RangeError(`there are no candles of ${minutes} minutes`)
  return found
}

const valuesOf = (signal: Signal | undefined): SignalValues | null =>
  signal?.status === 'ready' ? signal.current : null

const emaOf = (signal: Signal | undefined): number | null => numberOf(valuesOf(signal)?.ema)

const numberOf = (value: SignalValues[string] | undefined): number | null =>
  typeof value === 'number' ? value : null

const text = (value: SignalValues[string] | undefined): string | null =>
  typeof value === 'string' ? value : null

const declineKind = (value: SignalValues[string] | undefined): DeclineKind | null =>
  value === 'slow' || value === 'moderate' || value === 'fast' || value === 'crash' ? value : null
