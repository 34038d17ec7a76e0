import { Prisma } from '@/generated/prisma/client'
import { db } from '@/lib/db'
import type { UserId } from '@/lib/domain/ids'
import type { Account, AccountStatus, PlanName, Role } from '@/lib/users/account'

const accountFields = {
  id: true,
  email: true,
  role: true,
  status: true,
  statusReason: true,
  statusAt: true,
  plan: true,
  timeZone: true,
  isDemo: true,
  createdAt: true,
} as const

type AccountRow = Prisma.UserGetPayload<{ select: typeof accountFields }>

/** The columns of an account, for queries of other repositories that join it. */
export const selectAccount = accountFields

/** The account with this id, or null. */
export async function accountOf(userId: string): Promise<Account | null> {
  const row = await db().user.findUnique({ where: { id: userId }, select: accountFields })
  return row && accountFrom(row)
}

/** What signing in needs to know of an e-mail address; null when nobody has it. */
export async function credentialsOf(
  email: string,
): Promise<{ readonly userId: UserId; readonly passwordHash: string } | null> {
  const row = await db().user.findUnique({ where: { email }, select: { id: true, passwordHash: true } })
  return row && { userId: row.id as UserId, passwordHash: row.passwordHash }
}

export async function replacePasswordHash(userId: UserId, from: string, to: string): Promise<void> {
  await db().user.updateMany({ where: { id: userId, passwordHash: from }, data: { passwordHash: to } })
}

// Any number, the same everywhere: one registration at a time decides whether it is the first.
const firstUserLock = 5_407_001

export type NewUser = {
  readonly userId: UserId
  readonly email: string
  readonly passwordHash: string
  readonly timeZone: string
}

/**
 * Adds a user: the very first person of an installation (the demo account does not count) becomes its active administrator, everybody
 * later waits for approval. Returns `taken` when the e-mail address already has an account, and changes nothing then.
 */
export async function insertUser(user: NewUser): Promise<'first-admin' | 'pending' | 'taken'> {
  return db().$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${firstUserLock})`
    const first =
      (await transaction.user.findFirst({ where: { isDemo: false }, select: { id: true } })) === null
    const { count } = await transaction.user.createMany({
      data: [
        {
          id: user.userId,
          email: user.email,
          passwordHash: user.passwordHash,
          timeZone: user.timeZone,
          ...(first ? { role: 'ADMIN', status: 'ACTIVE' } : {}),
        },
      ],
      skipDuplicates: true,
    })
    if (count === 0) return 'taken'
    await transaction.auditEntry.create({
      data: {
        tenantId: user.userId,
        actorId: user.userId,
        action: 'user.registered',
        subject: user.userId,
        detail: { first },
      },
    })
    return first ? 'first-admin' : 'pending'
  })
}

/** Creates the demo account or gives it the configured password; an ordinary account of that address is left alone. */
export async function upsertDemoUser(user: NewUser): Promise<UserId | null> {
  const known = await db().user.findUnique({
    where: { email: user.email },
    select: { id: true, isDemo: true },
  })
  if (known && !known.isDemo) return null
  const row = await db().user.upsert({
    where: { email: user.email },
    create: {
      id: user.userId,
      email: user.email,
      passwordHash: user.passwordHash,
      timeZone: user.timeZone,
      status: 'ACTIVE',
      isDemo: true,
    },
    update: { passwordHash: user.passwordHash, status: 'ACTIVE', role: 'USER' },
    select: { id: true },
  })
  return row.id as UserId
}

/** The words of the row are held by check constraints, so they are taken at their word here. */
export const accountFrom = (row: AccountRow): Account => ({
  userId: row.id as UserId,
  email: row.email,
  role: row.role as Role,
  status: row.status as AccountStatus,
  statusReason: row.statusReason,
  statusAt: row.statusAt,
  plan: row.plan as PlanName,
  timeZone: row.timeZone,
  isDemo: row.isDemo,
  createdAt: row.createdAt,
})
