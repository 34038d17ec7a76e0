import { signOf, type Side } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps } from '@/lib/domain/perpetuals/quantize'
import { entryObstacle, freeUnits, reserveUnitsOf } from './balance'
import { bookFill } from './book-fill'
import { endOrder } from './end-order'
import { isLiquidated, liquidate, liquidateAt } from './liquidate'
import { positionKey, type SimulatedOrder, type SimulatedPosition, type Trading } from './state'
import { boundedExit, takerPrice } from './taker-price'

export type BarPath = {
  readonly openTime: number
  readonly endTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Whole steps that our limits may still take of this bar, all orders of the symbol together. */
  budget: number
}

/**
 * One pair's way through one bar. Prices are multiplied by the sign of the side, so that "down" is always against the position and a
 * short is the exact mirror of a long.
 */
type Walk = {
  readonly t: Trading
  readonly bar: BarPath
  readonly side: Side
  readonly sign: 1 | -1
}

/** Steps of a bar's volume open to our limits (6.1, rule 4): all without a volume series, none in a bar without trades. */
export const budgetOf = (volume: number, participation: number, quantityStep: number): number =>
  Number.isNaN(volume) ? Infinity : floorToSteps(volume * participation, quantityStep)

/**
 * Leads one pair through a bar in the order of 6.1, rule 7: what the gap at the open does, the extreme against the position, the
 * extreme in its favour, the close. Each side of a hedged symbol takes its own pessimistic path. From the second extreme to the close
 * nothing can happen: the walk has visited every price of the bar by then.
 */
export function walkPair(t: Trading, bar: BarPath, side: Side): void {
  const sign = signOf(side)
  const walk: Walk = { t, bar, side, sign }
  const open = sign * bar.open
  const adverse = side === 'long' ? bar.low : -bar.high
  const favourable = side === 'long' ? bar.high : -bar.low
  countAmbiguity(walk, adverse, favourable)
  const position = heldSince(walk)
  if (position !== null && isLiquidated(position, side, bar.open)) {
    liquidate(t, side, position, bar.openTime)
    return
  }
  fillTargets(walk, open)
  const targetsFirst = t.venue.intrabar === 'nearest' && favourable - open < open - adverse
  if (targetsFirst) fillTargets(walk, favourable)
  fallTo(walk, adverse)
  if (!targetsFirst) fillTargets(walk, favourable)
  liquidateLateEntry(walk)
}

/** The pair's position, when it was held as the bar opened: only then do the bar's extremes belong to its life. */
function heldSince({ t, bar, side }: Walk): SimulatedPosition | null {
  const position = t.venue.positions[positionKey(t.instrument.symbol, side)]
  return position !== undefined && position.heldFrom <= bar.openTime ? position : null
}

// A position entered inside this bar meets its close for certain, its extremes perhaps not.
function liquidateLateEntry({ t, bar, side }: Walk): void {
  const position = t.venue.positions[positionKey(t.instrument.symbol, side)]
  if (position === undefined || position.heldFrom <= bar.openTime || position.heldFrom >= bar.endTime) return
  liquidateAt(t, side, bar.close, bar.endTime)
}

function takesPart({ t, bar, side }: Walk, order: SimulatedOrder): boolean {
  return order.symbol === t.instrument.symbol && order.positionSide === side && order.placedAt <= bar.openTime
}

/** Everything that waits against the position, nearest first: liquidation, stops (touched), entries (traded through). */
function fallTo(walk: Walk, adverse: number): void {
  const { t, bar, side, sign } = walk
  for (;;) {
    const order = nextBelow(walk, adverse)
    const level = order === null ? -Infinity : sign * order.level
    const position = heldSince(walk)
    const liquidation = position?.liquidationPrice ?? null
    const reached = liquidation !== null && sign * liquidation >= Math.max(adverse, level)
    if (position !== null && reached) liquidate(t, side, position, bar.openTime)
    else if (order === null) return
    else if (order.price.kind === 'stop') triggerStop(walk, order)
    else fillEntry(walk, order)
  }
}

