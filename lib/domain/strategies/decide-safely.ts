import type { Result } from '@/lib/domain/result'
import type { Decision, PairFacts } from './contract'

type StrategyFault = { readonly kind: string }

/** A strategy bound to its settings, or why it could not be. */
export type Binding<Fault extends StrategyFault> = Result<
  { readonly decide: (facts: PairFacts) => Decision },
  Fault
>

/** A decision, and what was wrong where the strategy itself could not take one. */
export type Answer<Fault extends StrategyFault> = {
  readonly decision: Decision
  readonly fault: { readonly kind: 'unusable'; readonly error: Fault } | Thrown | null
}
type Thrown = { readonly kind: 'threw'; readonly error: unknown }

/**
 * Asks a strategy; where its settings are not usable, or it throws, everything stays as it rests. Live ticks and the check of their
 * journal ask through here, so that both know the same answer to what went wrong.
 */
export function decideSafely<Fault extends StrategyFault>(
  bound: Binding<Fault>,
  facts: PairFacts,
): Answer<Fault> {
  if (!bound.ok) return { decision: stays, fault: { kind: 'unusable', error: bound.error } }
  try {
    return { decision: bound.value.decide(facts), fault: null }
  } catch (error) {
    return { decision: stays, fault: { kind: 'threw', error } }
  }
}

const stays: Decision = {
  orders: 'unchanged',
  deal: { kind: 'none' },
  reason: { code: 'preflight-failed', detail: { code: 'settings-unusable' } },
  further: [],
}
