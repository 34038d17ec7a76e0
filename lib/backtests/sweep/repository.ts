import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { db } from '@/lib/db'

/** The settings of one of the tenant's bots, as a sweep starts from them. */
export type BotSettings = {
  readonly id: string
  readonly name: string
  readonly intervalSec: number
  readonly pairs: readonly {
    readonly symbol: string
    readonly side: string
    readonly leverage: number
    readonly strategy: string
    readonly config: unknown
  }[]
}

const MOST_BOTS = 100

/** The tenant's bots with the settings of their pairs, the newest first. */
export async function settingsOfBots(tenant: Tenant): Promise<BotSettings[]> {
  return db().bot.findMany({
    where: { tenantId: tenant.userId, deletedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST_BOTS,
    select: {
      id: true,
      name: true,
      intervalSec: true,
      pairs: {
        orderBy: { position: 'asc' },
        select: { symbol: true, side: true, leverage: true, strategy: true, config: true },
      },
    },
  })
}
