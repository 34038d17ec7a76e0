import { isDeepStrictEqual } from 'node:util'
import { pausesBot, type DealEnd } from '@/lib/domain/deals/deal'
import { isResting, type DesiredOrder } from '@/lib/domain/orders/order'
import { planOrders } from '@/lib/domain/orders/plan-orders'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { decimalsOf, priceOf, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { newId } from '@/lib/ids'
import type { BotAggregate, OrderRow, PairAggregate } from '../aggregate'
import { clientOrderIdFor } from '../client-order-id'
import type { TickEvent } from '../tick-event'
import type { Plan, PlannedOrder } from './repository'

/** What one tick decided for one pair, with the facts it decided on. */
export type PairDecision = {
  readonly pair: PairAggregate
  readonly facts: PairFacts
  /** What is carried out and told. */
  readonly decision: Decision
  /** What the strategy answered: the same, without the sentence a venue may have added to its reason. */
  readonly answer: Decision
}

/** A command to the venue with the rows it belongs to. */
export type PlannedCommand =
  | { readonly kind: 'cancel'; readonly pair: PairAggregate; readonly order: OrderRow }
  | {
      readonly kind: 'place'
      readonly pair: PairAggregate
      readonly planned: PlannedOrder
      readonly desired: DesiredOrder
    }

export type TickPlan = {
  readonly plan: Plan
  /** Withdrawals first, then protective orders, then entries. */
  readonly commands: readonly PlannedCommand[]
  readonly events: readonly TickEvent[]
}

/** Compares what the strategies want with what is known and turns the difference into rows to write and commands to send. */
export function planDecisions(
  orderIdKey: Uint8Array,
  bot: BotAggregate,
  decisions: readonly PairDecision[],
): TickPlan {
  const planned = decisions.map((item) => planPair(orderIdKey, bot, item))
  const commands = planned.flatMap((part) => part.commands)
  return {
    plan: {
      opened: planned.flatMap((part) => part.opened),
      updated: planned.flatMap((part) => part.updated),
      ended: planned.flatMap((part) => part.ended),
      orders: commands.flatMap((command) => (command.kind === 'place' ? [command.planned] : [])),
    },
    commands: [
      ...commands.filter((command) => command.kind === 'cancel'),
      ...commands.filter((command) => command.kind === 'place' && command.desired.reduceOnly),
      ...commands.filter((command) => command.kind === 'place' && !command.desired.reduceOnly),
    ],
    events: planned.flatMap((part) => part.events),
  }
}

type PairPlan = Omit<Plan, 'orders'> & Pick<TickPlan, 'commands' | 'events'>

function planPair(orderIdKey: Uint8Array, bot: BotAggregate, item: PairDecision): PairPlan {
  const { pair, facts, decision } = item
  const opened = decision.deal.kind === 'open' ? [openedDeal(bot, pair, decision.deal.state)] : []
  const dealId = opened[0]?.id ?? pair.deal?.id ?? null
  const { instrument } = facts
  const orders =
    instrument === null || dealId === null
      ? { cancels: [], places: [] }
      : planOrders(decision.orders, facts.orders)
  const cancels = [
    ...pair.orders.filter((order) =>
      orders.cancels.some(({ clientOrderId }) => clientOrderId === order.clientOrderId),
    ),
    ...pair.strays.filter((order) => isResting(order.status)),
  ]
  const places = orders.places.flatMap((desired): PlannedCommand[] =>
    instrument === null || dealId === null
      ? []
      : [
          {
            kind: 'place',
            pair,
            desired,
            planned: plannedOrder(orderIdKey, bot, { item, dealId, instrument, desired }),
          },
        ],
  )
  return {
    opened,
    updated: updatedDeal(pair, decision),
    ended: endedDeal(pair, decision, instrument),
    commands: [...cancels.map((order): PlannedCommand => ({ kind: 'cancel', pair, order })), ...places],
    events: eventsOf(pair, decision),
  }
}

function openedDeal(bot: BotAggregate, pair: PairAggregate, state: unknown): Plan['opened'][number] {
  return {
    id: newId('deal'),
    pairId: pair.id,
    number: pair.dealCount + 1,
    configVersion: bot.configVersion,
    config: pair.config,
    leverage: pair.leverage,
    state,
  }
}

function updatedDeal(pair: PairAggregate, { deal: change }: Decision): Plan['updated'] {
  if (change.kind !== 'update' || pair.deal === null) return []
  const { deal } = pair
  if (deal.status === change.status && isDeepStrictEqual(deal.state, change.state)) return []
  return [{ id: deal.id, status: change.status, state: change.state }]
}

function endedDeal(
  pair: PairAggregate,
  { deal: change }: Decision,
  instrument: Instrument | null,
): Plan['ended'] {
  if (change.kind !== 'end' || pair.deal === null) return []
  const decimals = instrument === null ? 12 : decimalsOf(instrument.quantityStep)
  return [
    {
      id: pair.deal.id,
      pairId: pair.id,
      status: change.end.status,
      reason: change.end.reason,
      dust: change.dust.toFixed(decimals),
      pause: pausesBot(change.end) ? pauseSentence(pair, change.end) : null,
    },
  ]
}

const pauseSentence = ({ symbol, side }: PairAggregate, { status, reason }: DealEnd): string =>
  status === 'closed-outside'
    ? 'A position was closed outside the bot. Have a look at the exchange, then resume.'
    : `The ${side} position in ${symbol} was closed (${reason.replaceAll('-', ' ')}), and this bot is set to wait for you ` +
      'after that. Resume it when it may open again.'

type Placing = {
  readonly item: PairDecision
  readonly dealId: string
  readonly instrument: Instrument
  readonly desired: DesiredOrder & { readonly attempt: number }
}

function plannedOrder(orderIdKey: Uint8Array, bot: BotAggregate, placing: Placing): PlannedOrder {
  const { item, dealId, instrument, desired } = placing
  const { key, attempt, side, price, reduceOnly } = desired
  return {
    id: newId('ord'),
    pairId: item.pair.id,
    dealId,
    key,
    attempt,
    clientOrderId: clientOrderIdFor(orderIdKey, { botId: bot.id, dealId, key, attempt }),
    side,
    kind: price.kind,
    price:
      price.kind === 'market'
        ? null
        : priceOf(price.ticks, instrument).toFixed(decimalsOf(instrument.tickSize)),
    quantity: quantityOf(desired.quantitySteps, instrument).toFixed(decimalsOf(instrument.quantityStep)),
    reduceOnly,
    reason: desired.reason ?? item.decision.reason.code,
  }
}

/** Deals begin and end with a line of their own; orders and fills are told where they happen. */
function eventsOf(pair: PairAggregate, decision: Decision): TickEvent[] {
  const { deal: change } = decision
  if (change.kind === 'open') {
    const number = pair.dealCount + 1
    return [
      event(pair, 'deal-opened', `Deal ${number} opens.`, { deal: number, reason: decision.reason.code }),
    ]
  }
  if (change.kind === 'end' && pair.deal !== null) {
    const { number } = pair.deal
    const { status, reason } = change.end
    const text = `Deal ${number} ended: ${status.replaceAll('-', ' ')}.`
    return [event(pair, 'deal-ended', text, { deal: number, status, reason, dust: change.dust })]
  }
  return []
}

const event = (
  pair: PairAggregate,
  code: string,
  message: string,
  context: Readonly<Record<string, unknown>>,
): TickEvent => ({ pairId: pair.id, level: 'info', code, message, context })
