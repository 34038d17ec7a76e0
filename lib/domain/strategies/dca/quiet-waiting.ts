import type { Decision, PairFacts, Quiet } from '@/lib/domain/strategies/contract'
import { nextClose, nextJudgement } from './conditions/next-judgement'
import type { DcaConfig } from './config'
import type { DealQuestion } from './deal-question'
import type { Rung } from './ladder'
import { crashSignal } from './needs'

/**
 * How long a pair without a deal may go on waiting unasked: for a price limit until the price reaches it, for its start conditions
 * until the next candle of one of them closes. Takes the mark for the traded price, as a simulated market quotes it; null = ask.
 */
export function quietWhileWaiting(facts: PairFacts, config: DcaConfig, decision: Decision): Quiet | null {
  if (facts.permission.kind !== 'trade' || facts.price === null) return null
  const { code } = decision.reason
  const [low, high] = [config.minPrice ?? 0, config.maxPrice ?? Infinity]
  if (code === 'price-out-of-range') {
    const until = Infinity
    return facts.price.last < low ? { low: 0, high: low, until } : { low: high, high: Infinity, until }
  }
  // The volume of a day changes with every bar.
  if (!waits.has(code) || config.startConditions.length === 0 || config.min24hVolume !== null) return null
  return { low, high, until: nextJudgement(config.startConditions, facts.now) }
}

const waits: ReadonlySet<string> = new Set(['start-condition', 'candles-missing', 'candles-stale'])

/** How long the rungs that candles or conditions decide about stay as they are; the whole future where nothing of the kind is set. */
export function quietRungs(
  { facts, config }: Pick<DealQuestion, 'facts' | 'config'>,
  ladder: readonly Rung[],
  level: number,
): Quiet {
  const { safetyConditions, crashGuard } = config
  const until = Math.min(
    nextJudgement(safetyConditions, facts.now),
    crashGuard ? nextClose(crashSignal.timeframe, facts.now) : Infinity,
  )
  const last = facts.price?.last ?? NaN
  if (safetyConditions.length === 0) return { low: 0, high: Infinity, until }
  // A rung that waits for conditions comes and goes with the price that passes it.
  const prices = ladder.flatMap((rung) => (rung.level > level && !rung.skipped ? [rung.price] : []))
  return {
    low: Math.max(0, ...prices.filter((price) => price <= last)),
    high: Math.min(Infinity, ...prices.filter((price) => price >= last)),
    until,
  }
}
