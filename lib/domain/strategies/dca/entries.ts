import { isTerminal, type DesiredOrder, type KnownOrder } from '@/lib/domain/orders/order'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { wantedBase } from './base-order'
import type { DcaConfig } from './config'
import { asKnown } from './deal-orders'
import type { DealQuestion } from './deal-question'
import type { DealState } from './deal-state'
import { buildLadder, type Rung } from './ladder'
import { permittedRungs } from './permitted-rungs'
import { filledLevel } from './rungs'
import type { Held } from './targets'

/** The entries of an open position: what should rest, the level reached, the next rung, and what keeps entries away. */
export type Entries = {
  readonly wanted: readonly DesiredOrder[]
  readonly level: number
  readonly next: Rung | null
  readonly blocked: Reason | null
  /** The exposure cap is reached. */
  readonly capped: boolean
}

/** The rest of a base order that still works, or the rungs of the ladder once it has ended. `blocked` withdraws them all. */
export function entriesFor(
  question: DealQuestion,
  state: DealState,
  price: PriceFacts,
  held: Held,
  blocked: Reason | null,
): Entries {
  const { facts, orders, instrument } = question
  const capped = state.capped === true
  if (state.basePrice === null) {
    const base = blocked === null ? wantedBase(question, price) : { wanted: [], blocked }
    return { ...base, level: 0, next: null, capped }
  }
  const ladder = ladderOf(question, state.basePrice)
  const level = filledLevel(ladder, orders, instrument)
  if (blocked !== null) return { wanted: [], level, next: null, blocked, capped }
  if (!facts.settingsConfirmed) {
    const reason: Reason = { code: 'settings-unconfirmed', detail: { wanted: facts.leverage, found: null } }
    return { wanted: restingEntries(facts.orders), level, next: null, blocked: reason, capped }
  }
  return { level, ...permittedRungs({ question, price, ladder, held }, level) }
}

/** The highest rung that has filled by now; 0 while the base order works. */
export function levelReached(question: DealQuestion, state: DealState): number {
  if (state.basePrice === null) return 0
  return filledLevel(ladderOf(question, state.basePrice), question.orders, question.instrument)
}

const restingEntries = (orders: readonly KnownOrder[]): DesiredOrder[] =>
  orders.filter((order) => !order.reduceOnly && !isTerminal(order.status)).map(asKnown)

type Memo = {
  readonly side: Side
  readonly basePrice: number
  readonly instrument: Instrument
  readonly ladder: readonly Rung[]
}

// The ladder is fixed for the deal and settings are never changed in place: whoever keeps them builds each ladder once.
const ladders = new WeakMap<DcaConfig, Memo>()

/** The rungs of a deal, by the fill price of its base order. */
export function ladderOf({ config, facts, instrument }: DealQuestion, basePrice: number): readonly Rung[] {
  const { side } = facts
  const memo = ladders.get(config)
  const isKnown = memo?.basePrice === basePrice && memo.side === side && memo.instrument === instrument
  if (isKnown) return memo.ladder
  const ladder = buildLadder(config, side, basePrice, instrument)
  ladders.set(config, { side, basePrice, instrument, ladder })
  return ladder
}
