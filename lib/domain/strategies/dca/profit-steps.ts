import { ceilToTicks, floorToSteps } from '@/lib/domain/perpetuals/quantize'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { DcaConfig } from './config'
import type { DealQuestion } from './deal-question'
import type { DealState } from './deal-state'

export type ProfitStep = { readonly profitPct: number; readonly closePct: number }

/** The steps in which a profit is taken, nearest first: one of the whole position unless the settings list several. */
export const profitSteps = ({
  takeProfitSteps,
  takeProfitPct,
}: Pick<DcaConfig, 'takeProfitSteps' | 'takeProfitPct'>): readonly ProfitStep[] =>
  takeProfitSteps ?? [{ profitPct: takeProfitPct, closePct: 100 }]

/** What the steps are shares of, in whole steps of quantity: the position before any of them, fixed once the first has filled. */
export function peakOf(question: DealQuestion, state: DealState): number {
  const { orders, venueSteps } = question
  const isFrozen = state.peakSteps !== undefined && stepsFilled(question, state.peakSteps) > 0
  return isFrozen ? state.peakSteps : venueSteps + orders.takeProfitSteps
}

/**
 * How many steps of several have filled. As with rungs, one counts as filled when what is left of it is below the venue's minimum.
 * A single target, however large a part of it has filled, is not a step.
 */
export function stepsFilled({ config, orders, instrument }: DealQuestion, peakSteps: number): number {
  const { takeProfitSteps: steps } = config
  if (steps === null || steps.length < 2) return 0
  const taken = orders.takeProfitSteps
  const least = leastSteps(instrument)
  let filled = 0
  let share = 0
  let before = 0
  for (const { closePct } of steps) {
    share += closePct
    const upTo = sharedSteps(peakSteps, share)
    if (taken > before && upTo - taken < least) filled += 1
    before = upTo
  }
  return filled
}

/** The sizes in which a position of several steps is taken; see `stepSizes`. */
export type Splitting = {
  readonly peakSteps: number
  /** What steps have taken so far. */
  readonly taken: number
  /** What is held and not spoken for otherwise. */
  readonly left: number
  readonly least: number
}

/**
 * Size of each step in whole steps of quantity, 0 = none. Shares add up along the way, so that flooring loses nothing: each step
 * reaches up to its own sum of shares and the last takes everything left. One below the minimum merges into the next; a last one
 * below it merges into the one before, since only an order for the whole position may be that small. Together never more than is left.
 */
export function stepSizes(
  steps: readonly ProfitStep[],
  { peakSteps, taken, left, least }: Splitting,
): number[] {
  const sizes: number[] = []
  let share = 0
  let reached = taken
  let rest = left
  let placed = -1
  steps.forEach(({ closePct }, index) => {
    share += closePct
    const isLast = index === steps.length - 1
    const upTo = isLast ? Infinity : sharedSteps(peakSteps, share)
    const size = Math.min(rest, Math.max(0, upTo - reached))
    sizes.push(0)
    if (size === 0 || (size < least && !isLast)) return
    if (!isLast || size >= least || placed < 0) placed = index
    sizes[placed] = (sizes[placed] ?? 0) + size
    reached += size
    rest -= size
  })
  return sizes
}

/** The smallest exit the venue takes, in whole steps; reduce-only orders have no minimum cost. */
export const leastSteps = ({ minQuantity, quantityStep }: Instrument): number =>
  Math.max(1, ceilToTicks(minQuantity, quantityStep))

const sharedSteps = (peakSteps: number, share: number): number =>
  share >= 100 ? peakSteps : floorToSteps((peakSteps * share) / 100, 1)
