import { isTerminal, type DesiredOrder, type KnownOrder } from '@/lib/domain/orders/order'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { priceOf } from '@/lib/domain/perpetuals/quantize'
import type { DealChange, Decision, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { DcaConfig } from './config'
import { asKnown } from './deal-orders'
import type { DealState } from './deal-state'
import type { DealQuestion } from './deal-question'
import { exitOrders, exitPrices, type Exits } from './exits'
import { hold, noChange, noDetail, noReasons, type Detail } from './hold'
import { buildLadder, type Rung } from './ladder'
import { filledLevel, wantedRungs } from './rungs'
import type { Held } from './targets'

/** Guards 11 to 13: the exits of the position as it is, then the entries as far as they are allowed. */
export function manage(question: DealQuestion, price: PriceFacts): Decision {
  const { facts, ledgerSteps, venueSteps } = question
  const { permission, instrument } = facts
  if (permission.kind === 'settle-only') return hold(permission.because)
  if (permission.kind === 'stopping' && permission.how === 'cancel-orders') {
    return { orders: [], deal: noChange, reason: stopping(permission.how), further: noReasons }
  }
  if (instrument === null) return hold('instrument-missing', { source: 'instrument' })
  const blocked = entryBlock(question)
  if (venueSteps === 0) return opening(question, blocked)
  const foreign = ledgerSteps === 0
  if (foreign)
    return { orders: [], deal: noChange, reason: blocked ?? outOfSync(question), further: noReasons }
  return protect(question, price, instrument, blocked)
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
function opening({ orders, facts }: DealQuestion, blocked: Reason | null): Decision {
  const base = orders.base
  const rests = base !== null && blocked === null
  return {
    orders: rests ? [asKnown(base)] : [],
    deal: noChange,
    reason: blocked ?? { code: 'orders-in-place', detail: { phase: 'opening', side: facts.side } },
    further: noReasons,
  }
}

function protect(
  question: DealQuestion,
  price: PriceFacts,
  instrument: Instrument,
  blocked: Reason | null,
): Decision {
  const { facts, config, deal, orders, venueSteps } = question
  const state = anchored(question)
  const quantity = venueSteps * instrument.quantityStep
  const averageEntry =
    (venueSteps === question.ledgerSteps ? deal.ledger.averageEntry : null) ??
    facts.position?.averageEntry ??
    price.mark
  const basePrice = state.basePrice ?? orders.base?.averagePrice ?? averageEntry
  const held: Held = { ...deal.ledger, quantity, averageEntry, baseVolume: state.baseVolume }
  const exits = exitPrices(config, facts.side, held, basePrice, instrument, facts.fees)
  const wanted = exitOrders(exits, facts.side, venueSteps, instrument)
  const entries = entriesFor(question, state, price, instrument, averageEntry, quantity, blocked)
  for (const order of entries.wanted) wanted.push(order)
  const told = entries.level > state.level ? { ...state, level: entries.level } : state
  const inPlace = waiting(facts, exits, entries, price, instrument, {
    averageEntry,
    quantity,
    rungs: config.maxSafetyOrders,
  })
  const first = entries.blocked ?? (told === state ? null : rose(inPlace))
  return {
    orders: wanted,
    deal: changeTo(question, told),
    reason: first ?? inPlace,
    further: first === null ? noReasons : [inPlace],
  }
}

/** The state with the ladder's anchor, known once the base order has ended. */
function anchored({ state, orders }: DealQuestion): DealState {
  const { base } = orders
  if (state.basePrice !== null || base === null || !isTerminal(base.status)) return state
  return base.averagePrice === null ? state : { ...state, basePrice: base.averagePrice }
}

const changeTo = ({ deal, state }: DealQuestion, next: DealState): DealChange =>
  next === state && deal.status === 'active' ? noChange : { kind: 'update', status: 'active', state: next }

type Entries = {
  readonly wanted: readonly DesiredOrder[]
  readonly level: number
  readonly next: Rung | null
  readonly blocked: Reason | null
}

function entriesFor(
  question: DealQuestion,
  state: DealState,
  price: PriceFacts,
  instrument: Instrument,
  averageEntry: number,
  quantity: number,
  blocked: Reason | null,
): Entries {
  const { facts, config, orders } = question
  const { base } = orders
  if (state.basePrice === null) {
    const wanted = base !== null && !isTerminal(base.status) && blocked === null ? [asKnown(base)] : []
    return { wanted, level: 0, next: null, blocked }
  }
  const ladder = ladderOf(state, state.basePrice, config, facts.side, instrument)
  const level = filledLevel(ladder, orders, instrument)
  if (blocked !== null) return { wanted: [], level, next: null, blocked }
  if (!facts.settingsConfirmed) {
    const reason: Reason = { code: 'settings-unconfirmed', detail: { wanted: facts.leverage, found: null } }
    return { wanted: restingEntries(facts.orders), level, next: null, blocked: reason }
  }
  const answer = wantedRungs(
    { facts, config, instrument, price, orders, ladder, quantity, averageEntry },
    level,
  )
  return { ...answer, level }
}

const restingEntries = (orders: readonly KnownOrder[]): DesiredOrder[] =>
  orders.filter((order) => !order.reduceOnly && !isTerminal(order.status)).map(asKnown)

type Memo = {
  readonly config: DcaConfig
  readonly side: Side
  readonly instrument: Instrument
  readonly ladder: readonly Rung[]
}

// The ladder is fixed for the deal, and a state is never changed in place: a run that keeps its objects builds each ladder once.
const ladders = new WeakMap<DealState, Memo>()

function ladderOf(
  state: DealState,
  basePrice: number,
  config: DcaConfig,
  side: Side,
  instrument: Instrument,
) {
  const memo = ladders.get(state)
  if (memo !== undefined && memo.config === config && memo.instrument === instrument && memo.side === side) {
    return memo.ladder
  }
  const ladder = buildLadder(config, side, basePrice, instrument)
  ladders.set(state, { config, side, instrument, ladder })
  return ladder
}

/** The normal state: what the price has to reach for something to happen. */
function waiting(
  facts: PairFacts,
  exits: Exits,
  { level, next }: Entries,
  price: PriceFacts,
  instrument: Instrument,
  position: { readonly averageEntry: number; readonly quantity: number; readonly rungs: number },
): Reason {
  const toPrice = (ticks: number | null) => (ticks === null ? null : priceOf(ticks, instrument))
  const detail: Detail = {
    side: facts.side,
    price: price.last,
    level,
    rungs: position.rungs,
    average: position.averageEntry,
    quantity: position.quantity,
    nextLevel: next === null ? null : next.level,
    nextRungPrice: next === null ? null : next.price,
    nextRungDistancePct: next === null ? null : (Math.abs(price.last - next.price) * 100) / price.last,
    takeProfitPrice: toPrice(exits.targetTicks),
    stopPrice: toPrice(exits.stopTicks),
  }
  return {
    code: next === null && position.rungs > 0 && level > 0 ? 'ladder-exhausted' : 'orders-in-place',
    detail,
  }
}

const rose = ({ detail }: Reason): Reason => ({ code: 'ladder-level', detail })
