import { tenantOfJob, type Tenant } from '@/lib/auth/tenant'
import type { Database } from '@/lib/db'
import { newId } from '@/lib/ids'
import type { AccountStatus, PlanName } from '@/lib/users/account'

/** A user of that plan and status, and the proof of his that his rows may be touched. */
export async function newTenant(
  db: Database,
  { plan = 'PRO', status = 'ACTIVE' }: { plan?: PlanName; status?: AccountStatus } = {},
): Promise<Tenant> {
  const id = newId('usr')
  await db.user.create({ data: { id, email: `${id}@example.com`, passwordHash: 'x', status, plan } })
  return tenantOfJob({ tenantId: id })
}
