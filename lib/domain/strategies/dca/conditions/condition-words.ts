import type { Condition, SingleCondition, When } from './condition'

const words: Readonly<Record<When, string>> = {
  below: 'below',
  above: 'above',
  'crosses-below': 'crosses below',
  'crosses-above': 'crosses above',
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A condition as people read it, like `RSI(14) on 1h below 30`. */
export function conditionWords(condition: Condition): string {
  return condition.kind === 'any'
    ? `any of: ${condition.conditions.map(wordsOfOne).join(', or ')}`
    : wordsOfOne(condition)
}

function wordsOfOne(condition: SingleCondition): string {
  switch (condition.kind) {
    case 'rsi':
      return `RSI(${condition.period}) on ${condition.timeframe} ${words[condition.when]} ${condition.value}`
    case 'ema':
      return `${condition.timeframe} close ${words[condition.when]} EMA(${condition.period})`
    case 'ema-cross': {
      const { fast, slow, timeframe, when } = condition
      return `EMA(${fast}) on ${timeframe} ${words[when]} EMA(${slow})`
    }
    case 'bollinger': {
      const { timeframe, when, band, period, deviations } = condition
      return `${timeframe} close ${words[when]} the ${band} Bollinger band (${period}, ${deviations})`
    }
    case 'change': {
      const { timeframe, candles, pct } = condition
      const over = `${candles} ${candles === 1 ? 'candle' : 'candles'} of ${timeframe}`
      return `${pct < 0 ? 'fall' : 'rise'} of at least ${Math.abs(pct)} % over ${over}`
    }
    case 'price':
      return `${condition.timeframe} close ${words[condition.when]} ${condition.value}`
    case 'schedule':
      return `${daysOf(condition.days)} ${condition.fromUtc}-${condition.toUtc} UTC`
  }
}

/** Days of the week in their order from Monday. */
function daysOf(days: readonly number[]): string {
  const chosen = [1, 2, 3, 4, 5, 6, 0].filter((day) => days.includes(day))
  return chosen.length === 7 ? 'every day' : chosen.map((day) => dayNames[day] ?? '').join(', ')
}
