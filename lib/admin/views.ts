import 'server-only'
import type { Admin } from '@/lib/auth/tenant'
import type { Account, AccountStatus, PlanName, Role } from '@/lib/users/account'
import { accountsBefore, pendingAccounts, pendingCount } from '@/lib/admin/repository'

export type PendingUserView = { readonly userId: string; readonly email: string; readonly askedAt: string }
export type UserRowView = {
  readonly userId: string
  readonly email: string
  readonly role: Role
  readonly status: AccountStatus
  readonly statusReason: string | null
  readonly statusAt: string
  readonly plan: PlanName
  readonly bots: number
  readonly isDemo: boolean
  readonly isSelf: boolean
  readonly createdAt: string
}
const pageSize = 50

/** The users who wait for a decision, longest first, and how many there are in all. */
export async function pendingUsers(admin: Admin): Promise<{ users: PendingUserView[]; total: number }> {
  const [accounts, total] = await Promise.all([pendingAccounts(admin, pageSize), pendingCount(admin)])
  const users = accounts.map(({ userId, email, createdAt }) => ({
    userId,
    email,
    askedAt: createdAt.toISOString(),
  }))
  return { users, total }
}

/** One page of all users, newest first; `next` continues it. */
export async function usersPage(
  admin: Admin,
  from: unknown,
): Promise<{ users: UserRowView[]; next: string | null }> {
  const rows = await accountsBefore(admin, placeOf(from), pageSize + 1)
  const shown = rows.slice(0, pageSize)
  const last = shown.at(-1)?.account
  return {
    users: shown.map(({ account, bots }) => rowOf(account, bots, admin)),
    next: rows.length > pageSize && last ? `${last.createdAt.toISOString()}~${last.userId}` : null,
  }
}

const rowOf = (account: Account, bots: number, admin: Admin): UserRowView => ({
  userId: account.userId,
  email: account.email,
  role: account.role,
  status: account.status,
  statusReason: account.statusReason,
  statusAt: account.statusAt.toISOString(),
  plan: account.plan,
  bots,
  isDemo: account.isDemo,
  isSelf: account.userId === admin.userId,
  createdAt: account.createdAt.toISOString(),
})

function placeOf(from: unknown) {
  const parts =
    typeof from === 'string' ? /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z)~(usr_[a-z0-9]{26})$/.exec(from) : null
  const createdAt = new Date(parts?.[1] ?? Number.NaN)
  return parts && !Number.isNaN(createdAt.getTime()) ? { createdAt, id: parts[2] ?? '' } : null
}
