/** Reasons for doing nothing, or nothing new. Closed list; each is stored as the pair's current condition with since-when. */
export const holdReasons = [
  'order-outcome-unknown',
  'closing-in-progress',
  'account-missing',
  'account-stale',
  'price-missing',
  'price-stale',
  'candles-missing',
  'candles-stale',
  'instrument-missing',
  'instrument-not-trading',
  'settings-unconfirmed',
  'out-of-sync',
  'frozen',
  'stopping',
  'stopped',
  'manage-only',
  'paused',
  'draining',
  'cooldown',
  'halted-after-stops',
  'daily-loss',
  'drawdown',
  'max-deals',
  'start-condition',
  'price-out-of-range',
  'volume-too-low',
  'volatility-high',
  'dangerous-move',
  'order-below-minimum',
  'order-above-maximum',
  'preflight-failed',
  'exposure-cap',
  'capital-insufficient',
  'margin-insufficient',
  'liquidation-too-close',
  'ladder-exhausted',
  'safety-condition',
  'distributing',
  'orders-in-place',
  'trailing',
  'dust-left',
  'manual-mode',
  'ema-gate',
  'wrong-side-of-ema',
  'loss-too-small',
  'no-loss-to-average',
  'profit-too-small',
] as const

/** Reasons for acting. Closed list. */
export const actReasons = [
  'start-condition-met',
  'manual-start',
  'ladder-level',
  'add-at-loss',
  'build-up',
  'take-profit',
  'take-profit-step',
  'trailing-exit',
  'reduce-step',
  'stop-loss',
  'liquidation-guard',
  'time-stop',
  'deal-loss',
  'daily-loss',
  'drawdown',
  'user-close',
  'breakeven-exit',
  'liquidated',
  'closed-outside',
] as const

export type HoldReason = (typeof holdReasons)[number]
export type ActReason = (typeof actReasons)[number]
export type ReasonCode = HoldReason | ActReason

/** Why a tick did or did not act on a pair: a code of the closed list and the values compared. */
export type Reason = {
  readonly code: ReasonCode
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}
