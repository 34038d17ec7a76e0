import type { Database } from '@/lib/db'

export type BotRow = {
  readonly id: string
  readonly status?: string
  readonly intervalSec?: number
  readonly nextRunAt?: Date | null
  readonly exchange?: string
  readonly deletedAt?: Date
}

/** Inserts bots with one owner and one account per exchange; only what the schedule looks at can be chosen. */
export async function insertBots(db: Database, bots: readonly BotRow[]): Promise<void> {
  const tenantId = 'usr_dispatch'
  const exchanges = [...new Set(bots.map((bot) => bot.exchange ?? 'paper'))]
  await db.user.createMany({
    data: [{ id: tenantId, email: 'owner@example.com', passwordHash: 'x', status: 'ACTIVE' }],
    skipDuplicates: true,
  })
  await db.exchangeAccount.createMany({
    data: exchanges.map((exchange) => ({
      id: `acc_${exchange}`,
      tenantId,
      label: exchange,
      exchange,
      environment: 'paper',
    })),
    skipDuplicates: true,
  })
  await db.bot.createMany({
    data: bots.map(({ id, exchange = 'paper', status = 'RUNNING', intervalSec = 300, ...rest }) => ({
      id,
      tenantId,
      accountId: `acc_${exchange}`,
      name: id,
      requestKey: id,
      status,
      intervalSec,
      ...rest,
    })),
  })
}
