import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { DealFacts, PairFacts } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from './config'
import type { DealOrders } from './deal-orders'
import type { DealState } from './deal-state'

/** What one decision about an open deal works on. Quantities in whole steps: ours by the ledger, and the venue's. */
export type DealQuestion = {
  readonly facts: PairFacts
  readonly instrument: Instrument
  readonly config: DcaConfig
  readonly deal: DealFacts
  /** As this tick has found it. */
  readonly state: DealState
  /** As the last decision left it. */
  readonly stored: DealState
  readonly orders: DealOrders
  readonly ledgerSteps: number
  readonly venueSteps: number
}
