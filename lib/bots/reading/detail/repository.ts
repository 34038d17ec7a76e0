import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import { db } from '@/lib/db'
import type { DealStatus } from '@/lib/domain/deals/deal'

/** What a bot's page shows beyond its card. Instants are milliseconds, decimals strings. */
export type DetailRow = {
  readonly configVersion: number
  readonly fees: string
  readonly funding: string
  readonly createdAt: number
  readonly startedAt: number | null
  /** Since when it has been ticked at this interval and in this status: older instants are not judged. */
  readonly tickedSince: number
  readonly lastKey: number
  readonly pairs: readonly DetailPairRow[]
  /** The newest first. */
  readonly ticks: readonly TickRow[]
}

export type DetailPairRow = {
  readonly id: string
  readonly strategy: string
  readonly config: unknown
  readonly lastFacts: unknown
  readonly deal: DetailDealRow | null
}

export type DetailDealRow = {
  readonly id: string
  readonly number: number
  readonly status: DealStatus
  readonly level: number
  readonly openedAt: number
  readonly configVersion: number
  readonly config: unknown
  readonly averageEntry: string | null
  /** Orders of the deal that rest or are on their way. */
  readonly orders: readonly { readonly key: string; readonly price: string | null }[]
}

export type TickRow = {
  /** The scheduled instant in epoch seconds. */
  readonly key: number
  readonly outcome: string
  readonly startedAt: number
  readonly error: string | null
}

const millis = (column: string) => Prisma.raw(`(extract(epoch FROM ${column}) * 1000)::bigint`)

/** The details of one of the tenant's bots; null when it is not his, was deleted or never was. */
export async function detailRow(tenant: Tenant, botId: string, ticks: number): Promise<DetailRow | null> {
  const [row] = await db().$queryRaw<{ detail: DetailRow }[]>`
    SELECT json_build_object('configVersion', b.config_version, 'fees', trim_scale(b.fees_paid)::text,
      'funding', trim_scale(b.funding_net)::text, 'createdAt', ${millis('b.created_at')}, 'startedAt', ${millis('b.started_at')},
      'tickedSince', ${millis('greatest(b.started_at, b.interval_since, b.status_at)')},
      'lastKey', b.last_key,
      'pairs', (SELECT coalesce(json_agg(json_build_object('id', p.id, 'strategy', p.strategy, 'config', p.config,
          'lastFacts', p.last_facts, 'deal', CASE WHEN d.id IS NULL THEN NULL ELSE json_build_object('id', d.id,
            'number', d.number, 'status', d.status, 'level', d.level, 'openedAt', ${millis('d.opened_at')},
            'configVersion', d.config_version, 'config', d.config, 'averageEntry', trim_scale(d.average_entry)::text,
            'orders', (SELECT coalesce(json_agg(json_build_object('key', o.key, 'price', trim_scale(o.price)::text)), '[]'::json)
              FROM orders o WHERE o.deal_id = d.id AND o.ended_at IS NULL)) END) ORDER BY p.position), '[]'::json)
        FROM trading_pairs p LEFT JOIN deals d ON d.pair_id = p.id AND d.ended_at IS NULL WHERE p.bot_id = b.id),
      'ticks', (SELECT coalesce(json_agg(t), '[]'::json) FROM (
        SELECT t.key, t.outcome, ${millis('t.started_at')} AS "startedAt", t.error FROM ticks t
        WHERE t.bot_id = b.id ORDER BY t.key DESC LIMIT ${ticks}) t)) AS detail
    FROM bots b WHERE b.tenant_id = ${tenant.userId} AND b.id = ${botId} AND b.deleted_at IS NULL`
  return row?.detail ?? null
}
