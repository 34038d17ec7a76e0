import { z } from 'zod'
import { decimal } from '@/lib/domain/decimal-schema'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { InvalidSettings, SettingsFault } from '@/lib/domain/strategies/contract'
import { originalNames, unreadNames } from './original-names'
import { originalParameters, type MartingaleParameters } from './parameters'
import { intervalMinutes } from './settings/field-kinds'
import { numberField, settingsFields as fields, type NumberName } from './settings-fields'

type IntervalMinutes = (typeof intervalMinutes)[number]

/** Settings of one pair, complete. Classic reads only what the original knows; the rest belongs to the corrected mode. */
export type MartingaleConfig = MartingaleParameters &
  Readonly<Record<NumberName, number>> & {
    readonly mode: 'corrected' | 'classic'
    /** Opens by itself; otherwise only by hand. */
    readonly automatic: boolean
    /** Leverage these settings are meant for; null = whatever the pair has. */
    readonly leverage: number | null
    readonly gateIntervalMin: IntervalMinutes
    readonly entryIntervalMin: IntervalMinutes
    readonly volatilityIntervalMin: IntervalMinutes
    /** Adds below the critical margin level, as classic does. Can ruin the account. */
    readonly addWhenCritical: boolean
    readonly entryType: 'taker' | 'maker'
    /** No opening after that many stopped deals within the hours; null = never halted. */
    readonly haltAfterStops: { readonly count: number; readonly hours: number } | null
  }

/**
 * Reads typed or stored settings. Numbers may be JSON numbers or typed decimals; what is left out takes its initial value; the names of
 * the original's configuration file are understood; a name this strategy does not know is refused by that name.
 */
export function parseMartingaleConfig(raw: unknown): Result<MartingaleConfig, InvalidSettings> {
  const named = originalNames(raw)
  if (!named.ok) return named
  const parsed = schema.safeParse(named.value)
  if (!parsed.success) return refuse(parsed.error.issues.flatMap(faultsOf))
  const faults = togetherFaults(parsed.data)
  return faults.length > 0 ? refuse(faults) : ok(parsed.data)
}

const number = (name: NumberName) =>
  z
    .unknown()
    .default(numberField(name).initial)
    .pipe(decimal(numberField(name)))

const flag = (initial: boolean) => z.boolean('Must be true or false.').default(initial)

const interval = (initial: IntervalMinutes) =>
  z
    .unknown()
    .transform((input) => Number(input))
    .pipe(z.literal(intervalMinutes, `Choose one of: ${intervalMinutes.join(', ')} minutes.`))
    .default(initial)

const reduceStep = z.strictObject({
  abovePct: decimal(fields.reduceSteps.columns[0]),
  part: decimal(fields.reduceSteps.columns[1]),
})

const halt = z.strictObject({
  count: decimal(fields.haltAfterStops.columns[0]),
  hours: decimal(fields.haltAfterStops.columns[1]),
})

const schema = z.strictObject(
  {
    mode: z.enum(['corrected', 'classic'], 'Choose one of: corrected, classic.').default('corrected'),
    automatic: flag(true),
    leverage: z.union([z.null(), decimal(fields.leverage)]).default(null),
    beginSizeOfBalance: number('beginSizeOfBalance'),
    buyUntilLimit: number('buyUntilLimit'),
    profitThreshold: number('profitThreshold'),
    profitPnl: number('profitPnl'),
    maxMarginPct: number('maxMarginPct'),
    addBelowRoi: number('addBelowRoi'),
    slowDeclineAllowance: number('slowDeclineAllowance'),
    marginWarningLevel: number('marginWarningLevel'),
    criticalMarginLevel: number('criticalMarginLevel'),
    // Taken for a list at once, so that a faulty row is named by its place and not lost in a choice of shapes.
    reduceSteps: z
      .preprocess(
        (steps) => steps ?? [],
        z.array(reduceStep, 'Must be a list of steps.').max(4, 'At most four steps.'),
      )
      .default([...originalParameters.reduceSteps]),
    taperStart: number('taperStart'),
    gateIntervalMin: interval(1),
    gateFastPeriod: number('gateFastPeriod'),
    gateSlowPeriod: number('gateSlowPeriod'),
    entryIntervalMin: interval(60),
    entryPeriod: number('entryPeriod'),
    volatilityIntervalMin: interval(5),
    volatilityCandles: number('volatilityCandles'),
    maxAddMultiple: number('maxAddMultiple'),
    addWhenCritical: flag(false),
    stopLossPct: number('stopLossPct'),
    maxDealLossPct: number('maxDealLossPct'),
    liquidationBuffer: number('liquidationBuffer'),
    entryType: z.enum(['taker', 'maker'], 'Choose one of: taker, maker.').default('taker'),
    maxSlippagePct: number('maxSlippagePct'),
    cooldownSec: number('cooldownSec'),
    haltAfterStops: z.union([z.null(), halt]).default({ count: 3, hours: 24 }),
  },
  {
    error: (issue) => (issue.code === 'invalid_type' ? 'Settings are an object of names and values.' : null),
  },
)

/** Settings that are each in range and still make no sense beside each other. */
function togetherFaults(config: MartingaleConfig): SettingsFault[] {
  const { reduceSteps, maxMarginPct } = config
  const faults: (SettingsFault | false)[] = [
    config.gateFastPeriod >= config.gateSlowPeriod && {
      field: 'gateFastPeriod',
      message: 'The fast average needs fewer candles than the slow one.',
    },
    config.buyUntilLimit > maxMarginPct && {
      field: 'buyUntilLimit',
      message: `Must be at most the margin cap, ${maxMarginPct}.`,
    },
    config.beginSizeOfBalance > maxMarginPct && {
      field: 'beginSizeOfBalance',
      message: `Must be at most the margin cap, ${maxMarginPct}.`,
    },
    reduceSteps.some((step, i) => i > 0 && step.abovePct <= (reduceSteps[i - 1]?.abovePct ?? 0)) && {
      field: 'reduceSteps',
      message: 'Thresholds have to rise from step to step.',
    },
  ]
  return faults.filter((fault) => fault !== false)
}

const refuse = (faults: readonly SettingsFault[]) => fail({ kind: 'invalid-settings', faults })

function faultsOf(issue: z.core.$ZodIssue): SettingsFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: key,
      message: unreadNames.includes(key)
        ? `"${key}" never had an effect: the original does not read it. Leave it out.`
        : `"${key}" is not a setting of this strategy.`,
    }))
  }
  const field = issue.path.map(String).join('.')
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().find((each) => each.code === 'custom')
    return [{ field, message: inner?.message ?? issue.message }]
  }
  return [{ field, message: issue.message }]
}
