import { timeframes } from '@/lib/domain/candles/timeframe'
import { whens } from '@/lib/domain/strategies/dca/conditions/condition'

/** One input of a condition. */
export type ConditionInput = {
  readonly name: string
  readonly label: string
  readonly initial: string
  /** Values to choose from; without any it is a number or a time of day. */
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  readonly suffix?: string
}

export type ConditionForm = { readonly label: string; readonly inputs: readonly ConditionInput[] }

const words: Readonly<Record<(typeof whens)[number], string>> = {
  below: 'is below',
  above: 'is above',
  'crosses-below': 'crosses below',
  'crosses-above': 'crosses above',
}

const timeframe: ConditionInput = {
  name: 'timeframe',
  label: 'Candles',
  initial: '1h',
  options: timeframes.map((value) => ({ value, label: value })),
}

const when = (initial: (typeof whens)[number]): ConditionInput => ({
  name: 'when',
  label: 'When',
  initial,
  options: whens.map((value) => ({ value, label: words[value] })),
})

const number = (name: string, label: string, initial: string, suffix?: string): ConditionInput => ({
  name,
  label,
  initial,
  ...(suffix === undefined ? {} : { suffix }),
})

/** Every kind of condition with its inputs, in the order of the form. */
export const conditionForms: Readonly<Record<string, ConditionForm>> = {
  rsi: {
    label: 'RSI',
    inputs: [timeframe, number('period', 'Period', '14'), when('below'), number('value', 'Value', '30')],
  },
  ema: {
    label: 'Price and moving average (EMA)',
    inputs: [timeframe, number('period', 'Period', '200'), when('above')],
  },
  'ema-cross': {
    label: 'Fast and slow moving average (EMA)',
    inputs: [
      timeframe,
      number('fast', 'Fast period', '20'),
      when('crosses-above'),
      number('slow', 'Slow period', '50'),
    ],
  },
  bollinger: {
    label: 'Price and Bollinger band',
    inputs: [
      timeframe,
      number('period', 'Period', '20'),
      number('deviations', 'Deviations', '2'),
      when('below'),
      {
        name: 'band',
        label: 'Band',
        initial: 'lower',
        options: ['lower', 'middle', 'upper'].map((value) => ({ value, label: value })),
      },
    ],
  },
  change: {
    label: 'Change of the price',
    inputs: [timeframe, number('candles', 'Over candles', '4'), number('pct', 'At least', '-2', '%')],
  },
  price: {
    label: 'Price level',
    inputs: [timeframe, when('below'), number('value', 'Price', '')],
  },
  schedule: {
    label: 'Time of the week',
    inputs: [
      { name: 'fromUtc', label: 'From, UTC', initial: '08:00' },
      { name: 'toUtc', label: 'To, UTC', initial: '18:00' },
    ],
  },
}

export const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** A fresh condition of a kind with everything it starts from. */
export function newCondition(kind: string): Readonly<Record<string, unknown>> {
  if (kind === 'any') return { kind, conditions: [newCondition('rsi'), newCondition('bollinger')] }
  const inputs = conditionForms[kind]?.inputs ?? []
  const values = Object.fromEntries(inputs.map(({ name, initial }) => [name, initial]))
  return kind === 'schedule' ? { kind, days: [1, 2, 3, 4, 5], ...values } : { kind, ...values }
}
