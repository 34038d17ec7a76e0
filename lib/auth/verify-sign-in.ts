import 'server-only'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { UserId } from '@/lib/domain/ids'
import { hashPassword, needsRehash, verifyPassword } from '@/lib/auth/password-hash'
import { normalisedEmail } from '@/lib/users/email-address'
import { credentialsOf, replacePasswordHash } from '@/lib/users/repository'
import { log } from '@/lib/log'
import { rateLimiter } from '@/lib/server'
import type { RateVerdict } from '@/lib/ports/rate-limiter'

export type SignInFailure = {
  readonly kind: 'wrong' | 'too-many' | 'busy'
  readonly retryAfterSeconds: number
}
type Attempt = { readonly email: unknown; readonly password: unknown; readonly network: string }

/**
 * Whose password this is. An unknown address and a wrong password cost the same work and read the same; attempts are counted before
 * anything is compared, by address and network together (5 in 15 minutes) and by network (100 an hour).
 */
export async function verifySignIn(attempt: Attempt): Promise<Result<UserId, SignInFailure>> {
  const email = normalisedEmail(attempt.email) ?? ''
  const password =
    typeof attempt.password === 'string' ? attempt.password.slice(0, 1024).normalize('NFC') : ''
  const pair = `${email}|${attempt.network}`
  const blocked = await countAttempt(pair, attempt.network)
  if (blocked) return fail({ kind: 'too-many', retryAfterSeconds: blocked.retryAfterSeconds })
  const known = email ? await credentialsOf(email) : null
  const verdict = await verifyPassword(known?.passwordHash ?? null, password)
  if (verdict === 'busy') return fail({ kind: 'busy', retryAfterSeconds: 5 })
  if (verdict === 'wrong' || !known) return fail({ kind: 'wrong', retryAfterSeconds: 0 })
  await rateLimiter().reset('sign-in-pair', pair)
  if (needsRehash(known.passwordHash)) await rehash(known, password)
  return ok(known.userId)
}

async function countAttempt(pair: string, network: string): Promise<RateVerdict | null> {
  const limiter = rateLimiter()
  const all = await limiter.limit('sign-in-all', 'all')
  if (!all.ok) log.warn('More than 1,000 sign-in attempts within an hour.')
  const verdicts = [await limiter.limit('sign-in-ip', network), await limiter.limit('sign-in-pair', pair)]
  const refused = verdicts.filter((verdict) => !verdict.ok)
  return refused.toSorted((a, b) => b.retryAfterSeconds - a.retryAfterSeconds)[0] ?? null
}

async function rehash(known: { userId: UserId; passwordHash: string }, password: string): Promise<void> {
  const fresh = await hashPassword(password)
  if (fresh !== 'busy') await replacePasswordHash(known.userId, known.passwordHash, fresh)
}
