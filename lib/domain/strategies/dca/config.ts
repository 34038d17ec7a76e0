import { z } from 'zod'
import { decimal } from '@/lib/domain/decimal-schema'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { InvalidSettings, SettingsFault } from '@/lib/domain/strategies/contract'
import type { NumberField, RowsField } from '@/lib/domain/strategies/settings-field'
import { conditionList } from './conditions/condition'
import { settingsFields as fields } from './settings-fields'
import { togetherFaults } from './settings-together'

/**
 * Settings of one pair, complete: volumes and capital in quote coin as position value (percent of the capital where `sizeUnit` says
 * so), `...Pct` in percent, scales as factors. Trading reference 2.1 explains each.
 */
export type DcaConfig = z.output<typeof schema> & { readonly activeSafetyOrders: number }

/**
 * Reads typed or stored settings. Numbers may be JSON numbers or typed decimals; what is left out takes its initial value; a name
 * this strategy does not know is refused by that name.
 */
export function parseDcaConfig(raw: unknown): Result<DcaConfig, InvalidSettings> {
  const parsed = schema.safeParse(raw)
  if (!parsed.success) return refuse(parsed.error.issues.flatMap(faultsOf))
  // A ladder of one's own says itself how long it is.
  const maxSafetyOrders = parsed.data.customSteps?.length ?? parsed.data.maxSafetyOrders
  const activeSafetyOrders = parsed.data.activeSafetyOrders ?? Math.min(maxSafetyOrders, MOST_RESTING)
  const config: DcaConfig = { ...parsed.data, maxSafetyOrders, activeSafetyOrders }
  const faults = togetherFaults(config)
  return faults.length > 0 ? refuse(faults) : ok(config)
}

// Venues cap the open orders of an account; ten rungs reach far beyond what moves between two ticks.
const MOST_RESTING = 10

const number = (field: NumberField) =>
  z
    .unknown()
    .default(field.initial ?? '')
    .pipe(decimal(field))

const numberOrNone = (field: NumberField) => z.union([z.null(), number(field)]).default(field.initial)

const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  initial: NoInfer<Values[number]>,
) => z.enum(values, { error: `Choose one of: ${values.join(', ')}.` }).default(initial)

const flag = (initial: boolean) => z.boolean({ error: 'Must be true or false.' }).default(initial)

/** The cell of a row, by its column's range. */
function cell({ columns }: RowsField, name: string) {
  const column = columns.find((each) => each.name === name)
  if (column === undefined) throw new RangeError(`no column ${name}`)
  return decimal(column)
}

const rows = <Row extends z.ZodType>(row: Row, { most }: RowsField) =>
  z
    .array(row, { error: 'Must be a list of rows.' })
    .min(1, 'Give at least one row, or none at all.')
    .max(most, `At most ${most} rows.`)
    .nullable()
    .default(null)

const { customSteps, takeProfitSteps, haltAfterStops } = fields

const schema = z
  .strictObject(
    {
      allocatedCapital: number(fields.allocatedCapital),
      sizeUnit: choice(['quote', 'percent'], fields.sizeUnit.initial),
      reinvestPct: number(fields.reinvestPct),
      baseOrderSize: number(fields.baseOrderSize),
      baseOrderType: choice(['market', 'limit'], fields.baseOrderType.initial),
      baseOrderTimeoutSec: number(fields.baseOrderTimeoutSec),
      safetyOrderSize: number(fields.safetyOrderSize),
      maxSafetyOrders: number(fields.maxSafetyOrders),
      activeSafetyOrders: numberOrNone(fields.activeSafetyOrders),
      priceDeviationPct: number(fields.priceDeviationPct),
      stepScale: number(fields.stepScale),
      volumeScale: number(fields.volumeScale),
      deviationFrom: choice(['base', 'previous'], fields.deviationFrom.initial),
      customSteps: rows(
        z.strictObject({
          deviationPct: cell(customSteps, 'deviationPct'),
          size: cell(customSteps, 'size'),
        }),
        customSteps,
      ),
      takeProfitPct: number(fields.takeProfitPct),
      takeProfitFrom: choice(['average', 'base'], fields.takeProfitFrom.initial),
      takeProfitNetOfFees: flag(fields.takeProfitNetOfFees.initial),
      takeProfitSteps: rows(
        z.strictObject({
          profitPct: cell(takeProfitSteps, 'profitPct'),
          closePct: cell(takeProfitSteps, 'closePct'),
        }),
        takeProfitSteps,
      ),
      trailingPct: number(fields.trailingPct),
      stopLossPct: numberOrNone(fields.stopLossPct),
      stopLossFrom: choice(['average', 'base'], fields.stopLossFrom.initial),
      stopLossDelaySec: number(fields.stopLossDelaySec),
      stopLossAction: choice(['close', 'close-and-pause'], fields.stopLossAction.initial),
      moveStopToBreakeven: flag(fields.moveStopToBreakeven.initial),
      maxDealHours: numberOrNone(fields.maxDealHours),
      maxDealLossPct: numberOrNone(fields.maxDealLossPct),
      startConditions: conditionList,
      cooldownSec: number(fields.cooldownSec),
      minPrice: numberOrNone(fields.minPrice),
      maxPrice: numberOrNone(fields.maxPrice),
      min24hVolume: numberOrNone(fields.min24hVolume),
      maxDeals: numberOrNone(fields.maxDeals),
      safetyConditions: conditionList,
      crashGuard: flag(fields.crashGuard.initial),
      liquidationBuffer: number(fields.liquidationBuffer),
      liquidationReduceBuffer: numberOrNone(fields.liquidationReduceBuffer),
      liquidationReducePct: number(fields.liquidationReducePct),
      maxMarginPct: number(fields.maxMarginPct),
      capResumeRatio: number(fields.capResumeRatio),
      dailyLossPct: numberOrNone(fields.dailyLossPct),
      maxDrawdownPct: numberOrNone(fields.maxDrawdownPct),
      drawdownHaltHours: number(fields.drawdownHaltHours),
      haltAfterStops: z
        .strictObject(
          { count: cell(haltAfterStops, 'count'), hours: cell(haltAfterStops, 'hours') },
          { error: 'Must be a number of stops and of hours, or none.' },
        )
        .nullable()
        .default(haltAfterStops.initial),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' ? 'Settings are an object of names and values.' : null,
    },
  )
  .readonly()

const refuse = (faults: readonly SettingsFault[]) => fail({ kind: 'invalid-settings', faults })

function faultsOf(issue: z.core.$ZodIssue): SettingsFault[] {
  const field = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: field === '' ? key : `${field}.${key}`,
      message:
        field === '' ? `"${key}" is not a setting of this strategy.` : `"${key}" does not belong here.`,
    }))
  }
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().find((each) => each.code === 'custom')
    return [{ field, message: inner?.message ?? issue.message }]
  }
  return [{ field, message: issue.message }]
}
