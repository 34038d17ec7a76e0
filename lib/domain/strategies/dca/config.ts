import { z } from 'zod'
import { parseDecimal } from '@/lib/domain/decimal-input'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { InvalidSettings, SettingsFault } from '@/lib/domain/strategies/contract'
import { settingsFields as fields, type NumberField } from './settings-fields'

/** Settings of one pair, complete: volumes and capital in quote coin as position value, `...Pct` in percent, scales as factors. */
export type DcaConfig = {
  readonly allocatedCapital: number
  readonly baseOrderSize: number
  readonly safetyOrderSize: number
  readonly maxSafetyOrders: number
  readonly activeSafetyOrders: number
  readonly priceDeviationPct: number
  readonly stepScale: number
  readonly volumeScale: number
  readonly deviationFrom: 'base' | 'previous'
  readonly takeProfitPct: number
  readonly takeProfitFrom: 'average' | 'base'
  readonly takeProfitNetOfFees: boolean
  readonly stopLossPct: number | null
  readonly stopLossFrom: 'average' | 'base'
  readonly cooldownSec: number
  readonly liquidationBuffer: number
  readonly maxDeals: number | null
}

/**
 * Reads typed or stored settings. Numbers may be JSON numbers or typed decimals; what is left out takes its initial value; a name
 * this strategy does not know is refused by that name.
 */
export function parseDcaConfig(raw: unknown): Result<DcaConfig, InvalidSettings> {
  const parsed = schema.safeParse(raw)
  if (!parsed.success) return refuse(parsed.error.issues.flatMap(faultsOf))
  const active = parsed.data.activeSafetyOrders ?? Math.min(parsed.data.maxSafetyOrders, MOST_RESTING)
  const fault = restingFault(active, parsed.data.maxSafetyOrders)
  if (fault !== null) return refuse([{ field: 'activeSafetyOrders', message: fault }])
  return ok({ ...parsed.data, activeSafetyOrders: active })
}

// Venues cap the open orders of an account; ten rungs reach far beyond what moves between two ticks.
const MOST_RESTING = 10

const number = (field: NumberField) =>
  z
    .unknown()
    .default(field.initial ?? '')
    .pipe(
      z.unknown().transform((input, context): number => {
        const result = parseDecimal(input, field)
        if (result.ok) return result.value
        context.addIssue({ code: 'custom', message: result.error.message })
        return z.NEVER
      }),
    )

const numberOrNone = (field: NumberField) => z.union([z.null(), number(field)]).default(field.initial)

const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  initial: NoInfer<Values[number]>,
) => z.enum(values, { error: `Choose one of: ${values.join(', ')}.` }).default(initial)

const flag = (initial: boolean) => z.boolean({ error: 'Must be true or false.' }).default(initial)

const schema = z.strictObject(
  {
    allocatedCapital: number(fields.allocatedCapital),
    baseOrderSize: number(fields.baseOrderSize),
    safetyOrderSize: number(fields.safetyOrderSize),
    maxSafetyOrders: number(fields.maxSafetyOrders),
    activeSafetyOrders: numberOrNone(fields.activeSafetyOrders),
    priceDeviationPct: number(fields.priceDeviationPct),
    stepScale: number(fields.stepScale),
    volumeScale: number(fields.volumeScale),
    deviationFrom: choice(['base', 'previous'], fields.deviationFrom.initial),
    takeProfitPct: number(fields.takeProfitPct),
    takeProfitFrom: choice(['average', 'base'], fields.takeProfitFrom.initial),
    takeProfitNetOfFees: flag(fields.takeProfitNetOfFees.initial),
    stopLossPct: numberOrNone(fields.stopLossPct),
    stopLossFrom: choice(['average', 'base'], fields.stopLossFrom.initial),
    cooldownSec: number(fields.cooldownSec),
    liquidationBuffer: number(fields.liquidationBuffer),
    maxDeals: numberOrNone(fields.maxDeals),
  },
  {
    error: (issue) => (issue.code === 'invalid_type' ? 'Settings are an object of names and values.' : null),
  },
)

function restingFault(active: number, rungs: number): string | null {
  if (active > rungs) return `Must be at most the number of safety orders, ${rungs}.`
  return active === 0 && rungs > 0 ? 'At least one safety order has to rest.' : null
}

const refuse = (faults: readonly SettingsFault[]) => fail({ kind: 'invalid-settings', faults })

function faultsOf(issue: z.core.$ZodIssue): SettingsFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key, message: `"${key}" is not a setting of this strategy.` }))
  }
  const field = issue.path.map(String).join('.')
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().find((each) => each.code === 'custom')
    return [{ field, message: inner?.message ?? issue.message }]
  }
  return [{ field, message: issue.message }]
}
