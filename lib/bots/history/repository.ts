import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'

/** Something an owner did to a bot, as its log and the audit tell it. */
export type BotEvent = {
  readonly botId: string
  readonly pairId?: string
  /** Closed words such as `bot-started`; the audit's action is the same with a point: `bot.started`. */
  readonly code: `bot-${string}`
  readonly message: string
  readonly detail?: Prisma.InputJsonObject
  readonly at: Date
}

/** Writes what an owner did into the bot's log and the audit, within the transaction that does it. */
export async function recordEvent(
  transaction: Pick<Prisma.TransactionClient, 'botLog' | 'auditEntry'>,
  tenant: Tenant,
  { botId, pairId, code, message, detail = {}, at }: BotEvent,
): Promise<void> {
  const tenantId = tenant.userId
  await transaction.botLog.create({
    data: {
      ...{ tenantId, botId, level: 'info', code, message, context: detail, at, lastAt: at },
      ...(pairId === undefined ? {} : { pairId }),
    },
  })
  await transaction.auditEntry.create({
    data: { tenantId, actorId: tenantId, action: code.replace('-', '.'), subject: botId, detail, at },
  })
}
