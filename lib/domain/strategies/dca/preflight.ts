import { maxLeverageFor } from '@/lib/domain/perpetuals/margin'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { totalVolume } from './ladder'
import { ladderTable, type LadderLevel, type LadderQuestion } from './ladder-table'
import { profitSteps } from './profit-steps'
import { isBeyond } from './targets'

export type PreflightCode =
  | 'ladder-too-deep'
  | 'order-below-minimum'
  | 'order-above-maximum'
  | 'ladder-beyond-liquidation'
  | 'stop-beyond-liquidation'
  | 'leverage-above-tier'
  | 'capital-insufficient'
  | 'target-below-fees'
  | 'stop-before-ladder-end'
  | 'size-loss'
  | 'no-stop'
  | 'high-leverage'
  | 'too-many-orders'

/** One finding; an error refuses the deal, a warning is shown. `level` is null where the whole ladder is meant. */
export type Finding = {
  readonly code: PreflightCode
  readonly severity: 'error' | 'warning'
  readonly level: number | null
  readonly message: string
  readonly detail: Readonly<Record<string, number>>
}

/** The examination of a ladder at one price. Money in quote. */
export type Preflight = {
  readonly passed: boolean
  readonly findings: readonly Finding[]
  readonly levels: readonly LadderLevel[]
  readonly totalVolume: number
  /** Margin and fees of the whole ladder. */
  readonly fundsNeeded: number
  readonly maxDeviationPct: number
  /** Loss at the stop once the whole ladder has filled; null without a stop. */
  readonly lossAtStop: number | null
}

export type PreflightQuestion = LadderQuestion & {
  /** What the account's other pairs leave free, in quote; null = not asked (the account is not chosen yet). */
  readonly freeCapital: number | null
}

/** Examines settings at a price (trading reference 2.3): on save, in the wizard, and before every deal by the same code. */
export function preflight(question: PreflightQuestion): Preflight {
  const levels = ladderTable(question)
  const last = levels[levels.length - 1]
  const findings = [
    ...levels.flatMap((level, index) => levelFindings(question, level, levels[index - 1])),
    ...ladderFindings(question, levels),
  ]
  return {
    passed: findings.every((finding) => finding.severity === 'warning'),
    findings,
    levels,
    totalVolume: totalVolume(question.config),
    fundsNeeded: fundsNeeded(question),
    maxDeviationPct: last?.deviationPct ?? 0,
    lossAtStop: last?.lossAtStop ?? null,
  }
}

/** Margin of the whole ladder plus the fees of opening and closing it, in quote (2.3). */
export const fundsNeeded = ({
  config,
  leverage,
  fees,
}: Pick<LadderQuestion, 'config' | 'leverage' | 'fees'>): number =>
  totalVolume(config) * fundsPerVolume(leverage, fees)

/** Funds that one quote coin of planned volume binds: its margin, and the fees of opening and closing it as taker. */
export const fundsPerVolume = (leverage: number, fees: LadderQuestion['fees']): number =>
  1 / leverage + 2 * fees.taker

const HIGH_LEVERAGE = 10
const MANY_ORDERS = 20
const SIZE_LOSS = 0.1

type Numbers = Readonly<Record<string, number>>

const error = (code: PreflightCode, level: number | null, message: string, detail: Numbers): Finding => ({
  code,
  severity: 'error',
  level,
  message,
  detail,
})
const warning = (code: PreflightCode, level: number | null, message: string, detail: Numbers): Finding => ({
  ...error(code, level, message, detail),
  severity: 'warning',
})

function levelFindings(
  question: PreflightQuestion,
  level: LadderLevel,
  previous: LadderLevel | undefined,
): readonly Finding[] {
  const found = [
    tooDeep(question, level, previous),
    tooSmall(question, level),
    tooLarge(question, level),
    beyondLiquidation(question.side, level, previous),
    stopBeyondLiquidation(question.side, level),
    targetBelowFees(question.side, level),
    stopBeforeRung(question.side, level, previous),
    sizeLoss(level),
  ]
  return found.filter((finding) => finding !== null)
}

const nameOf = (level: number): string => (level === 0 ? 'The base order' : `Safety order ${level}`)

function tooDeep({ side }: PreflightQuestion, level: LadderLevel, previous: LadderLevel | undefined) {
  if (previous === undefined) return null
  if (level.ticks < 1 || (side === 'long' && level.deviationPct >= 100)) {
    return error(
      'ladder-too-deep',
      level.level,
      `Safety order ${level.level} would need a price of zero or less.`,
      {
        deviationPct: level.deviationPct,
      },
    )
  }
  if (level.ticks !== previous.ticks) return null
  const message = `Safety order ${level.level} falls on the same price as the order before it. Widen the steps.`
  return error('ladder-too-deep', level.level, message, { price: level.price })
}

function tooSmall({ instrument }: PreflightQuestion, level: LadderLevel) {
  if (!level.skipped || level.ticks < 1) return null
  const needed = Math.max(instrument.minCost, instrument.minQuantity * level.price)
  const message =
    `${nameOf(level.level)} of ${text(level.volume)} is below the exchange's minimum at its price: ` +
    `at least ${text(needed)} is needed after rounding down to its quantity step.`
  return error('order-below-minimum', level.level, message, {
    value: level.quantity * level.price,
    limit: instrument.minCost,
    needed,
  })
}

