import type { OpenDealStatus } from '@/lib/domain/deals/deal'
import type { DealChange, Decision, PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { wantedBase, type WantedBase } from './base-order'
import type { DealQuestion } from './deal-question'
import { without, type DealState } from './deal-state'
import { entriesFor, levelReached, type Entries } from './entries'
import { exitOrders, exitsOf } from './exits'
import { hold, noChange, noDetail, noReasons } from './hold'
import { peakOf, stepsFilled } from './profit-steps'
import { reduction } from './reduction'
import { standing } from './standing'
import { isTrailing } from './trailing'
import { waiting } from './waiting'

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
  const { state } = question
  const held = standing(question, price)
  const near = reduction(question, levelReached(question, state), price)
  const exits = exitsOf(question, state, held, near?.order?.quantitySteps ?? 0)
  const wanted = exitOrders(question, exits)
  if (near !== null && near.order !== null) wanted.push(near.order)
  const kept = blocked ?? distributing(question) ?? near?.held ?? null
  const entries = entriesFor(question, state, price, held, kept)
  for (const order of entries.wanted) wanted.push(order)
  const told = withEntries(state, entries)
  const inPlace = waiting(question, exits, entries, held, price)
  const first = near?.told ?? entries.blocked ?? (told.level === state.level ? null : rose(inPlace))
  return {
    orders: wanted,
    deal: changeTo(question, told),
    reason: first ?? inPlace,
    further: first === null ? noReasons : [inPlace],
  }
}

/** A profit step of several has filled: nothing is added for the rest of the deal. */
function distributing(question: DealQuestion): Reason | null {
  const steps = stepsFilled(question, peakOf(question, question.state))
  return steps === 0 ? null : { code: 'distributing', detail: { steps } }
}

/** The state with what the entries have come to; the same object where that is nothing new. */
function withEntries(state: DealState, { level, capped }: Entries): DealState {
  const risen = level > state.level ? { ...state, level } : state
  if (!capped) return without(risen, 'capped')
  return risen.capped === true ? risen : { ...risen, capped }
}

const rose = ({ detail }: Reason): Reason => ({ code: 'ladder-level', detail })

/** The deal as this tick leaves it; no change where neither its state nor its status is new. */
export function changeTo({ deal, stored, facts, config }: DealQuestion, next: DealState): DealChange {
  const isArmed = isTrailing(config, facts) && (next.watch?.best ?? null) !== null
  const status: OpenDealStatus = isArmed ? 'trailing' : 'active'
  return next === stored && deal.status === status ? noChange : { kind: 'update', status, state: next }
}