function nextBelow(walk: Walk, adverse: number): SimulatedOrder | null {
  let next: SimulatedOrder | null = null
  for (const order of walk.t.venue.orders) {
    if (!takesPart(walk, order)) continue
    const level = walk.sign * order.level
    if (order.price.kind === 'stop') {
      // On a tie the stop comes first: it is touched where a limit has to be traded through.
      if (level < adverse || (next !== null && level < walk.sign * next.level)) continue
      if (next?.price.kind === 'stop' && level === walk.sign * next.level) continue
    } else {
      if (order.reduceOnly || walk.bar.budget < 1 || level <= adverse) continue
      if (next !== null && level <= walk.sign * next.level) continue
    }
    next = order
  }
  return next
}

// Open beyond the trigger: from the open; moved through it: from the trigger (6.1, rule 5).
const stopReference = (bar: BarPath, order: SimulatedOrder, sign: 1 | -1): number =>
  sign * bar.open < sign * order.level ? bar.open : order.level

// A stop always executes, for at most what the position holds.
function triggerStop({ t, bar, side, sign }: Walk, order: SimulatedOrder): void {
  const position = t.venue.positions[positionKey(t.instrument.symbol, side)]
  if (position === undefined) {
    endOrder(t, order, 'CANCELLED', 'reduce-only')
    return
  }
  const steps = Math.min(order.quantitySteps - order.filledSteps, position.steps)
  const reference = stopReference(bar, order, sign)
  const market = takerPrice(t.market, t.instrument, order.side, steps, reference)
  const price = boundedExit(t.instrument, position, side, market)
  bar.budget = Math.max(0, bar.budget - steps)
  bookFill(t, order, { steps, price, liquidity: 'taker', at: bar.openTime })
}

function fillEntry({ t, bar }: Walk, order: SimulatedOrder): void {
  const rest = order.quantitySteps - order.filledSteps
  const steps = Math.min(rest, bar.budget)
  const released = order.reservedUnits - reserveUnitsOf(t, order, rest - steps)
  const available = freeUnits(t.venue) + released
  const maker = t.instrument.fees.maker
  const obstacle = entryObstacle(t, order.positionSide, steps, order.level, maker, available)
  if (obstacle !== null) {
    endOrder(t, order, 'CANCELLED', obstacle)
    return
  }
  bar.budget -= steps
  bookFill(t, order, { steps, price: order.level, liquidity: 'maker', at: bar.openTime })
}

/** Reduce-only limits that price trades strictly through on its way up to `top`, nearest first. */
function fillTargets(walk: Walk, top: number): void {
  const { t, bar, side } = walk
  for (;;) {
    const order = nextTarget(walk, top)
    const position = t.venue.positions[positionKey(t.instrument.symbol, side)]
    if (order === null || position === undefined || bar.budget < 1) return
    const steps = Math.min(order.quantitySteps - order.filledSteps, bar.budget, position.steps)
    bar.budget -= steps
    bookFill(t, order, { steps, price: order.level, liquidity: 'maker', at: bar.openTime })
  }
}

function nextTarget(walk: Walk, top: number): SimulatedOrder | null {
  let next: SimulatedOrder | null = null
  for (const order of walk.t.venue.orders) {
    if (!order.reduceOnly || order.price.kind === 'stop' || !takesPart(walk, order)) continue
    const level = walk.sign * order.level
    if (level < top && (next === null || level < walk.sign * next.level)) next = order
  }
  return next
}

function countAmbiguity(walk: Walk, adverse: number, favourable: number): void {
  if (nextTarget(walk, favourable) === null) return
  const liquidation = heldSince(walk)?.liquidationPrice ?? null
  const falls = liquidation !== null && walk.sign * liquidation >= adverse
  if (falls || nextBelow(walk, adverse) !== null) walk.t.market.ambiguousBars += 1
}
