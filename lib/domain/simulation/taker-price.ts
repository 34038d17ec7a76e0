import type { OrderSide } from '@/lib/domain/orders/order'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { exhaustionPrice } from '@/lib/domain/perpetuals/liquidation'
import {
  ceilToTicks,
  floorToSteps,
  floorToTicks,
  priceOf,
  quantityOf,
} from '@/lib/domain/perpetuals/quantize'
import { fromUnits } from '@/lib/domain/money'
import { halfSpread } from './simulated-quote'
import type { SimulatedMarket, SimulatedPosition } from './state'

/** The venue's price limit: a market order moves the price by at most this fraction (6.1, rule 3). */
export const IMPACT_LIMIT = 0.05

/**
 * Price impact of a market order as a fraction: range of the last closed bar with volume times the root of the order's share of that
 * bar's notional (6.1, rule 3), at most 5 %. A series without volume has none.
 */
export function impactOf(market: SimulatedMarket, orderNotional: number): number {
  if (market.volume === 0) return 0
  const share = orderNotional / (market.volume * market.open)
  return Math.min(IMPACT_LIMIT, ((market.high - market.low) / market.open) * Math.sqrt(share))
}

/** Whole steps that a market order can trade before its impact exceeds the price limit. */
export function stepsWithinPriceLimit(market: SimulatedMarket, instrument: Instrument, last: number): number {
  const range = (market.high - market.low) / market.open
  if (market.volume === 0 || range === 0) return Infinity
  const notional = market.volume * market.open * (IMPACT_LIMIT / range) ** 2
  return floorToSteps(notional / last, instrument.quantityStep)
}

/** Whole steps that trade before the impact on `last` reaches `level`: what an immediate order gets of the book at its limit price. */
export function stepsWithinLimit(
  market: SimulatedMarket,
  instrument: Instrument,
  last: number,
  level: number,
): number {
  const range = (market.high - market.low) / market.open
  if (market.volume === 0 || range === 0) return Infinity
  const impact = Math.max(0, Math.abs(level - last) - halfSpread(instrument, last)) / last
  const notional = market.volume * market.open * (impact / range) ** 2
  return floorToSteps(notional / last, instrument.quantityStep)
}

/** Price of a market execution around `last`: half the spread and the impact, rounded to the tick against us. */
export function takerPrice(
  market: SimulatedMarket,
  instrument: Instrument,
  side: OrderSide,
  steps: number,
  last: number,
): number {
  const distance =
    halfSpread(instrument, last) + last * impactOf(market, quantityOf(steps, instrument) * last)
  return side === 'buy'
    ? priceOf(ceilToTicks(last + distance, instrument.tickSize), instrument)
    : priceOf(Math.max(1, floorToTicks(last - distance, instrument.tickSize)), instrument)
}

/**
 * Bounds an exit at the price that exhausts the position's margin, fee included: the venue lets no close of an isolated position lose
 * more than its margin.
 */
export function boundedExit(
  instrument: Instrument,
  position: SimulatedPosition,
  side: Side,
  price: number,
): number {
  const worst = exhaustionPrice({
    side,
    quantity: quantityOf(position.steps, instrument),
    entryPrice: position.averageEntry,
    margin: fromUnits(position.marginUnits),
    takerFeeRate: instrument.fees.taker,
  })
  if (side === 'long') return Math.max(price, priceOf(ceilToTicks(worst, instrument.tickSize), instrument))
  return Math.min(price, priceOf(Math.max(1, floorToTicks(worst, instrument.tickSize)), instrument))
}
