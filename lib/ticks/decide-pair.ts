import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { decideSafely } from '@/lib/domain/strategies/decide-safely'
import { bindStrategy } from '@/lib/domain/strategies/registry'
import { log } from '@/lib/log'
import { noNeeds, type MarketNeeds } from '@/lib/domain/signals/market-needs'
import type { PairAggregate } from './aggregate'
import { dealOf } from './facts'

/** What the pair's strategy wants to see of its market. Settings that are not usable ask for nothing: `decidePair` tells them. */
export function needsOf(pair: PairAggregate): MarketNeeds {
  const bound = bindStrategy(pair.strategy, pair.deal?.config ?? pair.config)
  return bound.ok ? bound.value.needs(dealOf(pair)) : noNeeds
}

/** One faulty pair never stops the others: what it rests stays, and its condition says what is wrong. */
export function decidePair(pair: PairAggregate, facts: PairFacts): Decision {
  const { decision, fault } = decideSafely(
    bindStrategy(pair.strategy, pair.deal?.config ?? pair.config),
    facts,
  )
  if (fault?.kind === 'threw') {
    log.error({ error: fault.error, pairId: pair.id }, 'The strategy failed on a pair.')
  } else if (fault !== null) {
    log.error({ pairId: pair.id, fault: fault.error.kind }, 'The stored settings of a pair are not usable.')
  }
  return decision
}
