import type { SignalSpec } from '@/lib/domain/signals/signal'
import type { Condition, SingleCondition } from './condition'

/** The signals that a list of conditions reads; one that several read is named once for each. */
export const conditionSignals = (conditions: readonly Condition[]): readonly SignalSpec[] =>
  conditions.flatMap((condition) =>
    condition.kind === 'any' ? condition.conditions.flatMap(signalsOfOne) : signalsOfOne(condition),
  )

/** The signals of one condition; the order is the one in which it is evaluated. */
export function signalsOfOne(condition: SingleCondition): readonly SignalSpec[] {
  switch (condition.kind) {
    case 'rsi':
    case 'ema': {
      const { kind, timeframe, period } = condition
      return [{ kind, timeframe, period }]
    }
    case 'ema-cross': {
      const { timeframe, fast, slow } = condition
      return [averageOf(timeframe, fast), averageOf(timeframe, slow)]
    }
    case 'bollinger': {
      const { kind, timeframe, period, deviations } = condition
      return [{ kind, timeframe, period, deviations }]
    }
    case 'change': {
      const { kind, timeframe, candles } = condition
      return [{ kind, timeframe, candles }]
    }
    case 'price':
      return [averageOf(condition.timeframe, CLOSE)]
    case 'schedule':
      return []
  }
}

// The average over one candle is its close.
const CLOSE = 1

const averageOf = (timeframe: SignalSpec['timeframe'], period: number): SignalSpec => ({
  kind: 'ema',
  timeframe,
  period,
})
