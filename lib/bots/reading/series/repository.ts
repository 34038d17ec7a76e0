import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import type { TradeAction } from '@/lib/bots/views'
import { db } from '@/lib/db'
import type { Side } from '@/lib/domain/perpetuals/instrument'

export type EquityRow = { readonly at: number; readonly realised: number; readonly unrealised: number }

/**
 * Equity points of a bot since an instant. More than `limit` are thinned by the database: of each of equally many neighbours the first,
 * the last, the highest and the lowest stay, so that no peak and no trough is lost.
 */
export const equityRows = (
  tenant: Tenant,
  botId: string,
  since: Date | null,
  limit: number,
): Promise<EquityRow[]> =>
  db().$queryRaw<EquityRow[]>`
    WITH points AS (
      SELECT e.at, e.realised, e.unrealised, e.realised + e.unrealised AS total, count(*) OVER () AS n,
        ntile(${Math.floor(limit / 4)}::int) OVER (ORDER BY e.at) AS bucket
      FROM equity_points e
      WHERE e.tenant_id = ${tenant.userId}
        AND e.bot_id IN (SELECT id FROM bots WHERE tenant_id = ${tenant.userId} AND id = ${botId} AND deleted_at IS NULL)
        ${since === null ? Prisma.empty : Prisma.sql`AND e.at >= ${since}`}),
    ranked AS (
      SELECT *, row_number() OVER by_time AS first, row_number() OVER (PARTITION BY bucket ORDER BY at DESC) AS last,
        row_number() OVER (PARTITION BY bucket ORDER BY total, at) AS lowest,
        row_number() OVER (PARTITION BY bucket ORDER BY total DESC, at) AS highest
      FROM points WINDOW by_time AS (PARTITION BY bucket ORDER BY at))
    SELECT (extract(epoch FROM at) * 1000)::float8 AS at, realised::float8 AS realised, unrealised::float8 AS unrealised
    FROM ranked WHERE n <= ${limit} OR 1 IN (first, last, lowest, highest) ORDER BY ranked.at`

export type PairMarketRow = { readonly symbol: string; readonly side: Side; readonly market: unknown }

/** The market of one pair of the tenant's bot; null when there is none. */
export async function pairMarket(
  tenant: Tenant,
  botId: string,
  pairId: string,
): Promise<PairMarketRow | null> {
  const [row] = await db().$queryRaw<PairMarketRow[]>`
    SELECT p.symbol, p.side, a.market FROM trading_pairs p
    JOIN bots b ON b.id = p.bot_id JOIN exchange_accounts a ON a.id = b.account_id
    WHERE p.tenant_id = ${tenant.userId} AND p.id = ${pairId} AND b.id = ${botId} AND b.deleted_at IS NULL`
  return row ?? null
}

export type MarkerRow = {
  readonly at: number
  readonly action: TradeAction
  readonly price: number
  readonly quantity: string
  readonly reason: string
  readonly details: unknown
}

/** The newest trades of a pair since an instant, oldest first. */
export const markerRows = (
  tenant: Tenant,
  botId: string,
  pairId: string,
  range: { readonly since: Date; readonly take: number },
): Promise<MarkerRow[]> =>
  db().$queryRaw<MarkerRow[]>`
    SELECT * FROM (
      SELECT (extract(epoch FROM t.at) * 1000)::float8 AS at, t.action, t.price::float8 AS price,
        trim_scale(t.quantity)::text AS quantity, t.reason, t.details
      FROM trades t
      WHERE t.tenant_id = ${tenant.userId} AND t.bot_id = ${botId} AND t.pair_id = ${pairId} AND t.at >= ${range.since}
      ORDER BY t.at DESC, t.id DESC LIMIT ${range.take}) newest
    ORDER BY at`
