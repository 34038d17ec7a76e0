import { floorToSteps, multipleOf } from '@/lib/domain/perpetuals/quantize'
import type { ClassicState } from './classic-state'

/** The original's rounding (3.2 step 7): down to whole steps, but UP to the minimum. Kept for classic alone. */
export function clampToLimits(quantity: number, limits: ClassicState['limits']): number {
  const { minQuantity, maxQuantity, quantityStep } = limits
  const floored = multipleOf(floorToSteps(quantity, quantityStep), quantityStep)
  return Math.max(Math.min(floored, maxQuantity), minQuantity)
}
