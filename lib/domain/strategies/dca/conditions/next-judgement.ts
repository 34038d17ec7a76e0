import { candleOpen, timeframeMs, type Timeframe } from '@/lib/domain/candles/timeframe'
import type { Condition } from './condition'
import { conditionSignals } from './condition-signals'
import { nextChange } from './schedule'

/** The first instant after `at` at which conditions may be judged otherwise: a candle closes, or a schedule begins or ends. */
export function nextJudgement(conditions: readonly Condition[], at: number): number {
  const closes = conditionSignals(conditions).map(({ timeframe }) => nextClose(timeframe, at))
  const changes = conditions
    .flatMap((condition) => (condition.kind === 'any' ? condition.conditions : [condition]))
    .flatMap((condition) => (condition.kind === 'schedule' ? [nextChange(condition, at)] : []))
  return Math.min(Infinity, ...closes, ...changes)
}

/** When the candle in progress at `at` closes. */
export const nextClose = (timeframe: Timeframe, at: number): number =>
  candleOpen(at, timeframe) + timeframeMs[timeframe]
