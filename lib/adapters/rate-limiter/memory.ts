import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { buckets } from '@/lib/adapters/rate-limiter/buckets'
import type { RateBucket, RateLimiter } from '@/lib/ports/rate-limiter'

/** Counts in this process. Enough for one machine; several need a shared store. */
export function memoryRateLimiter(): RateLimiter {
  const limiters = new Map<RateBucket, RateLimiterMemory>()
  const limiterOf = (bucket: RateBucket) => {
    const { points, seconds } = buckets[bucket]
    const limiter =
      limiters.get(bucket) ?? new RateLimiterMemory({ keyPrefix: bucket, points, duration: seconds })
    limiters.set(bucket, limiter)
    return limiter
  }
  return {
    async limit(bucket, id) {
      try {
        await limiterOf(bucket).consume(id)
        return { ok: true, retryAfterSeconds: 0 }
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) }
      }
    },
    reset: async (bucket, id) => void (await limiterOf(bucket).delete(id)),
  }
}

/** The one in-memory limiter of this process: routes and actions are bundled apart, so it sits on globalThis. */
export function sharedMemoryRateLimiter(): RateLimiter {
  shared.tickwrightRateLimiter ??= memoryRateLimiter()
  return shared.tickwrightRateLimiter
}

const shared = globalThis as typeof globalThis & { tickwrightRateLimiter?: RateLimiter }
