import { Decimal } from 'decimal.js'
import type { ClassicState } from './classic-state'

/**
 * The original's rounding (3.2 step 7): down to whole steps of the shortest decimal that reads as this double, but UP to the minimum.
 * Kept for classic alone: elsewhere 0.29999999999999993 is three steps of 0.1, here it is two.
 */
export function clampToLimits(quantity: number, limits: ClassicState['limits']): number {
  const { minQuantity, maxQuantity, quantityStep } = limits
  const floored = new Decimal(quantity).divToInt(quantityStep).times(quantityStep).toNumber()
  return Math.max(Math.min(floored, maxQuantity), minQuantity)
}
