import type { RateBucket } from '@/lib/ports/rate-limiter'

/** How many attempts each bucket lets through in how many seconds. */
export const buckets: Readonly<Record<RateBucket, { readonly points: number; readonly seconds: number }>> = {
  'sign-in-pair': { points: 5, seconds: 15 * 60 },
  'sign-in-ip': { points: 100, seconds: 60 * 60 },
  'sign-in-all': { points: 1_000, seconds: 60 * 60 },
  'register-ip': { points: 30, seconds: 60 * 60 },
  action: { points: 120, seconds: 60 },
  candles: { points: 120, seconds: 60 },
  upload: { points: 20, seconds: 60 * 60 },
}
