import 'server-only'
import { sharedMemoryRateLimiter } from '@/lib/adapters/rate-limiter/memory'
import { upstashRateLimiter } from '@/lib/adapters/rate-limiter/upstash'
import { env } from '@/lib/env'
import type { RateLimiter } from '@/lib/ports/rate-limiter'

/** Counts attempts: in Redis where several machines share it, else in this process. */
export function rateLimiter(): RateLimiter {
  const { redis } = env()
  limiter ??= redis
    ? upstashRateLimiter({ ...redis, fallback: sharedMemoryRateLimiter() })
    : sharedMemoryRateLimiter()
  return limiter
}

let limiter: RateLimiter | null = null
