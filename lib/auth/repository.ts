import { db } from '@/lib/db'
import type { SessionId, UserId } from '@/lib/domain/ids'
import type { Account } from '@/lib/users/account'
import { accountFrom, selectAccount } from '@/lib/users/repository'

export type NewSession = {
  readonly sessionId: SessionId
  readonly userId: UserId
  readonly userAgent: string
  readonly network: string
  readonly expiresAt: Date
}

export async function insertSession(session: NewSession): Promise<void> {
  await db().userSession.create({
    data: {
      id: session.sessionId,
      userId: session.userId,
      userAgent: session.userAgent,
      ipPrefix: session.network,
      expiresAt: session.expiresAt,
    },
  })
}

/** The session and its user, unless it was revoked, has expired, or lay idle since before `idleSince`. */
export async function liveSession(
  sessionId: string,
  now: Date,
  idleSince: Date,
): Promise<{ readonly account: Account; readonly lastSeenAt: Date } | null> {
  const row = await db().userSession.findFirst({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } },
    select: { lastSeenAt: true, user: { select: selectAccount } },
  })
  return row && { account: accountFrom(row.user), lastSeenAt: row.lastSeenAt }
}

export async function touchSession(sessionId: string, now: Date): Promise<void> {
  await db().userSession.updateMany({ where: { id: sessionId, revokedAt: null }, data: { lastSeenAt: now } })
}

export type SessionRow = {
  readonly id: string
  readonly userAgent: string
  readonly ipPrefix: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
}

/** Every session this user could still use, newest use first. */
export async function liveSessionsOf(userId: UserId, now: Date, idleSince: Date): Promise<SessionRow[]> {
  return db().userSession.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } },
    select: { id: true, userAgent: true, ipPrefix: true, createdAt: true, lastSeenAt: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    take: 100,
  })
}

/** Ends one session of this user; false when it is another user's, unknown, or already over. */
export async function revokeSession(userId: UserId, sessionId: string, now: Date): Promise<boolean> {
  const { count } = await db().userSession.updateMany({
    where: { id: sessionId, userId, revokedAt: null },
    data: { revokedAt: now },
  })
  return count === 1
}

/** Ends every session of this user but the kept one; returns how many. */
export async function revokeSessions(userId: UserId, keep: string | null, now: Date): Promise<number> {
  const { count } = await db().userSession.updateMany({
    where: { userId, revokedAt: null, ...(keep === null ? {} : { NOT: { id: keep } }) },
    data: { revokedAt: now },
  })
  return count
}
