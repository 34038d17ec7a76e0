import 'server-only'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { UserId } from '@/lib/domain/ids'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { Account, PlanName, Role } from '@/lib/users/account'
import { accountOf } from '@/lib/users/repository'
import { safeNext } from '@/lib/auth/safe-next'

const proof: unique symbol = Symbol('tenant')

/** Proof of whose rows may be touched. Minted only in this file; the first argument of every tenant-owned query. */
export type Tenant = {
  readonly userId: UserId
  readonly role: Role
  readonly plan: PlanName
  /** IANA name. */
  readonly timeZone: string
  /** Approved and not suspended. Always true for a person; a job also serves the exits of who is not. */
  readonly active: boolean
  readonly [proof]: true
}
export type Admin = Tenant & { readonly role: 'ADMIN' }

/** The approved user behind this request; sends others to sign in or to wait for approval. For pages and layouts. */
export async function requireTenant(): Promise<Tenant> {
  const tenant = await tenantOfSession()
  if (tenant.ok) return tenant.value
  if (tenant.error.kind === 'pending') redirect('/pending')
  const here = safeNext((await headers()).get('x-path'))
  redirect(`/sign-in?next=${encodeURIComponent(here)}`)
}

/** The administrator behind this request; to anybody else the page does not exist. */
export async function requireAdmin(): Promise<Admin> {
  const tenant = await requireTenant()
  return isAdmin(tenant) ? tenant : notFound()
}

/** The approved user behind this request, or why there is none. For actions and route handlers, which answer instead of redirecting. */
export async function tenantOfSession(): Promise<
  Result<Tenant, { readonly kind: 'signed-out' | 'pending' }>
> {
  // Loaded on use: jobs and scripts mint tenants without a session and need no authentication library.
  const { currentUser } = await import('@/lib/auth/current-user')
  const user = await currentUser()
  if (!user) return fail({ kind: 'signed-out' })
  return user.account.status === 'ACTIVE' ? ok(minted(user.account)) : fail({ kind: 'pending' })
}

/** The owner of what a job works on. Only for code that runs behind a verified signature; throws when the owner does not exist. */
export async function tenantOfJob(job: { readonly tenantId: string }): Promise<Tenant> {
  const account = await accountOf(job.tenantId)
  if (!account) throw new Error(`The owner ${job.tenantId} of a job does not exist.`)
  return minted(account)
}

export const isAdmin = (tenant: Tenant): tenant is Admin => tenant.role === 'ADMIN'

const minted = (account: Account): Tenant => ({
  userId: account.userId,
  role: account.role,
  plan: account.plan,
  timeZone: account.timeZone,
  active: account.status === 'ACTIVE',
  [proof]: true,
})
