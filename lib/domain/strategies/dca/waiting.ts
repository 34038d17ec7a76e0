import { priceOf } from '@/lib/domain/perpetuals/quantize'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { DealQuestion } from './deal-question'
import type { Entries } from './entries'
import type { Exits } from './exits'
import type { Held } from './targets'
import { exitPrice, isTrailing } from './trailing'

/** The normal state of a deal: what the price has to reach for something to happen, and where that is watched. */
export function waiting(
  question: DealQuestion,
  exits: Exits,
  entries: Entries,
  held: Held,
  price: PriceFacts,
): Reason {
  const { facts, config, instrument } = question
  const { level, next, blocked } = entries
  const target = exits.targets[0]
  const isExhausted = next === null && blocked === null && level > 0
  const trailing = trailed(question)
  return {
    code: trailing !== null ? 'trailing' : isExhausted ? 'ladder-exhausted' : 'orders-in-place',
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
      takeProfitPrice: target === undefined ? null : priceOf(target.ticks, instrument),
      stopPrice: exits.stop === null ? null : priceOf(exits.stop.ticks, instrument),
      ...trailing,
      onExchange: resting(exits, entries),
      atTicks: watched(question, exits),
    },
  }
}

/** The best price of a target that has been crossed, and where it sells. */
function trailed({ facts, config, state }: DealQuestion) {
  const best = state.watch?.best ?? null
  if (best === null || !isTrailing(config, facts)) return null
  return { best, exitPrice: exitPrice(config, facts.side, best) }
}

/** What protects the position even if nobody ticks. */
function resting({ targets, targetsRest, stop, stopRests }: Exits, { wanted }: Entries): string {
  return named([
    [stop !== null && stopRests, 'stop loss'],
    [targets.length > 0 && targetsRest, targets.length > 1 ? 'take profit in steps' : 'take profit'],
    [wanted.length > 0, 'safety orders'],
  ])
}

/** What acts at ticks only. */
function watched({ config }: DealQuestion, { targetsRest, stop, stopRests }: Exits): string {
  return named([
    [true, 'liquidation guard'],
    [stop !== null && !stopRests, `stop loss after ${config.stopLossDelaySec} s`],
    [!targetsRest, 'trailing take profit'],
    [config.liquidationReduceBuffer !== null, 'reduction before liquidation'],
    [config.safetyConditions.length > 0, 'safety orders by condition'],
    [config.crashGuard, 'crash guard'],
    [config.maxDealLossPct !== null, 'largest loss of the deal'],
    [config.dailyLossPct !== null, 'largest loss of the day'],
    [config.maxDrawdownPct !== null, 'largest drawdown'],
    [config.maxDealHours !== null, 'longest deal'],
  ])
}

const named = (parts: readonly (readonly [boolean, string])[]): string =>
  parts
    .filter(([is]) => is)
    .map(([, name]) => name)
    .join(', ')
