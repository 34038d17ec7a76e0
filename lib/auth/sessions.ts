import 'server-only'
import type { SessionId, UserId } from '@/lib/domain/ids'
import { newId } from '@/lib/ids'
import type { Account } from '@/lib/users/account'
import {
  insertSession,
  liveSession,
  liveSessionsOf,
  revokeSession,
  revokeSessions,
  touchSession,
} from '@/lib/auth/repository'

const minute = 60_000
const idleMs = 12 * 60 * minute
/** A session ends this long after signing in, however much it was used (seconds). */
export const sessionLifetimeSeconds = 7 * 24 * 60 * 60
// One write per minute and session is exact enough for an idle limit of hours.
const touchEveryMs = minute

export type CurrentUser = { readonly sessionId: SessionId; readonly account: Account }
export type SessionView = {
  readonly id: string
  readonly device: string
  readonly network: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly isCurrent: boolean
}

/** Starts a session of a user whose password was just checked. */
export async function openSession(
  userId: UserId,
  from: { userAgent: string; network: string },
): Promise<SessionId> {
  const sessionId = newId('ses')
  const expiresAt = new Date(Date.now() + sessionLifetimeSeconds * 1000)
  await insertSession({
    sessionId,
    userId,
    userAgent: from.userAgent.slice(0, 300),
    network: from.network,
    expiresAt,
  })
  return sessionId
}

/** The user of a session that is still good, read from the database each time so that revoking acts at the next request. */
export async function userOfSession(sessionId: string, now = new Date()): Promise<CurrentUser | null> {
  const session = await liveSession(sessionId, now, new Date(now.getTime() - idleMs))
  if (!session) return null
  if (now.getTime() - session.lastSeenAt.getTime() > touchEveryMs) await touchSession(sessionId, now)
  return { sessionId: sessionId as SessionId, account: session.account }
}

/** Where this user is signed in, for the list of sessions. */
export async function sessionsOf(user: CurrentUser): Promise<SessionView[]> {
  const now = new Date()
  const rows = await liveSessionsOf(user.account.userId, now, new Date(now.getTime() - idleMs))
  return rows.map((row) => ({
    id: row.id,
    device: deviceOf(row.userAgent),
    network: row.ipPrefix,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    isCurrent: row.id === user.sessionId,
  }))
}

/** Ends one of the user's sessions; false when it is not one of his or already over. */
export const endSession = (userId: UserId, sessionId: string): Promise<boolean> =>
  revokeSession(userId, sessionId, new Date())

/** Ends all of the user's sessions except the kept one; returns how many ended. */
export const endSessions = (userId: UserId, keep: SessionId | null = null): Promise<number> =>
  revokeSessions(userId, keep, new Date())

/** A user agent in a few words a person can recognise his own device by. */
function deviceOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1]
  const system = /(Windows|iPhone|iPad|Android|Mac OS X|CrOS|Linux)/.exec(userAgent)?.[1]
  const names: Readonly<Record<string, string>> = {
    Edg: 'Edge',
    OPR: 'Opera',
    'Mac OS X': 'macOS',
    CrOS: 'ChromeOS',
  }
  const words = [browser, system].flatMap((word) => (word ? [names[word] ?? word] : []))
  return words.length > 0 ? words.join(' on ') : 'Unknown device'
}
