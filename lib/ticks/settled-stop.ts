import { isResting, isTerminal } from '@/lib/domain/orders/order'
import type { StopMode } from '@/lib/domain/strategies/contract'
import type { PairAggregate } from './aggregate'
import type { PairDecision } from './planning/plan'
import type { Worked } from './work'

/**
 * The way of stopping that this tick has brought to its end: every pair is as the user asked for and nothing is unanswered. Null while
 * something is left to do, or when the bot was not stopping when the tick decided.
 */
export function settledStop({
  bot,
  decisions,
  decidedFor,
}: Extract<Worked, { kind: 'done' }>): StopMode | null {
  if (decidedFor.status !== 'STOPPING') return null
  return decisions.every((item) => isSettled(item, bot.pairs)) ? (decidedFor.stopMode ?? 'keep-exits') : null
}

function isSettled({ pair, decision }: PairDecision, after: readonly PairAggregate[]): boolean {
  const now = after.find(({ id }) => id === pair.id) ?? pair
  if (now.strays.length > 0) return false
  if (now.deal === null) return true
  if (decision.orders === 'unchanged' || decision.reason.code === 'closing-in-progress') return false
  const wanted = decision.orders
  const open = now.orders.filter(({ status }) => !isTerminal(status))
  return (
    open.length === wanted.length &&
    open.every(({ key, status }) => isResting(status) && wanted.some((order) => order.key === key))
  )
}
