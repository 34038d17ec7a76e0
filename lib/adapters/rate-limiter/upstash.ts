import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from '@upstash/redis'
import { buckets } from '@/lib/adapters/rate-limiter/buckets'
import { log } from '@/lib/log'
import type { RateBucket, RateLimiter, RateVerdict } from '@/lib/ports/rate-limiter'

type Options = {
  readonly url: string
  readonly token: string
  /** Counts while the store is away: no bucket ever passes unlimited. */
  readonly fallback: RateLimiter
  readonly timeoutMs?: number
}

/** Counts in Upstash Redis, for several machines. A store that is away or slow is replaced by the fallback, attempt by attempt. */
export function upstashRateLimiter({ url, token, fallback, timeoutMs = 1_000 }: Options): RateLimiter {
  const redis = new Redis({
    url,
    token,
    retry: false,
    enableTelemetry: false,
    signal: () => AbortSignal.timeout(timeoutMs),
  })
  const limiters = new Map<RateBucket, Ratelimit>()
  const limiterOf = (bucket: RateBucket) => {
    const { points, seconds } = buckets[bucket]
    const limiter =
      limiters.get(bucket) ??
      new Ratelimit({
        redis,
        limiter: Ratelimit.slidingWindow(points, `${seconds} s`),
        prefix: `tickwright:${bucket}`,
        timeout: timeoutMs,
        analytics: false,
      })
    limiters.set(bucket, limiter)
    return limiter
  }
  const counted = async (bucket: RateBucket, id: string): Promise<RateVerdict | null> => {
    try {
      const answer = await limiterOf(bucket).limit(id)
      // On its own time-out the library lets everything pass.
      if (answer.reason === 'timeout') return null
      const waitMs = answer.reset - Date.now()
      return {
        ok: answer.success,
        retryAfterSeconds: answer.success ? 0 : Math.max(1, Math.ceil(waitMs / 1000)),
      }
    } catch (error) {
      log.warn({ err: error, bucket }, 'The rate limit store is away; counting in this process.')
      return null
    }
  }
  return {
    limit: async (bucket, id) => (await counted(bucket, id)) ?? (await fallback.limit(bucket, id)),
    async reset(bucket, id) {
      await fallback.reset(bucket, id)
      try {
        await limiterOf(bucket).resetUsedTokens(id)
      } catch (error) {
        log.warn({ err: error, bucket }, 'The rate limit store is away; a count was not reset.')
      }
    },
  }
}
