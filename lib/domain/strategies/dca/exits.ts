import { exitSide, type DesiredOrder } from '@/lib/domain/orders/order'
import type { FeeRates, Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps, stopTicks, targetTicks } from '@/lib/domain/perpetuals/quantize'
import type { DcaConfig } from './config'
import { stopPrice, targetPrice, type Held } from './targets'

/** The exits of a position in whole ticks; null where there is none (no stop, or a price below one tick). */
export type Exits = { readonly targetTicks: number | null; readonly stopTicks: number | null }

/** Prices of the take profit and the stop for what is held now; `basePrice` is the fill price of the base order. */
export function exitPrices(
  config: DcaConfig,
  side: Side,
  held: Held,
  basePrice: number,
  instrument: Instrument,
  fees: FeeRates,
): Exits {
  const target = targetTicks(targetPrice(config, side, held, fees.maker), side, instrument.tickSize)
  const stop = stopPrice(config, side, held.averageEntry, basePrice)
  return {
    targetTicks: target >= 1 ? target : null,
    stopTicks: stop === null ? null : Math.max(1, stopTicks(stop, side, instrument.tickSize)),
  }
}

/** The resting exits: one reduce-only limit and one reduce-only stop on the mark, each covering the whole position. */
export function exitOrders(
  exits: Exits,
  side: Side,
  quantitySteps: number,
  instrument: Instrument,
): DesiredOrder[] {
  const orders: DesiredOrder[] = []
  if (quantitySteps < 1) return orders
  if (exits.stopTicks !== null) {
    orders.push({
      key: 'stop-loss',
      side: exitSide(side),
      quantitySteps: atMost(quantitySteps, instrument.maxMarketQuantity, instrument),
      price: { kind: 'stop', ticks: exits.stopTicks },
      reduceOnly: true,
    })
  }
  if (exits.targetTicks !== null) {
    orders.push({
      key: 'take-profit/1',
      side: exitSide(side),
      quantitySteps: atMost(quantitySteps, instrument.maxLimitQuantity, instrument),
      price: { kind: 'limit', ticks: exits.targetTicks },
      reduceOnly: true,
    })
  }
  return orders
}

const atMost = (steps: number, limit: number, { quantityStep }: Instrument): number =>
  Math.min(steps, floorToSteps(limit, quantityStep))
