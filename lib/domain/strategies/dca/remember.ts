import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { baseFill, isOpening } from './base-order'
import type { DealQuestion } from './deal-question'
import type { DealState } from './deal-state'
import { peakOf } from './profit-steps'
import { withWatch } from './trailing'
import { withWaitingStop } from './waiting-stop'
import type { Held } from './targets'

/** What a tick has learnt before its guards are asked; the same object where that is nothing new. */
export function remember(question: DealQuestion, held: Held, price: PriceFacts): DealState {
  const known = withPeak(question, anchored(question))
  return withWaitingStop(question, withWatch(question, known, held, price), held, price)
}

/** The state with the ladder's anchor, known once the base order has ended. */
function anchored(question: DealQuestion): DealState {
  const { state } = question
  if (state.basePrice !== null || isOpening(question)) return state
  const { averagePrice } = baseFill(question.facts.orders)
  return averagePrice === null ? state : { ...state, basePrice: averagePrice }
}

function withPeak(question: DealQuestion, state: DealState): DealState {
  if ((question.config.takeProfitSteps?.length ?? 0) < 2) return state
  const peakSteps = peakOf(question, state)
  return peakSteps === state.peakSteps ? state : { ...state, peakSteps }
}
