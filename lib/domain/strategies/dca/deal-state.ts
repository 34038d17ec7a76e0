/** Why a deal is being closed at the market; kept until it is flat. */
export type CloseReason =
  | 'stop-loss'
  | 'breakeven-exit'
  | 'liquidation-guard'
  | 'deal-loss'
  | 'daily-loss'
  | 'drawdown'
  | 'time-stop'
  | 'trailing-exit'
  | 'user-close'

/** Trailing: the target that is watched, since when its highs (lows, for short) count, and what they have come to. */
export type Watch = {
  /** Only prices from this instant on count: a high from before the last entry, or before the target moved, must never arm. */
  readonly from: number
  /** The target in whole ticks. */
  readonly ticks: number
  /** Entries of the deal when the target was set, in whole steps. */
  readonly entrySteps: number
  /** Best price since the target was crossed; null before that. */
  readonly best: number | null
  /** The price fell back beyond break-even before it could be sold: the target rests as a plain one until it moves. */
  readonly spent: boolean
}

/** A stop that waits: since when the mark has been beyond it. */
export type Beyond = { readonly since: number; readonly ticks: number }

/** What a deal has to remember between ticks beside its orders and its ledger. Plain JSON, replaced as a whole, never changed. */
export type DealState = {
  readonly v: 1
  /** Planned volume of the base order in quote, reinvested profit included. */
  readonly baseVolume: number
  /** Profit of earlier deals that the base order and the first rung were made larger by, in quote; left out = none. */
  readonly reinvested?: number
  /** Average fill price of the finished base order: the anchor of the ladder. Null while the base order works. */
  readonly basePrice: number | null
  /** Highest filled rung that has been told; 0 after the base order. */
  readonly level: number
  readonly closing: CloseReason | null
  readonly watch?: Watch
  readonly beyond?: Beyond
  /** Size that the steps of the take profit are shares of, in whole steps; it stays once the first of them has filled. */
  readonly peakSteps?: number
  /** The exposure cap was reached: no rung is added until there is room again. */
  readonly capped?: true
}

export const newDealState = (baseVolume: number, reinvested = 0): DealState => ({
  v: 1,
  baseVolume,
  ...(reinvested > 0 && { reinvested }),
  basePrice: null,
  level: 0,
  closing: null,
})

/** The state without one of its parts; the same object where it has none. */
export function without(state: DealState, part: 'watch' | 'beyond' | 'peakSteps' | 'capped'): DealState {
  if (state[part] === undefined) return state
  const { [part]: _, ...rest } = state
  return rest
}

/**
 * The stored state, or a fresh one where none can be read: the base price and the level are then found again from the deal's orders,
 * so that a position is never left without its exits.
 */
export const readDealState = (stored: unknown, baseVolume: number): DealState =>
  isDealState(stored) ? stored : newDealState(baseVolume)

type Unread = Partial<Record<keyof DealState, unknown>>

function isDealState(stored: unknown): stored is DealState {
  if (typeof stored !== 'object' || stored === null) return false
  const state: Unread = stored
  return (
    state.v === 1 &&
    typeof state.baseVolume === 'number' &&
    (state.basePrice === null || typeof state.basePrice === 'number') &&
    typeof state.level === 'number' &&
    (state.closing === null || isCloseReason(state.closing)) &&
    hasWatches(state)
  )
}

const hasWatches = ({ watch, beyond, peakSteps, capped, reinvested }: Unread): boolean =>
  (reinvested === undefined || typeof reinvested === 'number') &&
  (watch === undefined || isWatch(watch)) &&
  (beyond === undefined || isBeyond(beyond)) &&
  (peakSteps === undefined || typeof peakSteps === 'number') &&
  (capped === undefined || capped === true)

function isWatch(value: unknown): value is Watch {
  if (typeof value !== 'object' || value === null) return false
  const { from, ticks, entrySteps, best, spent }: Partial<Record<keyof Watch, unknown>> = value
  return (
    [from, ticks, entrySteps].every((each) => typeof each === 'number') &&
    (best === null || typeof best === 'number') &&
    typeof spent === 'boolean'
  )
}

function isBeyond(value: unknown): value is Beyond {
  if (typeof value !== 'object' || value === null) return false
  const { since, ticks }: Partial<Record<keyof Beyond, unknown>> = value
  return typeof since === 'number' && typeof ticks === 'number'
}

const closeReasons: ReadonlySet<unknown> = new Set<CloseReason>([
  ...(['stop-loss', 'breakeven-exit', 'liquidation-guard', 'deal-loss', 'daily-loss', 'drawdown'] as const),
  ...(['time-stop', 'trailing-exit', 'user-close'] as const),
])

const isCloseReason = (value: unknown): value is CloseReason => closeReasons.has(value)
