import type { DealChange, Decision } from '@/lib/domain/strategies/contract'
import type { HoldReason, Reason } from '@/lib/domain/strategies/reasons'

export type Detail = Reason['detail']

export const noDetail: Detail = {}
export const noReasons: readonly Reason[] = []
export const noChange: DealChange = { kind: 'none' }

/** Leaves everything as it rests and says why. */
export const hold = (code: HoldReason, detail: Detail = noDetail): Decision => ({
  orders: 'unchanged',
  deal: noChange,
  reason: { code, detail },
  further: noReasons,
})
