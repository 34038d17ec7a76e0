import { exitSide, type DesiredOrder, type OrderPrice } from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps, targetTicks } from '@/lib/domain/perpetuals/quantize'
import type { DealQuestion } from './deal-question'
import type { DealState } from './deal-state'
import { leastSteps, peakOf, profitSteps, stepSizes } from './profit-steps'
import { stopOf, stopWaitMs, type Stop } from './stop'
import { targetPrice, type Held } from './targets'
import { isTrailing } from './trailing'

/** One step of the take profit. `index` counts from 1. */
export type Target = {
  readonly index: number
  readonly ticks: number
  readonly quantitySteps: number
  readonly isLast: boolean
}

/** The exits of a position: prices in whole ticks, quantities in whole steps. What does not rest is acted on at ticks. */
export type Exits = {
  /** Steps still to fill, nearest first; a price below one tick is left out. */
  readonly targets: readonly Target[]
  readonly targetsRest: boolean
  readonly stop: Stop | null
  readonly stopRests: boolean
}

/** The exits of what is held now. `soldSteps` are being sold otherwise: the targets leave them out. */
export function exitsOf(question: DealQuestion, state: DealState, held: Held, soldSteps: number): Exits {
  const { facts, config } = question
  const stop = stopOf(question, state, held)
  return {
    targets: targetsOf(question, state, held, soldSteps),
    targetsRest: !isTrailing(config, facts) || state.watch?.spent === true,
    stop,
    stopRests: stop !== null && stopWaitMs(config, facts) === 0,
  }
}

function targetsOf(question: DealQuestion, state: DealState, held: Held, soldSteps: number): Target[] {
  const { facts, config, instrument, orders, venueSteps } = question
  const { side, fees } = facts
  const steps = profitSteps(config)
  const peakSteps = peakOf(question, state)
  const [taken, left] = [orders.takeProfitSteps, venueSteps - soldSteps]
  const sizes =
    steps.length === 1 ? [left] : stepSizes(steps, { peakSteps, taken, left, least: leastSteps(instrument) })
  const exitFee = config.trailingPct > 0 ? fees.taker : fees.maker
  const measured = steps.length === 1 ? held : atPeak(held, peakSteps * instrument.quantityStep)
  const targets: Target[] = []
  steps.forEach(({ profitPct }, index) => {
    const quantitySteps = sizes[index] ?? 0
    const price = targetPrice(config, side, measured, exitFee, profitPct)
    const ticks = targetTicks(price, side, instrument.tickSize)
    if (quantitySteps < 1 || ticks < 1) return
    targets.push({ index: index + 1, ticks, quantitySteps, isLast: index === steps.length - 1 })
  })
  return targets
}

/** A profit on the base order's size is measured on the whole position before any step, so that no step moves when another fills. */
const atPeak = (held: Held, quantity: number): Held => ({ ...held, quantity, exitFees: 0, realisedGross: 0 })

/**
 * The exits that rest: one reduce-only stop on the mark for the whole position, and reduce-only limits that together cover it once.
 */
export function exitOrders({ facts, instrument, venueSteps }: DealQuestion, exits: Exits): DesiredOrder[] {
  const orders: DesiredOrder[] = []
  const side = exitSide(facts.side)
  if (venueSteps < 1) return orders
  const { stop } = exits
  if (stop !== null && exits.stopRests) {
    orders.push({
      key: 'stop-loss',
      side,
      quantitySteps: atMost(venueSteps, instrument.maxMarketQuantity, instrument),
      price: { kind: 'stop', ticks: stop.ticks },
      reduceOnly: true,
      ...(stop.reason === 'breakeven-exit' && { reason: stop.reason }),
    })
  }
  if (!exits.targetsRest) return orders
  for (const { index, ticks, quantitySteps, isLast } of exits.targets) {
    const price: OrderPrice = { kind: 'limit', ticks }
    const steps = atMost(quantitySteps, instrument.maxLimitQuantity, instrument)
    const order = {
      key: `take-profit/${index}`,
      side,
      quantitySteps: steps,
      price,
      reduceOnly: true,
    } as const
    orders.push(isLast ? order : { ...order, reason: 'take-profit-step' })
  }
  return orders
}

const atMost = (steps: number, limit: number, { quantityStep }: Instrument): number =>
  Math.min(steps, floorToSteps(limit, quantityStep))
