import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps } from '@/lib/domain/perpetuals/quantize'
import type { DealFacts, PairFacts } from '@/lib/domain/strategies/contract'
import type { MartingaleConfig } from './config'
import type { DealOrders } from './deal-orders'
import { readDealState, type DealState } from './deal-state'

/** What one decision about an open deal works on. Quantities in whole steps: ours by the ledger, and the venue's. */
export type DealQuestion = {
  readonly facts: PairFacts
  readonly instrument: Instrument
  readonly config: MartingaleConfig
  readonly deal: DealFacts
  readonly state: DealState
  readonly orders: DealOrders
  readonly ledgerSteps: number
  readonly venueSteps: number
}

export const dealQuestion = (
  facts: PairFacts,
  instrument: Instrument,
  deal: DealFacts,
  config: MartingaleConfig,
  orders: DealOrders,
): DealQuestion => ({
  facts,
  instrument,
  config,
  deal,
  state: readDealState(deal.state),
  orders,
  ledgerSteps: inSteps(deal.ledger.quantity, instrument),
  venueSteps: facts.position === null ? 0 : inSteps(facts.position.quantity, instrument),
})

const inSteps = (quantity: number, { quantityStep }: Instrument): number =>
  Math.max(0, floorToSteps(quantity, quantityStep))

/** The average of what is held: our own as long as ledger and venue agree. */
export function averageOf({ deal, facts, ledgerSteps, venueSteps }: DealQuestion, otherwise: number): number {
  const own = venueSteps === ledgerSteps ? deal.ledger.averageEntry : null
  return own ?? facts.position?.averageEntry ?? otherwise
}

// The dispatcher's clock names the tick, the database's the plan; they may differ by a little.
const CLOCKS_DIFFER_MS = 1_000

/** True for what was planned in this tick, or in an earlier delivery of it. */
export const isOfThisTick = ({ tickAt }: PairFacts, at: number): boolean => at >= tickAt - CLOCKS_DIFFER_MS
