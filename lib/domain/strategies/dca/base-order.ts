import {
  entrySide,
  isTerminal,
  type DesiredOrder,
  type KnownOrder,
  type OrderPrice,
} from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps, priceOf, quantityOf, rungTicks } from '@/lib/domain/perpetuals/quantize'
import type { PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { DcaConfig } from './config'
import { asKnown } from './deal-orders'
import type { DealQuestion } from './deal-question'
import { isBelowMinimum } from './ladder'

/** All attempts of the base order together. */
export type BaseFill = {
  /** The newest attempt. */
  readonly latest: KnownOrder | null
  readonly filledSteps: number
  /** Average fill price over all attempts; null while nothing has filled. */
  readonly averagePrice: number | null
}

/** What a deal's base order has come to. */
export function baseFill(orders: readonly KnownOrder[]): BaseFill {
  let latest: KnownOrder | null = null
  let filledSteps = 0
  let cost = 0
  let averagePrice: number | null = null
  for (const order of orders) {
    if (order.key !== 'base') continue
    latest = order
    if (order.averagePrice === null || order.filledSteps === 0) continue
    cost += order.filledSteps * order.averagePrice
    // One fill keeps its price to the last digit; only sums are divided.
    averagePrice = filledSteps === 0 ? order.averagePrice : cost / (filledSteps + order.filledSteps)
    filledSteps += order.filledSteps
  }
  return { latest, filledSteps, averagePrice }
}

/** The price at which a limit base order waits: the best of its own side. */
export const nearTouch = ({ side }: Pick<PairFacts, 'side'>, price: PriceFacts): number =>
  side === 'long' ? price.bid : price.ask

/** The price a base order is sized at: what a market order pays, or where a limit waits. */
export const entryTouch = (
  facts: Pick<PairFacts, 'side'>,
  { baseOrderType }: Pick<DcaConfig, 'baseOrderType'>,
  price: PriceFacts,
): number => {
  if (baseOrderType === 'limit') return nearTouch(facts, price)
  return facts.side === 'long' ? price.ask : price.bid
}

/** The order that opens a deal. */
export function firstBaseOrder(
  facts: PairFacts,
  config: DcaConfig,
  instrument: Instrument,
  touch: number,
): DesiredOrder {
  const price: OrderPrice =
    config.baseOrderType === 'limit'
      ? { kind: 'limit', ticks: rungTicks(touch, facts.side, instrument.tickSize) }
      : { kind: 'market' }
  return {
    key: 'base',
    side: entrySide(facts.side),
    quantitySteps: floorToSteps(config.baseOrderSize / touch, instrument.quantityStep),
    price,
    reduceOnly: false,
  }
}

/**
 * True while the base order works or will be quoted anew: a limit that was withdrawn to follow the price, until its time is over, its
 * rest is too small, the venue refuses it or the pair may open nothing any more.
 */
export function isOpening(question: DealQuestion): boolean {
  const { latest } = baseFill(question.facts.orders)
  if (latest === null) return false
  return !isTerminal(latest.status) || (mayQuote(question) && isWithdrawn(latest))
}

const isWithdrawn = ({ status }: KnownOrder): boolean => status === 'CANCELLED' || status === 'ABANDONED'

export type WantedBase = { readonly wanted: readonly DesiredOrder[]; readonly blocked: Reason | null }

/** What should rest of a base order, and what keeps it from being quoted anew. Nothing = what rests is withdrawn. */
export function wantedBase(question: DealQuestion, price: PriceFacts): WantedBase {
  const { facts, config } = question
  const { latest } = baseFill(facts.orders)
  if (latest === null) return none
  if (config.baseOrderType === 'market') {
    return isTerminal(latest.status) ? none : { wanted: [asKnown(latest)], blocked: null }
  }
  if (!mayQuote(question) || (isTerminal(latest.status) && !isWithdrawn(latest))) return none
  const quoted = quote(question, price)
  if (!isTerminal(latest.status)) {
    const stays = !facts.settingsConfirmed || quoted === null || isAt(latest, quoted)
    return { wanted: [stays ? asKnown(latest) : quoted], blocked: null }
  }
  if (quoted === null) return none
  const blocked = obstacle(question, quoted, price)
  return blocked === null ? { wanted: [quoted], blocked } : { wanted: [], blocked }
}

const none: WantedBase = { wanted: [], blocked: null }

/** Guards of a limit that follows the price; `false` ends its time for good. */
function mayQuote(question: DealQuestion): boolean {
  const { facts, config, deal, state } = question
  if (config.baseOrderType === 'market' || facts.permission.kind !== 'trade') return false
  if (facts.closeRequested || state.closing !== null) return false
  if (facts.now >= deal.openedAt + config.baseOrderTimeoutSec * 1_000) return false
  const { latest } = baseFill(facts.orders)
  if (latest === null || latest.price.kind === 'market') return false
  const at = priceOf(latest.price.ticks, question.instrument)
  return !isBelowMinimum(restAt(question, at), at, question.instrument)
}

/** Whole steps that the rest of the planned volume buys at a price. */
function restAt({ facts, state, instrument }: DealQuestion, price: number): number {
  const { filledSteps, averagePrice } = baseFill(facts.orders)
  const spent = quantityOf(filledSteps, instrument) * (averagePrice ?? 0)
  return floorToSteps(Math.max(0, state.baseVolume - spent) / price, instrument.quantityStep)
}

/** The rest of the base order at the touch; null where so little is no order there. */
function quote(question: DealQuestion, price: PriceFacts): DesiredOrder | null {
  const { facts, instrument } = question
  const ticks = rungTicks(nearTouch(facts, price), facts.side, instrument.tickSize)
  const at = priceOf(ticks, instrument)
  const quantitySteps = at > 0 ? restAt(question, at) : 0
  if (isBelowMinimum(quantitySteps, at, instrument)) return null
  return {
    key: 'base',
    side: entrySide(facts.side),
    quantitySteps,
    price: { kind: 'limit', ticks },
    reduceOnly: false,
    // It still opens the deal for the reason it was begun for, whatever the tick that quotes it says.
    reason: 'start-condition-met',
  }
}

const isAt = (order: KnownOrder, { price }: DesiredOrder): boolean =>
  order.price.kind === 'limit' && price.kind === 'limit' && order.price.ticks === price.ticks

function obstacle(
  { facts, instrument }: DealQuestion,
  { quantitySteps }: DesiredOrder,
  price: PriceFacts,
): Reason | null {
  if (!facts.settingsConfirmed) {
    return { code: 'settings-unconfirmed', detail: { wanted: facts.leverage, found: null } }
  }
  const cost = quantityOf(quantitySteps, instrument) * nearTouch(facts, price)
  const needed = cost * (1 / facts.leverage + facts.fees.taker)
  const available = facts.account?.available ?? 0
  return needed > available ? { code: 'margin-insufficient', detail: { needed, limit: available } } : null
}