// Orders are not split into parts: a ladder of which one order, or the exit of the whole position, needs that is refused up front.
function tooLarge({ instrument }: PreflightQuestion, level: LadderLevel) {
  const entryLimit = level.level === 0 ? instrument.maxMarketQuantity : instrument.maxLimitQuantity
  const exitLimit = Math.min(instrument.maxMarketQuantity, instrument.maxLimitQuantity)
  if (level.quantity <= entryLimit && level.positionQuantity <= exitLimit) return null
  const whole = level.quantity <= entryLimit
  const [value, limit] = whole ? [level.positionQuantity, exitLimit] : [level.quantity, entryLimit]
  const subject = whole ? `The position after level ${level.level}` : nameOf(level.level)
  const message = `${subject} is ${text(value)}, above the largest order of ${text(limit)} the exchange takes.`
  return error('order-above-maximum', level.level, message, { value, limit })
}

function beyondLiquidation(side: Side, level: LadderLevel, previous: LadderLevel | undefined) {
  const guard = previous?.guardPrice ?? null
  if (guard === null || !isBeyond(side, level.price, guard)) return null
  const message =
    `Safety order ${level.level} at ${text(level.price)} lies beyond ${text(guard)}, where the position before it is ` +
    'closed to avoid liquidation. Lower the leverage or the deviation.'
  return error('ladder-beyond-liquidation', level.level, message, { price: level.price, guard })
}

function stopBeyondLiquidation(side: Side, level: LadderLevel) {
  const { stopPrice: stop, guardPrice: guard } = level
  if (stop === null || guard === null || !isBeyond(side, stop, guard)) return null
  const message =
    `At level ${level.level} the stop at ${text(stop)} lies beyond ${text(guard)}, where the position is closed to ` +
    'avoid liquidation. Lower the leverage or bring the stop nearer.'
  return error('stop-beyond-liquidation', level.level, message, { stop, guard })
}

function targetBelowFees(side: Side, level: LadderLevel) {
  const { targetPrice: target, breakevenPrice: breakeven } = level
  if (target <= 0) {
    return error('target-below-fees', level.level, 'The take profit lies below a price of zero.', { target })
  }
  if (!isBeyond(side, target, breakeven)) return null
  const message = `At level ${level.level} the target ${text(target)} does not cover the fees (${text(breakeven)}).`
  return error('target-below-fees', level.level, message, { target, breakeven })
}

function stopBeforeRung(side: Side, level: LadderLevel, previous: LadderLevel | undefined) {
  const stop = previous?.stopPrice ?? null
  if (stop === null || !isBeyond(side, level.price, stop)) return null
  const message = `The stop at ${text(stop)} is reached before safety order ${level.level} at ${text(level.price)}.`
  return warning('stop-before-ladder-end', level.level, message, { stop, price: level.price })
}

function sizeLoss(level: LadderLevel) {
  const lossPct = (1 - (level.quantity * level.price) / level.volume) * 100
  if (level.skipped || lossPct <= SIZE_LOSS * 100) return null
  const message = `${nameOf(level.level)} loses ${lossPct.toFixed(1)} % of its size to the exchange's quantity step.`
  return warning('size-loss', level.level, message, { lossPct, volume: level.volume })
}

function ladderFindings(question: PreflightQuestion, levels: readonly LadderLevel[]): readonly Finding[] {
  const { config, leverage, freeCapital, instrument } = question
  const found: Finding[] = []
  const notional = levels[levels.length - 1]?.cumulativeCost ?? 0
  const maxLeverage = maxLeverageFor(instrument.tiers, notional)
  if (!(leverage >= 1) || leverage > maxLeverage) {
    const message = `The exchange allows at most ${maxLeverage}x for a position of ${text(notional)}.`
    found.push(error('leverage-above-tier', null, message, { leverage, maxLeverage, notional }))
  }
  const needed = fundsNeeded(question)
  const limit = Math.min(config.allocatedCapital, freeCapital ?? config.allocatedCapital)
  if (needed > limit) {
    const whose = limit === config.allocatedCapital ? 'allocated' : 'left free by the other pairs'
    const message = `The whole ladder needs ${text(needed)}, but only ${text(limit)} is ${whose}.`
    found.push(error('capital-insufficient', null, message, { needed, limit, used: config.allocatedCapital }))
  }
  if (config.stopLossPct === null) {
    found.push(
      warning('no-stop', null, 'Without a stop loss only the liquidation guard limits the loss.', {}),
    )
  }
  if (leverage > HIGH_LEVERAGE) {
    found.push(
      warning('high-leverage', null, `A leverage of ${leverage}x leaves little room for the ladder.`, {
        leverage,
      }),
    )
  }
  const orders = mostResting(config)
  if (orders > MANY_ORDERS) {
    const message = `Up to ${orders} orders would rest on the exchange at once; exchanges limit how many an account may have.`
    found.push(warning('too-many-orders', null, message, { orders, limit: MANY_ORDERS }))
  }
  return found
}

/** Orders of one deal that may rest at the same time: safety orders, steps of the take profit, and the stop. */
const mostResting = (config: LadderQuestion['config']): number =>
  (config.safetyConditions.length > 0 ? 0 : config.activeSafetyOrders) +
  (config.trailingPct > 0 ? 0 : profitSteps(config).length) +
  (config.stopLossPct === null || config.stopLossDelaySec > 0 ? 0 : 1)

/** Enough digits to recognise a figure; the interface formats the `detail` where it needs the instrument's own decimals. */
const text = (value: number): string => String(Number(value.toPrecision(8)))
