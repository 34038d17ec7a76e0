import { Decimal } from 'decimal.js'
import { planOrders } from '@/lib/domain/orders/plan-orders'
import { decimalsOf, priceOf, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { JournalEntry } from './entry'

/** An order as the books hold it; price and quantity are decimals, the price null for market orders. */
export type ExplainedOrder = {
  readonly tickKey: number
  readonly symbol: string
  readonly positionSide: string
  readonly key: string
  readonly attempt: number
  readonly side: string
  readonly price: string | null
  readonly quantity: string
  readonly reduceOnly: boolean
}

/** The orders that a decision leads to, given what it knew to rest: those that its tick may have planned. */
export function ordersOf(entry: JournalEntry): ExplainedOrder[] {
  const { tickKey, symbol, side: positionSide, facts, decision } = entry
  const { instrument } = facts
  if (instrument === null) return []
  return planOrders(decision.orders, facts.orders).places.map((place) => ({
    ...{ tickKey, symbol, positionSide },
    ...{ key: place.key, attempt: place.attempt, side: place.side, reduceOnly: place.reduceOnly },
    price:
      place.price.kind === 'market'
        ? null
        : priceOf(place.price.ticks, instrument).toFixed(decimalsOf(instrument.tickSize)),
    quantity: quantityOf(place.quantitySteps, instrument).toFixed(decimalsOf(instrument.quantityStep)),
  }))
}

/** One text for one order, however its decimals are written: what two orders are compared by. */
export function orderText(order: ExplainedOrder): string {
  const { tickKey, symbol, positionSide, key, attempt, side, price, quantity, reduceOnly } = order
  const amounts = [price === null ? 'market' : plain(price), plain(quantity)]
  return [tickKey, symbol, positionSide, key, attempt, side, ...amounts, reduceOnly].join(' ')
}

const plain = (decimal: string): string => new Decimal(decimal).toFixed()
