import { createHmac } from 'node:crypto'
import type { OrderKey } from '@/lib/domain/orders/order'

/** The four hex letters that tell our orders from the user's own on a venue. */
export const ORDER_TAG = 'b07a'

/**
 * The id an order carries on the venue: 32 lower-case hex letters, the same for the same intent whenever it is derived, so that a
 * crash between sending and recording can be settled by looking the order up. Keyed, so that ids do not leak our own.
 */
export function clientOrderIdFor(
  appKey: Uint8Array,
  intent: {
    readonly botId: string
    readonly dealId: string
    readonly key: OrderKey
    readonly attempt: number
  },
): string {
  const text = `${intent.botId}|${intent.dealId}|${intent.key}|${intent.attempt}`
  return ORDER_TAG + createHmac('sha256', appKey).update(text).digest('hex').slice(0, 28)
}
