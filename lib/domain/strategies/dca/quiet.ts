import { isResting, isTerminal } from '@/lib/domain/orders/order'
import type { Decision, PairFacts, Quiet } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from './config'
import { closingLimit } from './decide'

/**
 * How far the mark may move before `decide` could want something else than it just did. Only the plain states are answered, where
 * every price that counts rests on the venue already: then the guards against liquidation and loss are all that looks at the mark,
 * and nothing looks at the account or the clock.
 */
export function quiet(facts: PairFacts, config: DcaConfig, decision: Decision): Quiet | null {
  if (decision.deal.kind !== 'none') return null
  if (facts.deal === null) return quietWhileFlat(decision)
  const { code } = decision.reason
  if (code !== 'orders-in-place' && code !== 'ladder-exhausted') return null
  if (decision.orders === 'unchanged' || facts.permission.kind !== 'trade' || facts.closeRequested)
    return null
  if (!facts.orders.every(({ status }) => isTerminal(status) || isResting(status))) return null
  const limit = closingLimit(facts, facts.deal, config)
  if (limit === null) return null
  const rest = { until: Infinity, throughFunding: !countsFunding(config) }
  return facts.side === 'long' ? { low: limit, high: Infinity, ...rest } : { low: 0, high: limit, ...rest }
}

/** Limits on a result count the funding in it. */
const countsFunding = ({ maxDealLossPct, dailyLossPct, maxDrawdownPct }: DcaConfig): boolean =>
  maxDealLossPct !== null || dailyLossPct !== null || maxDrawdownPct !== null

function quietWhileFlat({ reason }: Decision): Quiet | null {
  const { until } = reason.detail
  if (reason.code === 'cooldown' && typeof until === 'number') return { low: 0, high: Infinity, until }
  return reason.code === 'max-deals' ? { low: 0, high: Infinity, until: Infinity } : null
}
