import { entrySide, isResting, remainingSteps, type DesiredOrder } from '@/lib/domain/orders/order'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { averageAfterEntry } from '@/lib/domain/perpetuals/position'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import { admit, openCap, type Cap } from './cap'
import type { DealOrders } from './deal-orders'
import type { DealQuestion } from './deal-question'
import { isBelowMinimum, type Rung } from './ladder'
import { guardPrice, isBeyond, type Held } from './targets'

/** A refused rung is offered to the venue again only after this time, in milliseconds: a refusal rarely heals within minutes. */
const REFUSED_PAUSE_MS = 15 * 60_000

export type RungQuestion = {
  readonly question: DealQuestion
  readonly price: PriceFacts
  readonly ladder: readonly Rung[]
  readonly held: Held
}

/** Safety orders that should rest, the next one still to fill, and what keeps the rest away. */
export type RungAnswer = {
  readonly wanted: readonly DesiredOrder[]
  readonly next: Rung | null
  readonly blocked: Reason | null
  /** The exposure cap is reached. */
  readonly capped: boolean
}

/** The highest rung that counts as filled: its rest is below what the venue would take (2.8). */
export function filledLevel(ladder: readonly Rung[], orders: DealOrders, instrument: Instrument): number {
  let level = 0
  for (const rung of ladder) {
    const filled = orders.rungs[rung.level]?.filledSteps ?? 0
    if (filled > 0 && isBelowMinimum(rung.quantitySteps - filled, rung.price, instrument)) level = rung.level
  }
  return level
}

/** Guard 13: the first A unfilled rungs above the level, as far as margin and the distance to liquidation allow. */
export function wantedRungs(asked: RungQuestion, level: number): RungAnswer {
  const { ladder, held } = asked
  const { facts, config, orders, instrument } = asked.question
  const wanted: DesiredOrder[] = []
  let next: Rung | null = null
  let blocked: Reason | null = null
  const walk: Walk = {
    quantity: held.quantity,
    average: held.averageEntry,
    available: facts.account?.available ?? 0,
  }
  const cap = capOver(asked, level)
  for (const rung of ladder) {
    if (rung.level <= level || rung.skipped) continue
    if (wanted.length >= config.activeSafetyOrders) break
    const known = orders.rungs[rung.level]
    const rests = known !== undefined && isResting(known.latest.status)
    const uncapped = rung.quantitySteps - (known?.filledSteps ?? 0)
    const quantitySteps = admit(cap, {
      quantitySteps: uncapped,
      restingSteps: rests ? remainingSteps(known.latest) : null,
      marginPerStep: (rung.price * instrument.quantityStep) / facts.leverage,
      isBelowMinimum: (steps) => isBelowMinimum(steps, rung.price, instrument),
    })
    if (quantitySteps === 0) {
      blocked = overCap(asked, rung, cap)
      break
    }
    const quantity = quantitySteps * instrument.quantityStep
    blocked = rests ? null : obstacle(asked, rung, quantity, walk)
    if (blocked !== null) break
    next ??= rung
    wanted.push({
      key: `safety/${rung.level}`,
      side: entrySide(facts.side),
      quantitySteps,
      price: { kind: 'limit', ticks: rung.ticks },
      reduceOnly: false,
    })
    fill(walk, quantity, rung.price)
    if (quantitySteps < uncapped && !cap.holds) {
      blocked = overCap(asked, rung, cap)
      break
    }
  }
  return { wanted, next, blocked, capped: cap.capped }
}

/** The cap as it stands before any rung, let go only where the next one that does not rest clearly fits. */
function capOver({ question, ladder, held }: RungQuestion, level: number): Cap {
  const { facts, config, orders, state } = question
  const waits = (rung: Rung): boolean => {
    const latest = orders.rungs[rung.level]?.latest
    return rung.level > level && !rung.skipped && (latest === undefined || !isResting(latest.status))
  }
  const wasCapped = state.capped === true
  const next = wasCapped ? ladder.find(waits) : undefined
  return openCap({
    config,
    wasCapped,
    positionMargin: (held.quantity * held.averageEntry) / facts.leverage,
    nextMargin: next === undefined ? null : (next.quantity * next.price) / facts.leverage,
  })
}

const overCap = ({ question }: RungQuestion, rung: Rung, { used, limit }: Cap): Reason => ({
  code: 'exposure-cap',
  detail: {
    level: rung.level,
    used,
    limit,
    needed: (rung.quantity * rung.price) / question.facts.leverage,
  },
})

/** The position and the free margin as they would be once the rungs walked over have filled. */
type Walk = { quantity: number; average: number; available: number }

function fill(walk: Walk, quantity: number, price: number): void {
  walk.average = averageAfterEntry(walk.quantity, walk.average, quantity, price)
  walk.quantity += quantity
}

function obstacle(asked: RungQuestion, rung: Rung, quantity: number, walk: Walk): Reason | null {
  const { facts, orders } = asked.question
  const refused = orders.rungs[rung.level]?.latest
  if (refused?.status === 'REJECTED' && facts.now - refused.plannedAt < REFUSED_PAUSE_MS) {
    const until = refused.plannedAt + REFUSED_PAUSE_MS
    return { code: 'margin-insufficient', detail: { level: rung.level, refusal: refused.refusal, until } }
  }
  const needed = quantity * rung.price * (1 / facts.leverage + facts.fees.taker)
  if (needed > walk.available) {
    return { code: 'margin-insufficient', detail: { level: rung.level, needed, limit: walk.available } }
  }
  walk.available -= needed
  return nearLiquidation(asked, rung, quantity, walk)
}

/** An add must leave the mark, now and at the rung itself, on the safe side of the guard price it would bring about. */
function nearLiquidation(
  { question, price }: RungQuestion,
  rung: Rung,
  quantity: number,
  walk: Walk,
): Reason | null {
  const { facts, config, instrument } = question
  const { side, leverage, fees } = facts
  const total = walk.quantity + quantity
  const entryPrice = averageAfterEntry(walk.quantity, walk.average, quantity, rung.price)
  const margin = (total * entryPrice) / leverage
  const liquidation = liquidationPrice(
    { side, quantity: total, entryPrice, margin, takerFeeRate: fees.taker },
    instrument.tiers,
  )
  if (liquidation === null) return null
  const guard = guardPrice(side, liquidation, entryPrice, config.liquidationBuffer)
  if (!isBeyond(side, price.mark, guard) && !isBeyond(side, rung.price, guard)) return null
  return { code: 'liquidation-too-close', detail: { level: rung.level, mark: price.mark, guard } }
}
