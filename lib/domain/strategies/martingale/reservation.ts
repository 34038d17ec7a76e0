import type { MartingaleConfig } from './config'

/**
 * Share of the account's balance that one pair keeps for its worst case: its part of the bot's margin cap. It has no capital of its own;
 * what it may lose at most is the margin it may use.
 */
export const reservedShare = (
  { maxMarginPct }: Pick<MartingaleConfig, 'maxMarginPct'>,
  pairs: number,
): number => maxMarginPct / Math.max(1, pairs)
