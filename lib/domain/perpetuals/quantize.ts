import type { Instrument, Side } from './instrument'

// A quotient such as 0.3 / 0.1 = 2.9999999999999996 must count as 3 whole steps; real remainders are far above one part in 1e9.
const TOLERANCE = 1e-9

/** Whole steps in `quantity`, rounded toward zero: a quantity is only ever rounded down. */
export function floorToSteps(quantity: number, step: number): number {
  return Math.floor(quantity / step + TOLERANCE)
}

/** Whole ticks at or below `price`. */
export function floorToTicks(price: number, tick: number): number {
  return Math.floor(price / tick + TOLERANCE)
}

/** Whole ticks at or above `price`. */
export function ceilToTicks(price: number, tick: number): number {
  return Math.ceil(price / tick - TOLERANCE)
}

/** `count` whole steps (or ticks) of `size` as the shortest double, free of noise such as 0.30000000000000004. */
export function multipleOf(count: number, size: number): number {
  const scale = powersOfTen[decimalsOf(size)] ?? 10 ** decimalsOf(size)
  return (count * Math.round(size * scale)) / scale
}

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)

/** Decimal places of a step or tick size; exponents down to 1e-12 are understood. */
export function decimalsOf(size: number): number {
  let decimals = knownDecimals.get(size)
  if (decimals === undefined) {
    decimals = countDecimals(size)
    knownDecimals.set(size, decimals)
  }
  return decimals
}

// Asked for every price and quantity of every decision, and there are only as many sizes as instruments.
const knownDecimals = new Map<number, number>()

function countDecimals(size: number): number {
  const text = String(size)
  const [mantissa = '', exponent] = text.split('e-')
  const fraction = mantissa.split('.')[1]?.length ?? 0
  return fraction + (exponent === undefined ? 0 : Number(exponent))
}

export const quantityOf = (steps: number, instrument: Instrument): number =>
  multipleOf(steps, instrument.quantityStep)

export const priceOf = (ticks: number, instrument: Instrument): number =>
  multipleOf(ticks, instrument.tickSize)

/** Rung price: away from the market, so that a rung never costs more than planned (long down, short up). */
export const rungTicks = (price: number, side: Side, tick: number): number =>
  side === 'long' ? floorToTicks(price, tick) : ceilToTicks(price, tick)

/** Target price: away from the entry, so that the promised profit is reached (long up, short down). */
export const targetTicks = (price: number, side: Side, tick: number): number =>
  side === 'long' ? ceilToTicks(price, tick) : floorToTicks(price, tick)

/** Stop trigger: toward the market, so that the loss never exceeds the promised one (long up, short down). */
export const stopTicks = targetTicks
