import { floorToSteps } from '@/lib/domain/perpetuals/quantize'
import type { DcaConfig } from './config'

/**
 * The exposure cap while the rungs to be desired are walked over (trading reference 2.7). Margins in quote, at the price of each order.
 * Once it has been reached nothing is added until there is clearly room again, so that no rung comes and goes near the limit; it
 * never sells.
 */
export type Cap = {
  readonly limit: number
  /** Margin of the position and of the rungs included so far. */
  used: number
  /** It had been reached before: what rests stays, nothing else is added. */
  readonly holds: boolean
  /** It is reached, before or on this walk. */
  capped: boolean
}

export type Capped = {
  readonly config: Pick<DcaConfig, 'maxMarginPct' | 'capResumeRatio' | 'allocatedCapital'>
  readonly positionMargin: number
  readonly wasCapped: boolean
  /** Margin of the whole next rung that does not rest; null where there is none to add. */
  readonly nextMargin: number | null
}

export function openCap({ config, positionMargin, wasCapped, nextMargin }: Capped): Cap {
  const limit = capOf(config)
  const hasRoom = nextMargin !== null && positionMargin + nextMargin <= config.capResumeRatio * limit
  const holds = wasCapped && !hasRoom
  return { limit, used: positionMargin, holds, capped: holds }
}

/** The margin that a pair may use, in quote. */
export const capOf = ({ maxMarginPct, allocatedCapital }: Capped['config']): number =>
  (maxMarginPct * allocatedCapital) / 100

export type CappedRung = {
  readonly quantitySteps: number
  /** What of it rests on the venue; null = it does not. */
  readonly restingSteps: number | null
  readonly marginPerStep: number
  readonly isBelowMinimum: (steps: number) => boolean
}

/** How much of a rung the cap allows, in whole steps; 0 ends the walk, and so does a rung that was cut down. */
export function admit(cap: Cap, rung: CappedRung): number {
  if (cap.holds && rung.restingSteps === null) return 0
  const wanted = cap.holds && rung.restingSteps !== null ? rung.restingSteps : rung.quantitySteps
  const room = floorToSteps(cap.limit - cap.used, rung.marginPerStep)
  if (wanted > room) cap.capped = true
  const cropped = Math.max(0, Math.min(wanted, room))
  const admitted = cropped < wanted && rung.isBelowMinimum(cropped) ? 0 : cropped
  cap.used += admitted * rung.marginPerStep
  return admitted
}
