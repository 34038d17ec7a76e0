import { noSignals } from '@/lib/domain/signals/signal'
import type { PairFacts } from '@/lib/domain/strategies/contract'

/** The facts of a pair that stands alone, has no past and asks for nothing of its market. */
export const blankFacts = {
  tickAt: 0,
  record: { realised: 0, stops: [] },
  siblings: { pairs: 1, others: [] },
  signals: noSignals,
  range: null,
  volume24h: null,
  memory: null,
} satisfies Partial<PairFacts>
