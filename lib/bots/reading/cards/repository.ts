import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import type { Environment } from '@/lib/bots/views'
import { db } from '@/lib/db'
import type { BotStatus } from '@/lib/domain/bot-status'
import type { Side } from '@/lib/domain/perpetuals/instrument'

/** A bot as its card shows it, before words are made of it. Instants are milliseconds, decimals strings. */
export type CardRow = {
  readonly id: string
  readonly name: string
  readonly status: BotStatus
  readonly statusReason: string | null
  readonly statusAt: number
  readonly environment: Environment
  readonly exchange: string
  readonly accountLabel: string
  readonly market: unknown
  readonly intervalSec: number
  readonly realisedPnl: string
  readonly unrealisedPnl: string
  readonly openDeals: number
  readonly lastTickAt: number | null
  readonly nextRunAt: number | null
  readonly consecutiveFailures: number
  readonly pairs: readonly CardPairRow[]
}

export type CardPairRow = {
  readonly id: string
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
  readonly conditionCode: string
  readonly conditionDetail: unknown
  readonly conditionSince: number
  readonly conditionAt: number
  readonly priceDecimals: number | null
  readonly quantityDecimals: number | null
  readonly hasOpenDeal: boolean
}

export type CardFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'environment'; readonly environment: Environment }
  | { readonly kind: 'bot'; readonly botId: string }

const millis = (column: string) => Prisma.raw(`(extract(epoch FROM ${column}) * 1000)::bigint`)

/** The tenant's bots that are not deleted, newest first, in one statement. */
export async function cardRows(tenant: Tenant, filter: CardFilter): Promise<readonly CardRow[]> {
  const rows = await db().$queryRaw<{ card: CardRow }[]>`
    SELECT json_build_object('id', b.id, 'name', b.name, 'status', b.status, 'statusReason', b.status_reason,
      'statusAt', ${millis('b.status_at')}, 'environment', a.environment, 'exchange', a.exchange, 'accountLabel', a.label,
      'market', a.market, 'intervalSec', b.interval_sec, 'realisedPnl', trim_scale(b.realised_pnl)::text,
      'unrealisedPnl', trim_scale(b.unrealised_pnl)::text, 'lastTickAt', ${millis('b.last_tick_at')},
      'nextRunAt', ${millis('b.next_run_at')}, 'consecutiveFailures', b.consecutive_failures,
      'openDeals', coalesce(pairs.open, 0), 'pairs', coalesce(pairs.list, '[]'::json)) AS card
    FROM bots b JOIN exchange_accounts a ON a.id = b.account_id
    LEFT JOIN LATERAL (
      SELECT count(d.id)::int AS open, json_agg(json_build_object('id', p.id, 'symbol', p.symbol, 'side', p.side,
        'leverage', p.leverage, 'conditionCode', p.condition_code, 'conditionDetail', p.condition_detail,
        'conditionSince', ${millis('p.condition_since')}, 'conditionAt', ${millis('p.condition_at')},
        'priceDecimals', p.last_facts->'priceDecimals', 'quantityDecimals', p.last_facts->'quantityDecimals',
        'hasOpenDeal', d.id IS NOT NULL) ORDER BY p.position) AS list
      FROM trading_pairs p LEFT JOIN deals d ON d.pair_id = p.id AND d.ended_at IS NULL
      WHERE p.bot_id = b.id) pairs ON true
    WHERE b.tenant_id = ${tenant.userId} AND b.deleted_at IS NULL ${only(filter)}
    ORDER BY b.created_at DESC, b.id DESC`
  return rows.map(({ card }) => card)
}

function only(filter: CardFilter): Prisma.Sql {
  switch (filter.kind) {
    case 'all':
      return Prisma.empty
    case 'environment':
      return Prisma.sql`AND a.environment = ${filter.environment}`
    case 'bot':
      return Prisma.sql`AND b.id = ${filter.botId}`
  }
}
