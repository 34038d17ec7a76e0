import 'server-only'
import type { Admin } from '@/lib/auth/tenant'
import { fail, ok, type Result } from '@/lib/domain/result'
import { log } from '@/lib/log'
import type { AccountStatus } from '@/lib/users/account'
import { changeStatus } from '@/lib/admin/repository'

export const decisions = ['approve', 'reject', 'suspend', 'reinstate'] as const
export type UserDecision = (typeof decisions)[number]
export type DecisionFailure = {
  readonly kind: 'own-account' | 'not-found' | 'already-decided' | 'reason-missing'
}

const changes: Readonly<
  Record<UserDecision, { from: readonly AccountStatus[]; to: AccountStatus; action: string }>
> = {
  approve: { from: ['PENDING', 'REJECTED'], to: 'ACTIVE', action: 'user.approved' },
  reject: { from: ['PENDING'], to: 'REJECTED', action: 'user.rejected' },
  suspend: { from: ['ACTIVE'], to: 'SUSPENDED', action: 'user.suspended' },
  reinstate: { from: ['SUSPENDED'], to: 'ACTIVE', action: 'user.reinstated' },
}

/**
 * Decides on a user's account and records who did. It acts at the user's next request; a suspended user's bots open nothing new while
 * their exits go on. Rejecting and suspending need a reason, which the user reads.
 */
export async function decideOnUser(
  admin: Admin,
  asked: { readonly userId: string; readonly decision: UserDecision; readonly reason: string },
): Promise<Result<AccountStatus, DecisionFailure>> {
  if (asked.userId === admin.userId) return fail({ kind: 'own-account' })
  const { from, to, action } = changes[asked.decision]
  const reason = to === 'ACTIVE' ? null : asked.reason.trim()
  if (reason === '') return fail({ kind: 'reason-missing' })
  const result = await changeStatus(admin, { userId: asked.userId, from, to, reason, action })
  if (result === 'not-found') return fail({ kind: 'not-found' })
  if (result === 'unchanged') return fail({ kind: 'already-decided' })
  log.info({ tenantId: asked.userId, actorId: admin.userId, action }, 'An administrator decided on a user.')
  return ok(to)
}
