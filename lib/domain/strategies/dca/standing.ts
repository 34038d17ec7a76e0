import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { baseFill } from './base-order'
import type { DealQuestion } from './deal-question'
import type { DealState } from './deal-state'
import type { Held } from './targets'

/** The position as the venue holds it; its average is our own as long as ledger and venue agree. */
export function standing(question: DealQuestion, { mark }: Pick<PriceFacts, 'mark'>): Held {
  const { facts, deal, instrument, venueSteps, ledgerSteps, state } = question
  const { ledger } = deal
  const own = venueSteps === ledgerSteps ? ledger.averageEntry : null
  return {
    quantity: venueSteps * instrument.quantityStep,
    averageEntry: own ?? facts.position?.averageEntry ?? mark,
    entryCost: ledger.entryCost,
    entryFees: ledger.entryFees,
    exitFees: ledger.exitFees,
    realisedGross: ledger.realisedGross,
    baseVolume: state.baseVolume,
  }
}

/** The price on which ladder and base stop hang; the average stands in as long as nothing of the base order is known. */
export const anchorOf = (
  { facts }: Pick<DealQuestion, 'facts'>,
  state: DealState,
  { averageEntry }: Pick<Held, 'averageEntry'>,
): number => state.basePrice ?? baseFill(facts.orders).averagePrice ?? averageEntry
