/** Why a deal is being closed at the market; kept until it is flat. */
export type CloseReason = 'stop-loss' | 'liquidation-guard' | 'user-close'

/** What a deal has to remember between ticks beside its orders and its ledger. Plain JSON, replaced as a whole, never changed. */
export type DealState = {
  readonly v: 1
  /** Planned volume of the base order in quote. */
  readonly baseVolume: number
  /** Average fill price of the finished base order: the anchor of the ladder. Null while the base order works. */
  readonly basePrice: number | null
  /** Highest filled rung that has been told; 0 after the base order. */
  readonly level: number
  readonly closing: CloseReason | null
}

export const newDealState = (baseVolume: number): DealState => ({
  v: 1,
  baseVolume,
  basePrice: null,
  level: 0,
  closing: null,
})

/**
 * The stored state, or a fresh one where none can be read: the base price and the level are then found again from the deal's orders,
 * so that a position is never left without its exits.
 */
export const readDealState = (stored: unknown, baseVolume: number): DealState =>
  isDealState(stored) ? stored : newDealState(baseVolume)

function isDealState(stored: unknown): stored is DealState {
  if (typeof stored !== 'object' || stored === null) return false
  const state: Partial<Record<keyof DealState, unknown>> = stored
  return (
    state.v === 1 &&
    typeof state.baseVolume === 'number' &&
    (state.basePrice === null || typeof state.basePrice === 'number') &&
    typeof state.level === 'number' &&
    (state.closing === null || isCloseReason(state.closing))
  )
}

const isCloseReason = (value: unknown): value is CloseReason =>
  value === 'stop-loss' || value === 'liquidation-guard' || value === 'user-close'
