import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import { reservedShare } from '@/lib/bots/reservations/repository'
import type { Environment } from '@/lib/bots/views'
import { db } from '@/lib/db'
import type { ExchangeAccountId } from '@/lib/domain/ids'
import type { PaperMarket } from '@/lib/domain/paper-market'
import type { SimulatedVenue } from '@/lib/domain/simulation/state'

/** An exchange account as its owner's code may know it. Decimals are strings; credentials never leave the database this way. */
export type AccountRow = {
  readonly id: ExchangeAccountId
  readonly label: string
  readonly exchange: string
  readonly environment: Environment
  readonly market: unknown
  readonly ledgerBalance: string
  /** Quote coin that pairs of live bots on this account have reserved. */
  readonly reserved: string
}

export type NewPaperAccount = {
  readonly id: ExchangeAccountId
  readonly label: string
  readonly market: PaperMarket
  /** Decimal string in quote coin. */
  readonly deposit: string
  readonly books: SimulatedVenue
  readonly at: Date
}

/** The tenant's accounts, oldest first. */
export const accountsOf = (tenant: Tenant): Promise<AccountRow[]> => selectAccounts(tenant, Prisma.empty)

/** One account of the tenant; null when it is not his, was deleted or never was. */
export async function accountOf(tenant: Tenant, accountId: string): Promise<AccountRow | null> {
  const [row] = await selectAccounts(tenant, Prisma.sql`AND a.id = ${accountId}`)
  return row ?? null
}

const selectAccounts = (tenant: Tenant, and: Prisma.Sql): Promise<AccountRow[]> =>
  db().$queryRaw<AccountRow[]>`
    SELECT a.id, a.label, a.exchange, a.environment, a.market, a.ledger_balance::text AS "ledgerBalance",
      (SELECT (coalesce(sum((r.config->>'allocatedCapital')::numeric), 0) + (${reservedShare})::numeric * a.ledger_balance)::text
        FROM trading_pairs r WHERE r.account_id = a.id AND r.tenant_id = a.tenant_id AND r.holds_market) AS reserved
    FROM exchange_accounts a
    WHERE a.tenant_id = ${tenant.userId} AND a.deleted_at IS NULL ${and}
    ORDER BY a.created_at, a.id`

export type InsertLimit =
  | { readonly kind: 'at-most'; readonly accounts: number }
  /** Only for who never had an account, deleted ones included. */
  | { readonly kind: 'only-first' }

/**
 * Opens a paper account with its books, unless the tenant has reached the limit. The user's row is locked meanwhile, so that calls
 * racing each other see one another's accounts. Returns whether it was opened.
 */
export async function insertPaperAccount(
  tenant: Tenant,
  account: NewPaperAccount,
  limit: InsertLimit,
): Promise<boolean> {
  return db().$transaction(async (transaction) => {
    await transaction.$queryRaw`SELECT id FROM users WHERE id = ${tenant.userId} FOR UPDATE`
    const known = await transaction.exchangeAccount.count({
      where: { tenantId: tenant.userId, ...(limit.kind === 'at-most' ? { deletedAt: null } : {}) },
    })
    if (known >= (limit.kind === 'at-most' ? limit.accounts : 1)) return false
    const { id, deposit, at } = account
    await transaction.exchangeAccount.create({
      data: {
        id,
        tenantId: tenant.userId,
        label: account.label,
        exchange: 'paper',
        environment: 'paper' satisfies Environment,
        market: account.market,
        ledgerBalance: deposit,
        openingBalance: deposit,
        createdAt: at,
        paper: { create: { state: account.books as unknown as Prisma.InputJsonObject, updatedAt: at } },
      },
    })
    await transaction.auditEntry.create({
      data: {
        tenantId: tenant.userId,
        actorId: tenant.userId,
        action: 'account.opened',
        subject: id,
        detail: { deposit, market: account.market },
        at,
      },
    })
    return true
  })
}
