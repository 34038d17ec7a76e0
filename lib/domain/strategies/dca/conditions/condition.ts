import { z } from 'zod'
import { timeframes } from '@/lib/domain/candles/timeframe'
import { decimal } from '@/lib/domain/decimal-schema'

/** How a figure is compared: a crossing is true only while the candle at which it happened is the newest closed one. */
export const whens = ['below', 'above', 'crosses-below', 'crosses-above'] as const

export type When = (typeof whens)[number]

/** Most conditions of one list, those inside of groups counted. */
export const MOST_CONDITIONS = 10

const timeframe = z.enum(timeframes, { error: `Choose one of: ${timeframes.join(', ')}.` })
const when = z.enum(whens, { error: `Choose one of: ${whens.join(', ')}.` })
const period = decimal({ min: 2, max: 500, integer: true })
const timeOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'Write the time as 08:30, UTC.')

const singles = [
  z.strictObject({ kind: z.literal('rsi'), timeframe, period, when, value: decimal({ min: 0, max: 100 }) }),
  z.strictObject({ kind: z.literal('ema'), timeframe, period, when }),
  z
    .strictObject({ kind: z.literal('ema-cross'), timeframe, fast: period, slow: period, when })
    .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'Must be less than the slow period.' }),
  z.strictObject({
    kind: z.literal('bollinger'),
    timeframe,
    period,
    deviations: decimal({ min: 0.5, max: 5 }),
    band: z.enum(['lower', 'middle', 'upper'], { error: 'Choose one of: lower, middle, upper.' }),
    when,
  }),
  z.strictObject({
    kind: z.literal('change'),
    timeframe,
    candles: decimal({ min: 1, max: 500, integer: true }),
    pct: decimal({ min: -99, max: 1_000 }).refine((pct) => pct !== 0, 'Must not be zero.'),
  }),
  z.strictObject({ kind: z.literal('price'), timeframe, when, value: decimal({ above: 0, max: 1e9 }) }),
  z.strictObject({
    kind: z.literal('schedule'),
    /** Days of the week, 0 = Sunday. */
    days: z.array(z.number().int().min(0).max(6)).min(1, 'Choose at least one day.'),
    fromUtc: timeOfDay,
    toUtc: timeOfDay,
  }),
] as const

const single = z.discriminatedUnion('kind', singles, {
  error: 'Choose one of: rsi, ema, ema-cross, bollinger, change, price, schedule.',
})

const group = z.strictObject({
  kind: z.literal('any'),
  conditions: z.array(single).min(2, 'A choice needs at least two conditions.').max(MOST_CONDITIONS),
})

/** One condition of a list of which all must hold; a group holds when any of its own does. */
export type SingleCondition = z.output<typeof single>
export type Condition = SingleCondition | z.output<typeof group>

const condition = z.discriminatedUnion('kind', [...singles, group], {
  error: 'Choose one of: rsi, ema, ema-cross, bollinger, change, price, schedule, any.',
})

/** A list of conditions of which all must hold; empty = nothing to wait for. */
export const conditionList = z
  .array(condition, { error: 'Must be a list of conditions.' })
  .refine((list) => countOf(list) <= MOST_CONDITIONS, `At most ${MOST_CONDITIONS} conditions.`)
  .default([])

const countOf = (list: readonly Condition[]): number =>
  list.reduce((sum, condition) => sum + (condition.kind === 'any' ? condition.conditions.length : 1), 0)
