import { priceOf } from '@/lib/domain/perpetuals/quantize'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { DealQuestion } from './deal-question'
import type { Entries } from './entries'
import type { Exits } from './exits'
import type { Held } from './targets'

/** The normal state of a deal: what the price has to reach for something to happen. */
export function waiting(
  { facts, config, instrument }: DealQuestion,
  exits: Exits,
  { level, next, blocked }: Entries,
  held: Held,
  price: PriceFacts,
): Reason {
  const { targetTicks, stopTicks } = exits
  const exhausted = next === null && blocked === null && level > 0
  return {
    code: exhausted ? 'ladder-exhausted' : 'orders-in-place',
    detail: {
      side: facts.side,
      price: price.last,
      level,
      rungs: config.maxSafetyOrders,
      average: held.averageEntry,
      quantity: held.quantity,
      nextLevel: next === null ? null : next.level,
      nextRungPrice: next === null ? null : next.price,
      nextRungDistancePct: next === null ? null : (Math.abs(price.last - next.price) * 100) / price.last,
      takeProfitPrice: targetTicks === null ? null : priceOf(targetTicks, instrument),
      stopPrice: stopTicks === null ? null : priceOf(stopTicks, instrument),
    },
  }
}
