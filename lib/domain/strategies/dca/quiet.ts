import { isResting, isTerminal } from '@/lib/domain/orders/order'
import { signOf } from '@/lib/domain/perpetuals/instrument'
import type { DealFacts, Decision, PairFacts, PriceFacts, Quiet } from '@/lib/domain/strategies/contract'
import { breakerMarks, dayEnd } from './breakers'
import type { DcaConfig } from './config'
import { dealLossPrice, timeStopAt } from './deal-limits'
import { readDealOrders } from './deal-orders'
import type { DealQuestion } from './deal-question'
import { ask } from './decide'
import { ladderOf, levelReached } from './entries'
import { liquidationLimit } from './guards'
import { quietRungs, quietWhileWaiting } from './quiet-waiting'
import { reduceLimit } from './reduction'
import { inQuote } from './sizes'
import { standing } from './standing'
import { stopOf } from './stop'
import { isTrailing } from './trailing'

/**
 * How far the mark may move before `decide` could want something else than it just did. Only the plain states are answered, where
 * every price that counts rests on the venue or is a limit of a guard: nothing looks at the account, and the clock only ends what has
 * an end.
 */
export function quiet(facts: PairFacts, config: DcaConfig, decision: Decision): Quiet | null {
  if (decision.deal.kind !== 'none') return null
  if (facts.deal === null) return quietWhileFlat(facts, config, decision)
  if (!isPlain(decision)) return null
  if (decision.orders === 'unchanged' || facts.permission.kind !== 'trade' || facts.closeRequested)
    return null
  if (!facts.orders.every(({ status }) => isTerminal(status) || isResting(status))) return null
  return quietDeal(facts, facts.deal, config)
}

const plain: ReadonlySet<string> = new Set([
  ...['orders-in-place', 'ladder-exhausted', 'distributing', 'exposure-cap'],
  ...['safety-condition', 'dangerous-move'],
])

const isPlain = ({ reason, further }: Decision): boolean =>
  plain.has(reason.code) && further.every(({ code }) => plain.has(code))

function quietDeal(facts: PairFacts, deal: DealFacts, config: DcaConfig): Quiet | null {
  const { instrument, price } = facts
  if (instrument === null || price === null) return null
  const question = ask(facts, instrument, deal, inQuote(config), readDealOrders(facts.orders))
  const { state } = question
  if (question.ledgerSteps === 0 || question.venueSteps === 0) return null
  if (state.basePrice === null || state.beyond !== undefined) return null
  // A watched target looks at every candle.
  if (isTrailing(config, facts) && state.watch?.spent !== true) return null
  const s = signOf(facts.side)
  const loss = s * Math.max(...lossMarks(question, price).map((mark) => s * mark))
  const profit = profitMark(question)
  const rungs = quietRungs(question, ladderOf(question, state.basePrice), levelReached(question, state))
  const until = Math.min(timeStopAt(question), dayEnd(facts, config), rungs.until)
  const [low, high] = facts.side === 'long' ? [loss, profit] : [profit, loss]
  return {
    low: Math.max(low, rungs.low),
    high: Math.min(high, rungs.high),
    until,
    throughFunding: !countsFunding(config),
  }
}

/** Limits on a result count the funding in it. */
const countsFunding = ({ maxDealLossPct, dailyLossPct, maxDrawdownPct }: DcaConfig): boolean =>
  maxDealLossPct !== null || dailyLossPct !== null || maxDrawdownPct !== null

// Sums of doubles may trip a guard a hair before the mark computed from them: asking a little too early costs nothing.
const A_HAIR = 1e-9

/** The marks at which a guard closes or reduces the position as it is. */
function lossMarks(question: DealQuestion, price: PriceFacts): number[] {
  const { facts, config, state } = question
  const s = signOf(facts.side)
  const held = standing(question, price)
  const { position } = facts
  const guard = position === null ? null : liquidationLimit(question, position, config.liquidationBuffer)
  const marks = [
    guard?.guard ?? null,
    reduceLimit(question)?.guard ?? null,
    stopOf(question, state, held)?.price ?? null,
  ]
  const computed = [dealLossPrice(question), breakerMarks(facts, config).loss]
  return [
    ...marks.map((mark) => mark ?? nowhere(s)),
    ...computed.map((mark) => (mark === null ? nowhere(s) : mark * (1 + s * A_HAIR))),
  ]
}

const nowhere = (s: number): number => (s > 0 ? 0 : Infinity)

/** The mark at which the best result is beaten. */
const profitMark = ({ facts, config }: DealQuestion): number =>
  breakerMarks(facts, config).profit * (1 - signOf(facts.side) * A_HAIR)

function quietWhileFlat(facts: PairFacts, config: DcaConfig, decision: Decision): Quiet | null {
  const { reason } = decision
  const { until } = reason.detail
  if (halting.has(reason.code) && typeof until === 'number') return { low: 0, high: Infinity, until }
  if (reason.code === 'max-deals') return { low: 0, high: Infinity, until: Infinity }
  return quietWhileWaiting(facts, config, decision)
}

const halting: ReadonlySet<string> = new Set([
  ...['cooldown', 'halted-after-stops', 'daily-loss', 'drawdown'],
])
