import { Decimal } from 'decimal.js'
import { fail, ok, type Result } from '@/lib/domain/result'
import { pairName, type RunPair } from './run-pair'
import { sweepFieldsOf, type SweepField } from './settings'

/** Null = the setting is switched off, where the strategy knows that. */
export type AxisValue = number | string | boolean | null

/** One setting and the values it takes in turn, ascending for a range. */
export type Axis = {
  /** Names the axis: the setting, followed by the pair where only one pair is meant. */
  readonly name: string
  readonly setting: string
  /** Null = every pair of the run. */
  readonly pair: string | null
  readonly label: string
  readonly kind: SweepField['kind']
  readonly values: readonly AxisValue[]
}

/** An axis as it is written down: either a range or a list. */
export type AxisText = {
  readonly setting: string
  readonly pair?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly step?: number | undefined
  readonly values?: readonly AxisValue[] | undefined
}

export type AxisFault = { readonly kind: 'axis'; readonly message: string }

export const MOST_VALUES = 1_000

/** Reads one axis against the pairs of the run: every pair meant has to know the setting, and the values have to be of its kind. */
export function readAxis(text: AxisText, pairs: readonly RunPair[]): Result<Axis, AxisFault> {
  const field = fieldOf(text, pairs)
  if (!field.ok) return field
  const values = text.values === undefined ? rangeValues(text, field.value) : listValues(text, field.value)
  if (!values.ok) return values
  const { setting, pair = null } = text
  const name = pair === null ? setting : `${setting} of ${pair}`
  return ok({ name, setting, pair, label: field.value.label, kind: field.value.kind, values: values.value })
}

const refuse = (message: string) => fail({ kind: 'axis', message })

function fieldOf({ setting, pair }: AxisText, pairs: readonly RunPair[]): Result<SweepField, AxisFault> {
  const meant = pair === undefined ? pairs : pairs.filter((one) => pairName(one) === pair)
  let found: SweepField | null = null
  for (const one of meant) {
    const fields = sweepFieldsOf(one.strategy)
    const field = fields !== null && Object.hasOwn(fields, setting) ? fields[setting] : undefined
    if (field === undefined) {
      return refuse(`"${setting}" is no setting of the ${one.strategy} strategy that can be varied.`)
    }
    found ??= field
  }
  if (found !== null) return ok(found)
  return refuse(`No pair of the run is "${pair ?? ''}"; they are ${pairs.map(pairName).join(', ')}.`)
}

function rangeValues({ setting, from, to, step }: AxisText, field: SweepField): Result<number[], AxisFault> {
  if (field.kind !== 'number') return refuse(`"${setting}" is not a number; list its values.`)
  if (from === undefined || to === undefined || step === undefined) {
    return refuse(`"${setting}" needs either "values" or all of "from", "to" and "step".`)
  }
  if (!(step > 0)) return refuse(`"${setting}" needs a step above zero.`)
  if (from > to) return refuse(`"${setting}" runs from ${from} to ${to}, which is less.`)
  // In decimals: 0.1 + 2 * 0.1 is not 0.3, and a setting should read as it was meant.
  const [first, each] = [new Decimal(from), new Decimal(step)]
  const count = new Decimal(to).minus(first).div(each).floor().toNumber() + 1
  if (count > MOST_VALUES) return tooMany(setting, count)
  return ok(Array.from({ length: count }, (_, i) => each.times(i).plus(first).toNumber()))
}

function listValues(text: AxisText, field: SweepField): Result<readonly AxisValue[], AxisFault> {
  const { setting, values = [] } = text
  if (text.from !== undefined || text.to !== undefined || text.step !== undefined) {
    return refuse(`"${setting}" has a list and a range; give one of them.`)
  }
  if (values.length === 0) return refuse(`"${setting}" has no values.`)
  if (values.length > MOST_VALUES) return tooMany(setting, values.length)
  const wrong = values.find((value) => !isOf(field, value))
  if (wrong !== undefined) {
    return refuse(`${JSON.stringify(wrong)} is not a value of "${setting}": ${wanted(field)}.`)
  }
  const twice = values.find((value, index) => values.indexOf(value) < index)
  return twice === undefined ? ok(values) : refuse(`"${setting}" lists ${JSON.stringify(twice)} twice.`)
}

const tooMany = (setting: string, count: number) =>
  refuse(`"${setting}" has ${count} values; at most ${MOST_VALUES} are taken.`)

function isOf(field: SweepField, value: AxisValue): boolean {
  if (field.kind === 'flag') return typeof value === 'boolean'
  if (field.kind === 'choice') return typeof value === 'string' && field.options.includes(value)
  return typeof value === 'number' ? Number.isFinite(value) : value === null && field.nullable
}

function wanted(field: SweepField): string {
  if (field.kind === 'flag') return 'true or false'
  if (field.kind === 'choice') return `one of ${field.options.join(', ')}`
  return field.nullable ? 'a number, or null for none' : 'a number'
}
