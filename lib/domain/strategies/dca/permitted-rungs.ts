import { isResting, type DesiredOrder } from '@/lib/domain/orders/order'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { judgeConditions } from './conditions/judge-conditions'
import { crashGuard } from './crash-guard'
import { asKnown } from './deal-orders'
import type { Rung } from './ladder'
import { wantedRungs, type RungAnswer, type RungQuestion } from './rungs'
import { isBeyond } from './targets'

/**
 * The part of guard 13 that looks at candles: withdraws the rungs while the market moves fast against the position, and where the
 * settings name conditions, lets rungs rest only once these hold and the price has passed them. Candles that are not to be had lay
 * nothing new and withdraw nothing.
 */
export function permittedRungs(asked: RungQuestion, level: number): RungAnswer {
  const { config, facts } = asked.question
  if (!config.crashGuard && config.safetyConditions.length === 0) return wantedRungs(asked, level)
  const unfilled = asked.ladder.filter((rung) => rung.level > level && !rung.skipped)
  if (unfilled.length > 0 && config.crashGuard) {
    const verdict = crashGuard(facts)
    if (verdict.kind === 'dangerous') return held(asked, level, [], verdict.reason)
    if (verdict.kind === 'unavailable') return held(asked, level, restingRungs(asked), verdict.reason)
  }
  return config.safetyConditions.length === 0
    ? wantedRungs(asked, level)
    : conditionalRungs(asked, level, unfilled)
}

/** Only `wanted` is left of the rungs. */
const held = (
  asked: RungQuestion,
  level: number,
  wanted: readonly DesiredOrder[],
  blocked: Reason | null,
  next: Rung | null = null,
): RungAnswer => ({ ...wantedRungs({ ...asked, ladder: [] }, level), wanted, next, blocked })

const restingRungs = ({ question }: RungQuestion): DesiredOrder[] =>
  question.facts.orders
    .filter((order) => !order.reduceOnly && order.key !== 'base' && isResting(order.status))
    .map(asKnown)

/** Rungs that wait for conditions: those already passed are sent together, at most as many as may rest at once. */
function conditionalRungs(asked: RungQuestion, level: number, unfilled: readonly Rung[]): RungAnswer {
  const { facts, config, orders } = asked.question
  const [next = null] = unfilled
  const passed = unfilled.filter((rung) => isBeyond(facts.side, asked.price.last, rung.price))
  const judged = judgeConditions(config.safetyConditions, facts, 'safety-condition')
  // The rest of a rung that has begun to fill keeps resting at its price.
  const begun = (rung: Rung) => orders.rungs[rung.level]?.latest.status === 'PARTIAL'
  if (judged.met) {
    const answer = wantedRungs(
      { ...asked, ladder: unfilled.filter((r) => passed.includes(r) || begun(r)) },
      level,
    )
    return { ...answer, next }
  }
  const [reason] = judged.reasons
  const resting = restingRungs(asked)
  const isFalse = reason.code === 'safety-condition'
  const stays = isFalse
    ? resting.filter(({ key }) => unfilled.some((r) => begun(r) && key === keyOf(r)))
    : resting
  return held(asked, level, stays, passed.length > 0 ? reason : null, next)
}

const keyOf = (rung: Rung): DesiredOrder['key'] => `safety/${rung.level}`
