import { Decimal } from 'decimal.js'
import type { Database } from '@/lib/db'
import { newId } from '@/lib/ids'

/** Gives a pair an open deal as a tick would leave it, without any order. Returns its id. */
export async function insertOpenDeal(
  db: Database,
  botId: string,
  { number = 1, at = new Date('2025-06-10T11:00:00Z') }: { number?: number; at?: Date } = {},
): Promise<string> {
  const pair = await db.tradingPair.findFirstOrThrow({ where: { botId }, orderBy: { position: 'asc' } })
  const id = newId('deal')
  await db.deal.create({
    data: {
      ...{ id, tenantId: pair.tenantId, botId, pairId: pair.id, number, status: 'active', openedAt: at },
      ...{ configVersion: 1, config: pair.config ?? {}, leverage: pair.leverage, state: {} },
      ...{ quantity: '1.5', averageEntry: '190.25', entryCost: '285.375', entryFees: '0.15', level: 2 },
    },
  })
  return id
}

/** Ends a deal with a net result of what it earned less its fees. */
export async function endDeal(db: Database, dealId: string, at: Date): Promise<void> {
  await db.deal.update({
    where: { id: dealId },
    data: { status: 'completed', endedAt: at, endReason: 'take-profit', quantity: 0, realisedGross: '4.5' },
  })
}

/** Writes trades of a deal, one a minute from `at` on, as the ledger would number them. */
export async function insertTrades(
  db: Database,
  botId: string,
  dealId: string,
  { count, at, pnl = '1.25' }: { count: number; at: Date; pnl?: string },
): Promise<void> {
  const pair = await db.tradingPair.findFirstOrThrow({ where: { botId } })
  const account = await db.exchangeAccount.findUniqueOrThrow({ where: { id: pair.accountId } })
  const first = Number(await db.trade.count({ where: { accountId: account.id } })) + 1
  await db.trade.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      ...{ id: newId('trd'), tenantId: pair.tenantId, accountId: account.id, botId, pairId: pair.id, dealId },
      ...{ environment: account.environment, symbol: pair.symbol, side: pair.side, action: 'CLOSED' },
      ...{
        quantity: '1.5',
        price: '190.25',
        fee: '0.1',
        gross: new Decimal(pnl).add('0.1').toFixed(),
        pnl,
        balanceAfter: '10001.25',
      },
      ...{ ledgerSequence: first + index, reason: 'take-profit', details: {} },
      venueEventId: newId('ord'),
      at: new Date(at.getTime() + index * 60_000),
    })),
  })
}

/** Every row that belongs to a tenant, for "nothing changed". */
export async function rowsOf(db: Database, tenantId: string): Promise<string> {
  const where = { tenantId }
  const rows = await Promise.all([
    db.exchangeAccount.findMany({ where, orderBy: { id: 'asc' } }),
    db.bot.findMany({ where, orderBy: { id: 'asc' } }),
    db.tradingPair.findMany({ where, orderBy: { id: 'asc' } }),
    db.deal.findMany({ where, orderBy: { id: 'asc' } }),
    db.order.findMany({ where, orderBy: { id: 'asc' } }),
    db.botLog.findMany({ where, orderBy: { id: 'asc' } }),
    db.auditEntry.findMany({ where, orderBy: { id: 'asc' } }),
  ])
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
