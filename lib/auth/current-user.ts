import 'server-only'
import { cache } from 'react'
import { auth } from '@/lib/auth/next-auth'
import { userOfSession, type CurrentUser } from '@/lib/auth/sessions'

/** Who is signed in, whatever the state of the account; null for a visitor. Read once per request. */
export const currentUser: () => Promise<CurrentUser | null> = cache(async () => {
  const sessionId = sessionIdOf(await auth())
  return sessionId === null ? null : userOfSession(sessionId)
})

/** The cookie's session id. Anything but a text means nobody is signed in, even if the library returned some object. */
function sessionIdOf(session: unknown): string | null {
  if (typeof session !== 'object' || session === null || !('sessionId' in session)) return null
  return typeof session.sessionId === 'string' ? session.sessionId : null
}
