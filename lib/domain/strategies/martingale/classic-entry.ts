import { clampToLimits } from './clamp-to-limits'
import type { ClassicParameters, ClassicState } from './classic-state'
import { taperFactor } from './sizing'

/** Quantity of an entry in base coin, the margin share the symbol would have with it, and the cap that share is held to. */
export type ClassicEntry = { readonly quantity: number; readonly usage: number; readonly cap: number }

/** Tapers, rounds and measures an entry (3.2 steps 6 to 8). The cap shrinks with every other symbol that has a position. */
export function classicEntry(
  state: ClassicState,
  { maxMarginPct, taperStart, leverage }: ClassicParameters,
  wanted: number,
  price: number,
): ClassicEntry {
  const { symbol, balance, openPositions, limits } = state
  if (maxMarginPct === 0) return { quantity: clampToLimits(wanted, limits), usage: 0, cap: Infinity }
  const active = new Set([symbol])
  let margin = 0
  for (const open of openPositions) {
    if (open.quantity > 0) active.add(open.symbol)
    if (open.symbol === symbol) margin += open.margin
  }
  const cap = maxMarginPct / active.size
  const quantity = clampToLimits(wanted * taperFactor(cap, margin / balance, taperStart), limits)
  // Without a balance any margin is too much; a negative one must not turn the comparison around.
  const usage = balance > 0 ? (margin + (quantity * price) / leverage) / balance : Infinity
  return { quantity, usage, cap }
}
