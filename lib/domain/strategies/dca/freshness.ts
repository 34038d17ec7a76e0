import type { Decision, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import { hold } from './hold'

/** Older input than this is no basis for a decision, in milliseconds (2.5). */
export const MAX_AGE_MS = 60_000

/** Guard 2: no account, an old one, or one from before the deal's newest order. Null = usable. */
export function accountFault({ account, now }: PairFacts, newestOrderAt: number): Decision | null {
  if (account === null) return hold('account-missing', { source: 'account' })
  const ageMs = now - account.at
  if (ageMs > MAX_AGE_MS) return hold('account-stale', { ageMs, limitMs: MAX_AGE_MS })
  if (account.at < newestOrderAt)
    return hold('account-stale', { ageMs, limitMs: MAX_AGE_MS, before: 'newest-order' })
  return null
}

/** Guard 5: no price, an impossible or old one. An empty or crossed book is no data, never a price of zero. */
export function priceFault(price: PriceFacts | null, now: number): Decision | null {
  if (price === null) return hold('price-missing', { source: 'price' })
  const { last, bid, ask, mark } = price
  if (!(last > 0 && bid > 0 && ask > 0 && mark > 0 && ask < Infinity && mark < Infinity && last < Infinity)) {
    return hold('price-missing', { source: 'price', fault: 'zero' })
  }
  if (bid > ask) return hold('price-missing', { source: 'price', fault: 'crossed', bid, ask })
  const ageMs = now - price.at
  return ageMs > MAX_AGE_MS ? hold('price-stale', { ageMs, limitMs: MAX_AGE_MS }) : null
}
