import type { Admin } from '@/lib/auth/tenant'
import { db } from '@/lib/db'
import type { Account, AccountStatus } from '@/lib/users/account'
import { accountFrom, selectAccount } from '@/lib/users/repository'

export type StatusChange = {
  readonly userId: string
  readonly from: readonly AccountStatus[]
  readonly to: AccountStatus
  readonly reason: string | null
  readonly action: string
}

/** Changes a user's status and writes who did it, together or not at all. `unchanged` when he is not in a state to leave. */
export async function changeStatus(
  admin: Admin,
  change: StatusChange,
): Promise<'changed' | 'unchanged' | 'not-found'> {
  return db().$transaction(async (transaction) => {
    const { count } = await transaction.user.updateMany({
      // Administrators are out of reach, the caller himself first of all: nobody decides on his own approval.
      where: { id: change.userId, role: 'USER', status: { in: [...change.from] }, NOT: { id: admin.userId } },
      data: { status: change.to, statusReason: change.reason, statusAt: new Date() },
    })
    if (count === 0) {
      const known = await transaction.user.count({ where: { id: change.userId, role: 'USER' } })
      return known === 0 ? 'not-found' : 'unchanged'
    }
    await transaction.auditEntry.create({
      data: {
        tenantId: change.userId,
        actorId: admin.userId,
        action: change.action,
        subject: change.userId,
        detail: { to: change.to, reason: change.reason },
      },
    })
    return 'changed'
  })
}

/** Users who wait for a decision, longest first. */
export async function pendingAccounts(_admin: Admin, take: number): Promise<Account[]> {
  const rows = await db().user.findMany({
    where: { status: 'PENDING' },
    select: selectAccount,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take,
  })
  return rows.map(accountFrom)
}

export type AccountWithUse = { readonly account: Account; readonly bots: number }

/** Users by age, newest first, from behind the given place on. */
export async function accountsBefore(
  _admin: Admin,
  place: { readonly createdAt: Date; readonly id: string } | null,
  take: number,
): Promise<AccountWithUse[]> {
  const rows = await db().user.findMany({
    where: place
      ? { OR: [{ createdAt: { lt: place.createdAt } }, { createdAt: place.createdAt, id: { lt: place.id } }] }
      : {},
    select: { ...selectAccount, _count: { select: { bots: { where: { deletedAt: null } } } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
  })
  return rows.map((row) => ({ account: accountFrom(row), bots: row._count.bots }))
}

export const pendingCount = (_admin: Admin): Promise<number> =>
  db().user.count({ where: { status: 'PENDING' } })
