import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { db } from '@/lib/db'

/**
 * Whether a bot still has the settings whose risk reading asked for a typed consent that nobody typed: it was kept as a draft then.
 * Changed settings have no reading, and neither has a bot of a client that shows none.
 */
export async function awaitsConsent(tenant: Tenant, botId: string): Promise<boolean> {
  const newest = await db().auditEntry.findFirst({
    where: {
      tenantId: tenant.userId,
      subject: botId,
      action: { in: ['bot.risk-read', 'bot.settings-changed'] },
    },
    orderBy: { id: 'desc' },
    select: { action: true, detail: true },
  })
  if (newest?.action !== 'bot.risk-read') return false
  const { detail } = newest
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return false
  return detail.consentAsked === true && detail.consentTyped !== true
}
