import type { DeclineKind } from '@/lib/domain/indicators/decline-velocity'

/** How the market falls, as the decision reads it; `unknown` = too few candles, neither safe nor dangerous. */
export type Decline = DeclineKind | 'unknown'

export const isSafe = (decline: Decline): boolean => decline === 'slow' || decline === 'moderate'

export const isDangerous = (decline: Decline): boolean => decline === 'fast' || decline === 'crash'
