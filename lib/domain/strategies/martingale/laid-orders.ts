import type { DesiredOrder, KnownOrder } from '@/lib/domain/orders/order'
import type { DealChange, Decision } from '@/lib/domain/strategies/contract'
import { noChange } from '@/lib/domain/strategies/dca/hold'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { asKnown } from './closing'
import { isOfThisTick, type DealQuestion } from './deal-question'

/** Orders that one tick lays and the next withdraws: those of this tick, and those whose time has passed. */
export type Laid = { readonly kept: readonly DesiredOrder[]; readonly passed: readonly DesiredOrder[] }

/** What rests of entries and exits; `onlyExits` leaves the entries out, so that they are withdrawn. */
export function resting({ facts, orders }: DealQuestion, onlyExits: boolean): Laid {
  const kept: DesiredOrder[] = []
  const passed: DesiredOrder[] = []
  for (const order of orders.passing) {
    if (isOfThisTick(facts, order.plannedAt)) {
      if (isAllowed(order, onlyExits)) kept.push(asKnown(order))
    } else passed.push(asKnown(order))
  }
  return { kept, passed }
}

const isAllowed = ({ reduceOnly }: KnownOrder, onlyExits: boolean): boolean => reduceOnly || !onlyExits

/** True once this tick has entered or taken profit: an order that traded at once must not be wanted again by the rounds that follow. */
export const stays = ({ facts, orders }: DealQuestion): boolean => isOfThisTick(facts, orders.actedAt)

/** A position that goes on, with everything that should rest beside it. */
export function standing(
  question: DealQuestion,
  orders: readonly DesiredOrder[],
  reason: Reason,
  further: readonly Reason[],
): Decision {
  return { orders, deal: activeFrom(question), reason, further }
}

const activeFrom = ({ deal, state }: DealQuestion): DealChange =>
  deal.status === 'active' ? noChange : { kind: 'update', status: 'active', state }
