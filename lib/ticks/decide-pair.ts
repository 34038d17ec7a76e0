import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { bindStrategy } from '@/lib/domain/strategies/registry'
import { log } from '@/lib/log'
import type { PairAggregate } from './aggregate'

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
