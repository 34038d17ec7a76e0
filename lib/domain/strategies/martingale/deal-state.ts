/** Why a deal is being closed; kept until it is flat. */
export type CloseReason = 'stop-loss' | 'liquidation-guard' | 'deal-loss' | 'take-profit' | 'user-close'

/** What a deal has to remember between ticks beside its orders and its ledger. Plain JSON, replaced as a whole, never changed. */
export type DealState = { readonly v: 1; readonly closing: CloseReason | null }

export const newDealState: DealState = { v: 1, closing: null }

/** The stored state, or a fresh one where none can be read: everything else is found again from the deal's orders. */
export const readDealState = (stored: unknown): DealState => (isDealState(stored) ? stored : newDealState)

function isDealState(stored: unknown): stored is DealState {
  if (typeof stored !== 'object' || stored === null) return false
  const state: Partial<Record<keyof DealState, unknown>> = stored
  return state.v === 1 && (state.closing === null || isCloseReason(state.closing))
}

const closeReasons: readonly unknown[] = [
  'stop-loss',
  'liquidation-guard',
  'deal-loss',
  'take-profit',
  'user-close',
] satisfies CloseReason[]

export const isCloseReason = (value: unknown): value is CloseReason => closeReasons.includes(value)
