import { signOf, type FeeRates, type Instrument, type Side } from '@/lib/domain/perpetuals/instrument'
import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { floorToSteps, priceOf, quantityOf, stopTicks, targetTicks } from '@/lib/domain/perpetuals/quantize'
import type { DcaConfig } from './config'
import { buildLadder, isBelowMinimum, type Rung } from './ladder'
import { profitSteps } from './profit-steps'
import { inQuote } from './sizes'
import { breakevenOf, guardPrice, stopPrice, targetPrice, type Held } from './targets'

export type LadderQuestion = {
  readonly config: DcaConfig
  readonly side: Side
  readonly leverage: number
  readonly instrument: Instrument
  readonly fees: FeeRates
  /** Expected fill price of the base order. */
  readonly price: number
}

/** A deal as it would stand once this level has filled. Level 0 is the base order; a skipped rung leaves the position as it was. */
export type LadderLevel = Pick<
  Rung,
  'level' | 'deviationPct' | 'price' | 'ticks' | 'volume' | 'quantity' | 'skipped'
> & {
  readonly positionQuantity: number
  readonly cumulativeCost: number
  /** Quote coin bound as margin: cost over leverage. */
  readonly margin: number
  readonly averageEntry: number
  /** Of several steps the nearest one. */
  readonly targetPrice: number
  readonly breakevenPrice: number
  /** What the price has to regain from this rung to the target, in percent. */
  readonly reboundPct: number
  readonly stopPrice: number | null
  /** Loss at the stop in quote, all fees included; null without a stop. */
  readonly lossAtStop: number | null
  /** Estimate with margin = value / leverage, nearer than most venues' own figure; null = cannot be liquidated. */
  readonly liquidationPrice: number | null
  readonly guardPrice: number | null
}

/** The whole ladder level by level, the base order filled as taker and the rungs as maker, as the wizard shows it before start. */
export function ladderTable(asked: LadderQuestion): readonly LadderLevel[] {
  const question = { ...asked, config: inQuote(asked.config) }
  const { config, side, instrument, fees, price } = question
  const levels: LadderLevel[] = []
  let held: Held | null = null
  for (const rung of [baseRung(config, price, instrument), ...buildLadder(config, side, price, instrument)]) {
    if (held === null || !rung.skipped) {
      held = after(held, rung, rung.level === 0 ? fees.taker : fees.maker, config.baseOrderSize)
    }
    levels.push(levelOf(question, rung, held))
  }
  return levels
}

function baseRung(config: DcaConfig, price: number, instrument: Instrument): Rung {
  const quantitySteps = floorToSteps(config.baseOrderSize / price, instrument.quantityStep)
  return {
    level: 0,
    deviationPct: 0,
    price,
    ticks: Math.round(price / instrument.tickSize),
    volume: config.baseOrderSize,
    quantitySteps,
    quantity: quantityOf(quantitySteps, instrument),
    skipped: isBelowMinimum(quantitySteps, price, instrument),
  }
}

function after(held: Held | null, rung: Rung, feeRate: number, baseVolume: number): Held {
  // A base order below the minimum opens nothing; its planned size still lets the table show what the ladder would look like.
  const quantity = rung.quantity > 0 ? rung.quantity : rung.volume / rung.price
  const cost = quantity * rung.price
  const total = (held?.quantity ?? 0) + quantity
  const entryCost = (held?.entryCost ?? 0) + cost
  return {
    quantity: total,
    averageEntry: entryCost / total,
    entryCost,
    entryFees: (held?.entryFees ?? 0) + cost * feeRate,
    exitFees: 0,
    realisedGross: 0,
    baseVolume,
  }
}

function levelOf(question: LadderQuestion, rung: Rung, held: Held): LadderLevel {
  const { config, side, leverage, instrument, fees, price } = question
  const { quantity, averageEntry, entryCost } = held
  // A target that trails is sold at the market; of several steps the nearest one is told, which has to pay for its fees first.
  const exitFee = config.trailingPct > 0 ? fees.taker : fees.maker
  const [nearest] = profitSteps(config)
  const target = priceOf(
    targetTicks(targetPrice(config, side, held, exitFee, nearest?.profitPct), side, instrument.tickSize),
    instrument,
  )
  const rawStop = stopPrice(config, side, averageEntry, price)
  const stop = rawStop === null ? null : priceOf(stopTicks(rawStop, side, instrument.tickSize), instrument)
  const liquidation = liquidationPrice(
    { side, quantity, entryPrice: averageEntry, margin: entryCost / leverage, takerFeeRate: fees.taker },
    instrument.tiers,
  )
  return {
    level: rung.level,
    deviationPct: rung.deviationPct,
    price: rung.price,
    ticks: rung.ticks,
    volume: rung.volume,
    quantity: rung.quantity,
    skipped: rung.skipped,
    positionQuantity: quantity,
    cumulativeCost: entryCost,
    margin: entryCost / leverage,
    averageEntry,
    targetPrice: target,
    breakevenPrice: breakevenOf(side, held, exitFee),
    reboundPct: (signOf(side) * (target - rung.price) * 100) / rung.price,
    stopPrice: stop,
    lossAtStop: stop === null ? null : lossAt(stop, side, held, fees.taker),
    liquidationPrice: liquidation,
    guardPrice:
      liquidation === null ? null : guardPrice(side, liquidation, averageEntry, config.liquidationBuffer),
  }
}

const lossAt = (price: number, side: Side, held: Held, exitFee: number): number =>
  signOf(side) * held.quantity * (held.averageEntry - price) +
  held.entryFees +
  held.quantity * price * exitFee
