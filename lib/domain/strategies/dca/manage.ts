import type { DealChange, Decision, PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { baseFill, isOpening, wantedBase, type WantedBase } from './base-order'
import type { DealQuestion } from './deal-question'
import type { DealState } from './deal-state'
import { entriesFor } from './entries'
import { exitOrders, exitPrices } from './exits'
import { hold, noChange, noDetail, noReasons } from './hold'
import { waiting } from './waiting'
import type { Held } from './targets'

/** Guards 11 to 13: the exits of the position as it is, then the entries as far as they are allowed. */
export function manage(question: DealQuestion, price: PriceFacts): Decision {
  const { facts, ledgerSteps, venueSteps } = question
  const { permission } = facts
  if (permission.kind === 'settle-only') return hold(permission.because)
  if (permission.kind === 'stopping' && permission.how === 'cancel-orders') {
    return { orders: [], deal: noChange, reason: stopping(permission.how), further: noReasons }
  }
  const blocked = entryBlock(question)
  if (venueSteps === 0) return opening(question, price, blocked)
  if (ledgerSteps > 0) return protect(question, price, blocked)
  // The position is not ours: our entries are withdrawn and nothing of ours is put on it.
  return { orders: [], deal: noChange, reason: outOfSync(question), further: noReasons }
}

const stopping = (how: string): Reason => ({ code: 'stopping', detail: { how } })

const outOfSync = ({ deal, facts }: DealQuestion): Reason => ({
  code: 'out-of-sync',
  detail: { ledger: deal.ledger.quantity, venue: facts.position?.quantity ?? 0 },
})

/** Guard 12: why no entry may rest; null = entries are allowed. */
function entryBlock(question: DealQuestion): Reason | null {
  const { permission } = question.facts
  if (question.ledgerSteps !== question.venueSteps) return outOfSync(question)
  if (permission.kind === 'stopping') return stopping(permission.how)
  if (permission.kind === 'exits-only') return { code: permission.because, detail: noDetail }
  return null
}

/** The base order works and nothing has filled. */
function opening(question: DealQuestion, price: PriceFacts, blocked: Reason | null): Decision {
  const { wanted, blocked: waits } = blocked === null ? wantedBase(question, price) : withdrawn
  return {
    orders: wanted,
    deal: noChange,
    reason: blocked ?? waits ?? openingReason(question),
    further: noReasons,
  }
}

const withdrawn: WantedBase = { wanted: [], blocked: null }

const openingReason = ({ facts }: DealQuestion): Reason => ({
  code: 'orders-in-place',
  detail: { phase: 'opening', side: facts.side },
})

function protect(question: DealQuestion, price: PriceFacts, blocked: Reason | null): Decision {
  const { facts, config, instrument, venueSteps } = question
  const state = anchored(question)
  const held = standing(question, state, price)
  const basePrice = state.basePrice ?? baseFill(facts.orders).averagePrice ?? held.averageEntry
  const exits = exitPrices(config, facts.side, held, basePrice, instrument, facts.fees)
  const wanted = exitOrders(exits, facts.side, venueSteps, instrument)
  const entries = entriesFor(question, state, price, held, blocked)
  for (const order of entries.wanted) wanted.push(order)
  const told = entries.level > state.level ? { ...state, level: entries.level } : state
  const inPlace = waiting(question, exits, entries, held, price)
  const first = entries.blocked ?? (told === state ? null : rose(inPlace))
  return {
    orders: wanted,
    deal: changeTo(question, told),
    reason: first ?? inPlace,
    further: first === null ? noReasons : [inPlace],
  }
}

const rose = ({ detail }: Reason): Reason => ({ code: 'ladder-level', detail })

/** The position as the venue holds it; its average is our own as long as ledger and venue agree. */
function standing(question: DealQuestion, state: DealState, price: PriceFacts): Held {
  const { facts, deal, instrument, venueSteps, ledgerSteps } = question
  const { ledger } = deal
  const own = venueSteps === ledgerSteps ? ledger.averageEntry : null
  return {
    quantity: venueSteps * instrument.quantityStep,
    averageEntry: own ?? facts.position?.averageEntry ?? price.mark,
    entryCost: ledger.entryCost,
    entryFees: ledger.entryFees,
    exitFees: ledger.exitFees,
    realisedGross: ledger.realisedGross,
    baseVolume: state.baseVolume,
  }
}

/** The state with the ladder's anchor, known once the base order has ended. */
function anchored(question: DealQuestion): DealState {
  const { state } = question
  if (state.basePrice !== null || isOpening(question)) return state
  const { averagePrice } = baseFill(question.facts.orders)
  return averagePrice === null ? state : { ...state, basePrice: averagePrice }
}

const changeTo = ({ deal, state }: DealQuestion, next: DealState): DealChange =>
  next === state && deal.status === 'active' ? noChange : { kind: 'update', status: 'active', state: next }
