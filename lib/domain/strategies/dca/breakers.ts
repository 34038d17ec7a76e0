import { signOf } from '@/lib/domain/perpetuals/instrument'
import { grossOfExit } from '@/lib/domain/perpetuals/position'
import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { close } from './closing'
import type { DcaConfig } from './config'
import type { DealQuestion } from './deal-question'
import { priceFault } from './freshness'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/**
 * What the breakers of a pair measure from. Both compare the pair's own result (everything booked for it, and its open profit at the
 * mark) with what that result was earlier: at the first tick of the day, and at its best.
 */
export type Breakers = {
  /** The UTC day that `dayStart` belongs to, as the instant of its 00:00. */
  readonly day: number
  readonly dayStart: number
  readonly peak: number
  /** Since when the peak is measured. */
  readonly peakFrom: number
}

/** A breaker that has tripped: how far the result fell, its limit, and when the pair may open again. */
export type Tripped = {
  readonly reason: 'daily-loss' | 'drawdown'
  readonly value: number | null
  readonly limit: number
  readonly from: number | null
  readonly until: number
}

/** What to remember of the pair after this tick; undefined = nothing new. Other parts of the memory stay. */
export function memoryAfter(facts: PairFacts, config: DcaConfig): unknown {
  const next = breakersAt(facts, config)
  if (next === null || isSame(next, breakersIn(facts.memory))) return undefined
  const others = typeof facts.memory === 'object' && facts.memory !== null ? facts.memory : {}
  return { ...others, breakers: next }
}

/** Guard 8, of the pair: the day's loss, then the drawdown. */
export function breakerExit(question: DealQuestion): Decision | null {
  const { facts, config } = question
  const tripped = trippedBreaker(facts, config)
  return tripped === null ? null : close(question, tripped.reason, detailOf(tripped))
}

/** The values behind a breaker, for its reason. The day's boundary stands beside the day's figure. */
export const detailOf = ({ reason, value, limit, from, until }: Tripped) => ({
  value,
  limit,
  until,
  ...(reason === 'daily-loss' ? { dayFrom: from, boundary: '00:00 UTC' } : { peakFrom: from }),
})

/** The breaker that the pair's result has tripped by now; null = none, or the result is not known. */
export function trippedBreaker(facts: PairFacts, config: DcaConfig): Tripped | null {
  const now = breakersAt(facts, config)
  const result = resultOf(facts)
  if (now === null || result === null) return null
  return lossOfDay(config, now, result) ?? drawdown(facts, config, now, result)
}

function lossOfDay(config: DcaConfig, { day, dayStart }: Breakers, result: number): Tripped | null {
  const limit = limitOf(config.dailyLossPct, config)
  const value = result - dayStart
  if (limit === null || value > -limit) return null
  return { reason: 'daily-loss', value, limit: -limit, from: day, until: day + DAY_MS }
}

function drawdown(facts: PairFacts, config: DcaConfig, known: Breakers, result: number): Tripped | null {
  const limit = limitOf(config.maxDrawdownPct, config)
  const value = result - known.peak
  if (limit === null || value > -limit) return null
  const since = facts.deal === null ? (facts.lastDeal?.endedAt ?? facts.now) : facts.now
  const until = since + config.drawdownHaltHours * HOUR_MS
  return { reason: 'drawdown', value, limit: -limit, from: known.peakFrom, until }
}

const limitOf = (pct: number | null, { allocatedCapital }: DcaConfig): number | null =>
  pct === null ? null : (pct * allocatedCapital) / 100

/** A halt that the pair's own past tells, whatever became of the memory: a deal that a breaker closed. */
export function pastBreaker({ record, now }: PairFacts, config: DcaConfig): Tripped | null {
  const { dailyLossPct, maxDrawdownPct } = config
  for (const { at, reason } of record.stops) {
    const until = reason === 'daily-loss' ? startOfDay(at) + DAY_MS : at + config.drawdownHaltHours * HOUR_MS
    const isOurs =
      (reason === 'daily-loss' && dailyLossPct !== null) || (reason === 'drawdown' && maxDrawdownPct !== null)
    if (!isOurs || now >= until) continue
    const pct = reason === 'daily-loss' ? dailyLossPct : maxDrawdownPct
    const from = reason === 'daily-loss' ? startOfDay(at) : null
    return { reason, value: null, limit: -(limitOf(pct, config) ?? 0), from, until }
  }
  return null
}

