import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
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
  const bound = bindStrategy(pair.strategy, pair.deal?.config ?? pair.config)
  if (bound.ok) {
    try {
      return bound.value.decide(facts)
    } catch (error) {
      log.error({ error, pairId: pair.id }, 'The strategy failed on a pair.')
    }
  } else {
    log.error({ pairId: pair.id, fault: bound.error.kind }, 'The stored settings of a pair are not usable.')
  }
  return {
    orders: 'unchanged',
    deal: { kind: 'none' },
    reason: { code: 'preflight-failed', detail: { code: 'settings-unusable' } },
    further: [],
  }
}
