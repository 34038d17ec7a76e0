import 'server-only'
import type { FieldFault } from '@/lib/action-state'
import { hashPassword } from '@/lib/auth/password-hash'
import { normalisedPassword, passwordFault } from '@/lib/auth/password-rules'
import { fail, ok, type Result } from '@/lib/domain/result'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { rateLimiter } from '@/lib/server'
import { normalisedEmail } from '@/lib/users/email-address'
import { insertUser, upsertDemoUser } from '@/lib/users/repository'

export type Registration = {
  readonly email: string
  readonly password: string
  /** IANA name as the browser reports it; anything unknown becomes UTC. */
  readonly timeZone: string
  readonly network: string
}
export type RegistrationFailure =
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'too-many' | 'busy'; readonly retryAfterSeconds: number }

/**
 * Registers a person: the first of an installation becomes its administrator, everybody else waits for approval. Whether the address
 * was already known is not told, and costs the same work.
 */
export async function registerUser(
  asked: Registration,
): Promise<Result<'first-admin' | 'received', RegistrationFailure>> {
  const email = normalisedEmail(asked.email)
  const weak = passwordFault(asked.password, email ?? '')
  const faults = [
    ...(email ? [] : [{ field: 'email', message: 'Enter one e-mail address, such as name@example.com.' }]),
    ...(weak ? [{ field: 'password', message: weak }] : []),
  ]
  if (!email || faults.length > 0) return fail({ kind: 'invalid', faults })
  const rate = await rateLimiter().limit('register-ip', asked.network)
  if (!rate.ok) return fail({ kind: 'too-many', retryAfterSeconds: rate.retryAfterSeconds })
  const passwordHash = await hashPassword(normalisedPassword(asked.password))
  if (passwordHash === 'busy') return fail({ kind: 'busy', retryAfterSeconds: 5 })
  const userId = newId('usr')
  const result = await insertUser({ userId, email, passwordHash, timeZone: knownTimeZone(asked.timeZone) })
  if (result !== 'taken') log.info({ tenantId: userId, result }, 'A user registered.')
  return ok(result === 'first-admin' ? 'first-admin' : 'received')
}

/** Creates or refreshes the demo account (an active user on the Free plan); null when an ordinary account has its address. */
export async function ensureDemoUser(demo: { readonly email: string; readonly password: string }) {
  const email = normalisedEmail(demo.email)
  const passwordHash = await hashPassword(normalisedPassword(demo.password))
  if (!email || passwordHash === 'busy') return null
  return upsertDemoUser({ userId: newId('usr'), email, passwordHash, timeZone: 'UTC' })
}

function knownTimeZone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name.slice(0, 64) }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
