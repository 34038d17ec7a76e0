import { signOf } from '@/lib/domain/perpetuals/instrument'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import type { DealQuestion } from './deal-question'
import { without, type DealState } from './deal-state'
import { stopOf, stopWaitMs } from './stop'
import { isBeyond, type Held } from './targets'

/**
 * The state with the timer of a stop that waits. It starts at the first tick that finds the mark beyond the stop, not at an earlier
 * candle, and starts anew when the stop has moved or a candle closed since shows that the price came back over it. Where no candles are
 * to be had the ticks alone count: missing data never holds a protection back.
 */
export function withWaitingStop(
  question: DealQuestion,
  state: DealState,
  held: Held,
  { mark }: PriceFacts,
): DealState {
  const { facts, config } = question
  const stop = stopOf(question, state, held)
  if (stop === null || stopWaitMs(config, facts) === 0 || !isBeyond(facts.side, mark, stop.price)) {
    return without(state, 'beyond')
  }
  const { beyond } = state
  const stayed = beyond !== undefined && beyond.ticks === stop.ticks && !cameBack(question, stop.price)
  return stayed ? state : { ...state, beyond: { since: facts.now, ticks: stop.ticks } }
}

function cameBack({ facts }: DealQuestion, stop: number): boolean {
  const { range, side } = facts
  if (range === null) return false
  return signOf(side) * ((side === 'long' ? range.high : range.low) - stop) > 0
}

/** True once the price has been beyond a waiting stop for its whole time. */
export function hasWaited({ facts, config }: DealQuestion, state: DealState): boolean {
  const { beyond } = state
  return beyond !== undefined && facts.now - beyond.since >= stopWaitMs(config, facts)
}