/** The measures as this tick finds them; null where no breaker is set, or the pair's result is not known. */
export function breakersAt(facts: PairFacts, config: DcaConfig): Breakers | null {
  if (config.dailyLossPct === null && config.maxDrawdownPct === null) return null
  const result = resultOf(facts)
  if (result === null) return null
  const { now } = facts
  const known = breakersIn(facts.memory)
  const today = startOfDay(now)
  const before = resultBefore(facts)
  // What a deal that this very tick has opened has paid belongs to what is measured from here on.
  const start = facts.deal !== null && facts.deal.openedAt >= facts.tickAt ? before : result
  if (known === null) return { day: today, dayStart: start, peak: Math.max(start, result), peakFrom: now }
  const { day, dayStart } = known.day >= today ? known : { day: today, dayStart: start }
  return measuresAnew(facts, config, known, before)
    ? { day, dayStart, peak: Math.max(before, result), peakFrom: now }
    : { day, dayStart, peak: Math.max(known.peak, result), peakFrom: known.peakFrom }
}

/**
 * After the halt that follows a drawdown the peak starts anew, whether a breaker closed the deal or its loss came otherwise. `before`
 * is the result without the deal in progress: the same answer when the tick that opened it looks again.
 */
function measuresAnew(facts: PairFacts, config: DcaConfig, known: Breakers, before: number): boolean {
  const limit = limitOf(config.maxDrawdownPct, config)
  if (limit === null) return false
  const { now, record, lastDeal, deal } = facts
  const haltMs = config.drawdownHaltHours * HOUR_MS
  const stop = record.stops.find(({ reason }) => reason === 'drawdown')
  if (stop !== undefined && known.peakFrom < stop.at) return now >= stop.at + haltMs
  if (lastDeal === null || known.peakFrom >= (deal?.openedAt ?? now)) return false
  return known.peak - before >= limit && (deal?.openedAt ?? now) >= lastDeal.endedAt + haltMs
}

/** Everything booked for the pair but the deal in progress. */
function resultBefore({ record, deal }: PairFacts): number {
  if (deal === null) return record.realised
  const { realisedGross, entryFees, exitFees, funding } = deal.ledger
  return record.realised - (realisedGross - entryFees - exitFees + funding)
}

/** Everything booked for the pair and the open profit at the mark, in quote; null while a position has no usable price. */
function resultOf({ record, deal, price, now, side }: PairFacts): number | null {
  const { quantity, averageEntry } = deal?.ledger ?? { quantity: 0, averageEntry: null }
  if (quantity <= 0 || averageEntry === null) return record.realised
  if (price === null || priceFault(price, now) !== null) return null
  return record.realised + grossOfExit(side, quantity, averageEntry, price.mark)
}

/** The marks between which no breaker trips and no measure changes; infinite where nothing is measured. */
export function breakerMarks(facts: PairFacts, config: DcaConfig): { loss: number; profit: number } {
  const { record, deal, side } = facts
  const s = signOf(side)
  const open = { loss: -s * Infinity, profit: s * Infinity }
  const now = breakersAt(facts, config)
  const { quantity, averageEntry } = deal?.ledger ?? { quantity: 0, averageEntry: null }
  if (now === null || quantity <= 0 || averageEntry === null) return open
  const markAt = (result: number): number => averageEntry + (s * (result - record.realised)) / quantity
  const day = limitOf(config.dailyLossPct, config)
  const fall = limitOf(config.maxDrawdownPct, config)
  const losses = [
    day === null ? open.loss : markAt(now.dayStart - day),
    fall === null ? open.loss : markAt(now.peak - fall),
  ]
  return {
    loss: s * Math.max(...losses.map((mark) => s * mark)),
    profit: fall === null ? open.profit : markAt(now.peak),
  }
}

/** When the day that the daily breaker measures ends; Infinity without that breaker. */
export const dayEnd = ({ now }: PairFacts, { dailyLossPct }: DcaConfig): number =>
  dailyLossPct === null ? Infinity : startOfDay(now) + DAY_MS

const startOfDay = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS

function breakersIn(memory: unknown): Breakers | null {
  if (typeof memory !== 'object' || memory === null || !('breakers' in memory)) return null
  const { breakers } = memory
  if (typeof breakers !== 'object' || breakers === null) return null
  const known: Partial<Record<keyof Breakers, unknown>> = breakers
  const { day, dayStart, peak, peakFrom } = known
  const isKnown =
    typeof day === 'number' &&
    typeof dayStart === 'number' &&
    typeof peak === 'number' &&
    typeof peakFrom === 'number'
  return isKnown ? { day, dayStart, peak, peakFrom } : null
}

const isSame = (a: Breakers, b: Breakers | null): boolean =>
  b !== null && a.day === b.day && a.dayStart === b.dayStart && a.peak === b.peak && a.peakFrom === b.peakFrom
