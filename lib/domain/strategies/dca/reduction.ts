import { exitSide, type DesiredOrder } from '@/lib/domain/orders/order'
import { isBeyond } from '@/lib/domain/perpetuals/guard'
import { floorToSteps, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { DealQuestion } from './deal-question'
import { liquidationLimit } from './guards'
import { leastSteps } from './profit-steps'

/** The mark is nearer to liquidation than entries may be made at; `order` sells a part where that has not been done at this level. */
export type Reduction = {
  readonly held: Reason
  readonly told: Reason | null
  readonly order: DesiredOrder | null
}

/**
 * The second stage of the distance to liquidation, between holding back adds and closing: beyond the reduce line nothing is added, and
 * once a level a part of the position is sold at the market. Null = the mark is on the safe side, or the stage is off.
 */
export function reduction(question: DealQuestion, level: number, { mark }: PriceFacts): Reduction | null {
  const { facts, orders, instrument } = question
  const limit = reduceLimit(question)
  if (limit === null || !isBeyond(facts.side, mark, limit.guard)) return null
  const detail = { stage: 'reduce', mark, ...limit }
  const held: Reason = { code: 'liquidation-too-close', detail }
  const steps = orders.reducedLevels.includes(level) ? 0 : partOf(question)
  if (steps === 0) return { held, told: null, order: null }
  return {
    held,
    told: { code: 'reduce-step', detail: { ...detail, level, quantity: quantityOf(steps, instrument) } },
    order: {
      key: `reduce/${level}`,
      side: exitSide(facts.side),
      quantitySteps: steps,
      price: { kind: 'market' },
      reduceOnly: true,
      reason: 'reduce-step',
    },
  }
}

/** Where the second stage begins; null where it is off. */
export function reduceLimit(question: DealQuestion) {
  const { facts, config } = question
  const { liquidationReduceBuffer: buffer } = config
  if (buffer === null || facts.position === null) return null
  return liquidationLimit(question, facts.position, buffer)
}

/** The share that is sold, rounded down; below the minimum it is nothing. */
function partOf({ config, instrument, venueSteps }: DealQuestion): number {
  const most = floorToSteps(instrument.maxMarketQuantity, instrument.quantityStep)
  const steps = Math.min(most, floorToSteps((venueSteps * config.liquidationReducePct) / 100, 1))
  return steps < leastSteps(instrument) ? 0 : steps
}
