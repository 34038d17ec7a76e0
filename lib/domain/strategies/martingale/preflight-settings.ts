import type { FeeRates, Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { assignedMargin } from '@/lib/domain/perpetuals/margin'
import { floorToSteps, quantityOf } from '@/lib/domain/perpetuals/quantize'
import type { MartingaleConfig } from './config'
import { openingFault } from './preflight'
import { reservedShare } from './reservation'
import { openQuantity } from './sizing'

export type FindingCode =
  | 'order-below-minimum'
  | 'leverage-above-tier'
  | 'stop-beyond-liquidation'
  | 'leverage-mismatch'
  | 'capital-insufficient'
  | 'high-leverage'
  | 'no-stop'
  | 'raised-to-minimum'
  | 'adds-when-critical'

/** One finding; an error refuses the bot, a warning is shown. `field` is the setting a person would change. */
export type Finding = {
  readonly code: FindingCode
  readonly severity: 'error' | 'warning'
  readonly field: string
  readonly message: string
}

export type MartingaleQuestion = {
  readonly config: MartingaleConfig
  readonly side: Side
  readonly leverage: number
  readonly instrument: Instrument
  readonly fees: FeeRates
  /** What an entry would pay. */
  readonly price: number
  /** The account in quote coin, and what its other pairs leave free of it; null = not chosen yet. */
  readonly balance: number | null
  readonly freeCapital: number | null
  /** Pairs of the bot, this one included. */
  readonly pairs: number
}

/** What the settings mean at one price. Money in quote. */
export type MartingalePreflight = {
  readonly passed: boolean
  readonly findings: readonly Finding[]
  /** Of the order that opens a position; null without a balance. */
  readonly first: { readonly quantity: number; readonly volume: number; readonly margin: number } | null
  /** Margin the pair may use at most; null without a balance. */
  readonly cap: number | null
}

/** Examines settings at a price (trading reference 2.3, as far as it applies): on save, in the form, and before a bot starts. */
export function preflightMartingale(question: MartingaleQuestion): MartingalePreflight {
  const { config, balance, pairs } = question
  const first = balance === null ? null : firstOrder(question, balance)
  const cap = balance === null ? null : reservedShare(config, pairs) * balance
  const findings = [
    ...settingFindings(question),
    ...sizeFindings(question, first),
    ...capFindings(question, cap),
  ]
  return { passed: findings.every(({ severity }) => severity === 'warning'), findings, first, cap }
}

type First = NonNullable<MartingalePreflight['first']>

function firstOrder(
  { config, side, leverage, instrument, fees, price }: MartingaleQuestion,
  balance: number,
): First {
  const wanted = openQuantity(balance, config.beginSizeOfBalance, leverage, price)
  const quantity = quantityOf(Math.max(0, floorToSteps(wanted, instrument.quantityStep)), instrument)
  const volume = quantity * price
  return { quantity, volume, margin: assignedMargin(side, volume, leverage, fees.taker) }
}

const HIGH_LEVERAGE = 10

function settingFindings({ config, leverage }: MartingaleQuestion): Finding[] {
  const found: Finding[] = []
  if (config.leverage !== null && config.leverage !== leverage) {
    const message = `These settings are meant for ${config.leverage}x, the pair has ${leverage}x: nothing would be entered.`
    found.push({ code: 'leverage-mismatch', severity: 'error', field: 'config.leverage', message })
  }
  if (leverage > HIGH_LEVERAGE) {
    const message = `At ${leverage}x a small move uses up the margin of the position.`
    found.push({ code: 'high-leverage', severity: 'warning', field: 'leverage', message })
  }
  if (config.mode === 'classic') {
    const message =
      'Classic has no stop of any kind and buys more near liquidation: a fall that goes on takes all the margin it may use.'
    found.push({ code: 'no-stop', severity: 'warning', field: 'config.mode', message })
  } else if (config.addWhenCritical) {
    const message = 'Buying near liquidation can ruin the account.'
    found.push({ code: 'adds-when-critical', severity: 'warning', field: 'config.addWhenCritical', message })
  }
  return found
}

function sizeFindings(
  { config, side, leverage, instrument, fees, price }: MartingaleQuestion,
  first: First | null,
) {
  if (first === null) return []
  const { minQuantity, minCost } = instrument
  const { quantity, volume, margin } = first
  const found: Finding[] = []
  if (quantity < minQuantity || volume < minCost) {
    const needed = Math.max(minQuantity * price, minCost)
    const least = `The first order of ${figure(volume)} is below the exchange's minimum of ${figure(needed)}.`
    const raised = config.mode === 'classic' && volume >= minCost
    found.push(
      raised
        ? {
            code: 'raised-to-minimum',
            severity: 'warning',
            field: 'config.beginSizeOfBalance',
            message: `${least} Classic raises it.`,
          }
        : {
            code: 'order-below-minimum',
            severity: 'error',
            field: 'config.beginSizeOfBalance',
            message: least,
          },
    )
    return found
  }
  const sized = { quantity, worstPrice: price, margin }
  const fault = openingFault({ side, instrument, fees }, config, sized, leverage)
  if (fault !== null && (config.mode === 'corrected' || fault.check === 'leverage-above-tier')) {
    const code = fault.check === 'leverage-above-tier' ? 'leverage-above-tier' : 'stop-beyond-liquidation'
    const field = code === 'leverage-above-tier' ? 'leverage' : 'config.stopLossPct'
    found.push({ code, severity: 'error', field, message: String(fault.message) })
  }
  return found
}

function capFindings({ freeCapital }: MartingaleQuestion, cap: number | null): Finding[] {
  // Shares that add up to all of a balance do so but for the last digit.
  if (cap === null || freeCapital === null || cap <= freeCapital + cap * 1e-9) return []
  const message = `The pair may use up to ${figure(cap)}, but only ${figure(Math.max(0, freeCapital))} is free. Lower the margin cap.`
  return [{ code: 'capital-insufficient', severity: 'error', field: 'config.maxMarginPct', message }]
}

const figure = (amount: number): string => amount.toFixed(2)
