import { signOf, type Instrument, type Side } from '@/lib/domain/perpetuals/instrument'
import { floorToSteps, priceOf, quantityOf, rungTicks } from '@/lib/domain/perpetuals/quantize'
import type { DcaConfig } from './config'
import { quoteOf } from './sizes'

export type LadderShape = Pick<
  DcaConfig,
  'safetyOrderSize' | 'maxSafetyOrders' | 'priceDeviationPct' | 'stepScale' | 'volumeScale' | 'deviationFrom'
> &
  Partial<Pick<DcaConfig, 'customSteps' | 'sizeUnit' | 'allocatedCapital'>>

/** One rung by the formulas alone: cumulative deviation from the base price in percent, volume in quote. */
export type PlannedRung = {
  readonly level: number
  readonly deviationPct: number
  readonly price: number
  readonly volume: number
}

/** One rung in whole ticks and steps of an instrument. A rung below the venue's minimum is skipped for the deal, never rounded up. */
export type Rung = PlannedRung & {
  readonly ticks: number
  readonly quantity: number
  readonly quantitySteps: number
  readonly skipped: boolean
}

/** The rungs of a ladder before any rounding (trading reference, section 1), from level 1; sizes in percent are resolved. */
export function plannedRungs(shape: LadderShape, side: Side, basePrice: number): readonly PlannedRung[] {
  const s = signOf(side)
  const { customSteps = null } = shape
  if (customSteps !== null) return customRungs(customSteps, quoteOf(shape), s, basePrice)
  const rungs: PlannedRung[] = []
  let step = shape.priceDeviationPct
  let volume = shape.safetyOrderSize * quoteOf(shape)
  let deviationPct = 0
  let price = basePrice
  for (let level = 1; level <= shape.maxSafetyOrders; level++) {
    if (shape.deviationFrom === 'base') {
      deviationPct += step
      price = basePrice * (1 - (s * deviationPct) / 100)
    } else {
      price *= 1 - (s * step) / 100
      deviationPct = s * (1 - price / basePrice) * 100
    }
    rungs.push({ level, deviationPct, price, volume })
    step *= shape.stepScale
    volume *= shape.volumeScale
  }
  return rungs
}

/** A ladder of one's own says of every rung how far from the base price it lies and how large it is. */
const customRungs = (
  steps: NonNullable<DcaConfig['customSteps']>,
  unit: number,
  s: number,
  basePrice: number,
): readonly PlannedRung[] =>
  steps.map(({ deviationPct, size }, index) => ({
    level: index + 1,
    deviationPct,
    price: basePrice * (1 - (s * deviationPct) / 100),
    volume: size * unit,
  }))

/** The ladder of one deal: prices rounded away from the market, quantities floored, computed once from the base order's fill price. */
export function buildLadder(
  shape: LadderShape,
  side: Side,
  basePrice: number,
  instrument: Instrument,
): readonly Rung[] {
  return plannedRungs(shape, side, basePrice).map((rung) => {
    const ticks = rungTicks(rung.price, side, instrument.tickSize)
    const price = priceOf(ticks, instrument)
    const quantitySteps = price > 0 ? floorToSteps(rung.volume / price, instrument.quantityStep) : 0
    const quantity = quantityOf(quantitySteps, instrument)
    const skipped = ticks < 1 || isBelowMinimum(quantitySteps, price, instrument)
    const { level, deviationPct, volume } = rung
    return { level, deviationPct, price, volume, ticks, quantity, quantitySteps, skipped }
  })
}

/** True where the venue would refuse an entry of this size: below one step, its minimum quantity or its minimum cost. */
export function isBelowMinimum(quantitySteps: number, price: number, instrument: Instrument): boolean {
  const quantity = quantityOf(quantitySteps, instrument)
  return quantitySteps < 1 || quantity < instrument.minQuantity || quantity * price < instrument.minCost
}

/** Planned volume of the whole ladder in quote, base order included. */
export function totalVolume(config: LadderShape & Pick<DcaConfig, 'baseOrderSize'>): number {
  const { customSteps = null } = config
  const unit = quoteOf(config)
  let total = config.baseOrderSize * unit
  if (customSteps === null) {
    let volume = config.safetyOrderSize * unit
    for (let level = 1; level <= config.maxSafetyOrders; level++) {
      total += volume
      volume *= config.volumeScale
    }
  } else for (const { size } of customSteps) total += size * unit
  return total
}
