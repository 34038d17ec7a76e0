import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import { tradeColumns, type TradeListRow } from '@/lib/bots/reading/lists/repository'
import type { Environment } from '@/lib/bots/views'
import { db } from '@/lib/db'

// Every statement here reads rows that are few by nature (bots, accounts) or a bounded piece of an index; none counts trades.

export type OwnerFacts = {
  readonly plan: string
  readonly botsUsed: number
  readonly environments: readonly { readonly environment: Environment; readonly balance: string }[]
  readonly totals: {
    readonly realised: string
    readonly unrealised: string
    readonly fees: string
    readonly funding: string
  }
}

/** Plan, accounts and the sums of one environment's bots; deleted bots stay in the sums, since their results happened. */
export async function ownerFacts(tenant: Tenant, environment: Environment): Promise<OwnerFacts | null> {
  const [row] = await db().$queryRaw<OwnerFacts[]>`
    SELECT u.plan, (SELECT count(*)::int FROM bots b WHERE b.tenant_id = u.id AND b.deleted_at IS NULL) AS "botsUsed",
      (SELECT coalesce(json_agg(e), '[]'::json) FROM (
        SELECT a.environment, trim_scale(sum(a.ledger_balance))::text AS balance FROM exchange_accounts a
        WHERE a.tenant_id = u.id AND a.deleted_at IS NULL GROUP BY a.environment) e) AS environments,
      (SELECT json_build_object('realised', trim_scale(coalesce(sum(b.realised_pnl), 0))::text,
        'unrealised', trim_scale(coalesce(sum(b.unrealised_pnl) FILTER (WHERE b.deleted_at IS NULL), 0))::text,
        'fees', trim_scale(coalesce(sum(b.fees_paid), 0))::text, 'funding', trim_scale(coalesce(sum(b.funding_net), 0))::text)
        FROM bots b JOIN exchange_accounts a ON a.id = b.account_id
        WHERE b.tenant_id = u.id AND a.environment = ${environment}) AS totals
    FROM users u WHERE u.id = ${tenant.userId}`
  return row ?? null
}

const ownBots = (tenant: Tenant, environment: Environment) => Prisma.sql`
  SELECT b.id, b.name FROM bots b JOIN exchange_accounts a ON a.id = b.account_id
  WHERE b.tenant_id = ${tenant.userId} AND a.environment = ${environment}`

export type TodayRow = {
  readonly realised: string
  readonly unknownOrders: readonly {
    readonly botId: string
    readonly orders: number
    readonly since: number
  }[]
}

/** Realised result of one environment since an instant, and the orders whose outcome is not known. */
export async function todayFacts(tenant: Tenant, environment: Environment, since: Date): Promise<TodayRow> {
  const [row] = await db().$queryRaw<TodayRow[]>`
    WITH own AS MATERIALIZED (${ownBots(tenant, environment)})
    SELECT trim_scale(
        (SELECT coalesce(sum(t.pnl), 0) FROM trades t
          WHERE t.tenant_id = ${tenant.userId} AND t.at >= ${since} AND t.environment = ${environment}) +
        (SELECT coalesce(sum(f.amount), 0) FROM own JOIN LATERAL (
          SELECT p.amount FROM funding_payments p WHERE p.bot_id = own.id AND p.at >= ${since}) f ON true))::text AS realised,
      (SELECT coalesce(json_agg(u), '[]'::json) FROM (
        SELECT o.bot_id AS "botId", count(*)::int AS orders, (extract(epoch FROM min(o.planned_at)) * 1000)::bigint AS since
        FROM own JOIN orders o ON o.bot_id = own.id AND o.ended_at IS NULL AND o.status = 'UNKNOWN' GROUP BY o.bot_id) u) AS "unknownOrders"`
  return row ?? { realised: '0', unknownOrders: [] }
}

export type RecentTradeRow = TradeListRow & { readonly botId: string; readonly botName: string }

/** The newest trades of one environment: the newest few of each bot, and of those the newest. */
export const recentTrades = (
  tenant: Tenant,
  environment: Environment,
  take: number,
): Promise<RecentTradeRow[]> =>
  db().$queryRaw<RecentTradeRow[]>`
    WITH own AS MATERIALIZED (${ownBots(tenant, environment)}),
    newest AS (SELECT own.name, n.* FROM own JOIN LATERAL (
      SELECT * FROM trades t WHERE t.bot_id = own.id ORDER BY t.at DESC, t.id DESC LIMIT ${take}) n ON true
      ORDER BY n.at DESC, n.id DESC LIMIT ${take})
    SELECT ${tradeColumns}, t.bot_id AS "botId", t.name AS "botName" FROM newest t JOIN deals d ON d.id = t.deal_id
    ORDER BY t.at DESC, t.id DESC`

export type SeriesRow = { readonly at: number; readonly realised: number; readonly unrealised: number }

/**
 * Sums of an environment's bots at evenly spaced instants up to now, each bot with its newest point at or before the instant: bots tick
 * at different times, and one that is silent keeps its result.
 */
export const summedEquity = (
  tenant: Tenant,
  environment: Environment,
  range: { readonly from: Date; readonly now: Date; readonly steps: number },
): Promise<SeriesRow[]> =>
  db().$queryRaw<SeriesRow[]>`
    WITH own AS MATERIALIZED (${ownBots(tenant, environment)}),
    born AS (SELECT greatest(${range.from}::timestamptz, min(f.at)) AS at FROM own JOIN LATERAL (
      SELECT e.at FROM equity_points e WHERE e.bot_id = own.id ORDER BY e.at LIMIT 1) f ON true),
    grid AS (SELECT ${range.now}::timestamptz - n * (${range.now}::timestamptz - born.at) / ${range.steps}::int AS at
      FROM born, generate_series(0, ${range.steps}::int) n WHERE born.at < ${range.now}::timestamptz)
    SELECT (extract(epoch FROM grid.at) * 1000)::float8 AS at, sum(p.realised)::float8 AS realised,
      sum(p.unrealised)::float8 AS unrealised
    FROM grid CROSS JOIN own JOIN LATERAL (
      SELECT e.realised, e.unrealised FROM equity_points e WHERE e.bot_id = own.id AND e.at <= grid.at
      ORDER BY e.at DESC LIMIT 1) p ON true
    GROUP BY grid.at ORDER BY grid.at`
