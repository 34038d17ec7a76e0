import { signInAction } from '@/app/(auth)/sign-in/actions'
import { idle } from '@/lib/action-state'
import { normalisedEmail } from '@/lib/users/email-address'
import { registerUser } from '@/lib/users/register'
import type { TestDatabase } from '@/tests/support/database'
import { formOf, leavesTo, newRequest } from './request'

export const password = 'correct horse battery'

/** Registers somebody from an address of his own and returns his id. */
export async function register(
  database: TestDatabase,
  email: string,
  network: string = email,
): Promise<string> {
  const registered = await registerUser({ email, password, timeZone: 'UTC', network })
  if (!registered.ok) throw new Error(`not registered: ${registered.error.kind}`)
  const user = await database.db.user.findUniqueOrThrow({ where: { email: normalisedEmail(email) ?? '' } })
  return user.id
}

/** Signs in through the real form action in a browser of its own; the cookie jar then holds the session. */
export async function signIn(email: string, secret = password): Promise<string> {
  newRequest({ keepCookies: false })
  return leavesTo(() => signInAction(idle, formOf({ email, password: secret, next: '/bots' })))
}
