import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import type { Environment, TradeAction } from '@/lib/bots/views'
import { db } from '@/lib/db'
import type { DealStatus } from '@/lib/domain/deals/deal'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { Place } from '@/lib/bots/reading/cursor'

/** An instant as ISO text with milliseconds, as JavaScript writes it. */
const iso = (column: string) =>
  Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

/** A decimal without the zeros that fill its column. */
const decimal = (column: string) => Prisma.raw(`trim_scale(${column})::text`)

const ownBot = (tenant: Tenant, botId: string) => Prisma.sql`
  SELECT id FROM bots WHERE tenant_id = ${tenant.userId} AND id = ${botId} AND deleted_at IS NULL`

export type DealListRow = {
  readonly id: string
  readonly number: number
  readonly pairId: string
  readonly symbol: string
  readonly side: Side
  readonly status: DealStatus
  readonly level: number
  readonly peakQuantity: string
  readonly averageEntry: string | null
  readonly netPnl: string
  readonly fees: string
  readonly funding: string
  readonly openedAt: string
  readonly endedAt: string | null
  readonly endReason: string | null
}

/** Deals of a bot, newest first, from behind a place on. An ended deal shows the average of what it bought. */
export const dealsBefore = (
  tenant: Tenant,
  botId: string,
  place: Place | null,
  take: number,
): Promise<DealListRow[]> =>
  db().$queryRaw<DealListRow[]>`
    SELECT d.id, d.number, d.pair_id AS "pairId", p.symbol, p.side, d.status, d.level,
      ${decimal('d.peak_quantity')} AS "peakQuantity",
      ${decimal('coalesce(d.average_entry, bought.average)')} AS "averageEntry",
      ${decimal('(d.realised_gross - d.entry_fees - d.exit_fees + d.funding)')} AS "netPnl",
      ${decimal('(d.entry_fees + d.exit_fees)')} AS fees, ${decimal('d.funding')} AS funding,
      ${iso('d.opened_at')} AS "openedAt", ${iso('d.ended_at')} AS "endedAt", d.end_reason AS "endReason"
    FROM deals d JOIN trading_pairs p ON p.id = d.pair_id
    LEFT JOIN LATERAL (SELECT round(sum(o.filled_cost) / nullif(sum(o.filled_quantity), 0), 12) AS average FROM orders o
      WHERE o.deal_id = d.id AND NOT o.reduce_only AND d.average_entry IS NULL) bought ON true
    WHERE d.bot_id IN (${ownBot(tenant, botId)})
      ${place === null ? Prisma.empty : Prisma.sql`AND (d.opened_at, d.id) < (${place.at}::timestamptz, ${place.id})`}
    ORDER BY d.opened_at DESC, d.id DESC LIMIT ${take}`

export type TradeListRow = {
  readonly id: string
  readonly at: string
  readonly environment: Environment
  readonly symbol: string
  readonly side: Side
  readonly action: TradeAction
  readonly quantity: string
  readonly price: string
  readonly fee: string
  readonly pnl: string
  readonly balanceAfter: string
  readonly reason: string
  readonly details: unknown
  readonly dealNumber: number
}

/** Columns of a trade with its deal's number, for a query over `trades t JOIN deals d`. */
export const tradeColumns = Prisma.sql`t.id, ${iso('t.at')} AS at, t.environment, t.symbol, t.side, t.action,
  ${decimal('t.quantity')} AS quantity, ${decimal('t.price')} AS price, ${decimal('t.fee')} AS fee, ${decimal('t.pnl')} AS pnl,
  ${decimal('t.balance_after')} AS "balanceAfter", t.reason, t.details, d.number AS "dealNumber"`

/** Trades of a bot, newest first, from behind a place on. */
export const tradesBefore = (
  tenant: Tenant,
  botId: string,
  place: Place | null,
  take: number,
): Promise<TradeListRow[]> =>
  db().$queryRaw<TradeListRow[]>`
    SELECT ${tradeColumns} FROM trades t JOIN deals d ON d.id = t.deal_id
    WHERE t.bot_id IN (${ownBot(tenant, botId)}) AND t.tenant_id = ${tenant.userId}
      ${place === null ? Prisma.empty : Prisma.sql`AND (t.at, t.id) < (${place.at}::timestamptz, ${place.id})`}
    ORDER BY t.at DESC, t.id DESC LIMIT ${take}`

export type LogListRow = {
  readonly id: string
  readonly at: string
  readonly lastAt: string
  readonly repeats: number
  readonly level: 'info' | 'warn' | 'error'
  readonly pair: string | null
  readonly code: string
  readonly message: string
}

export type LogFilter = {
  /** Lines older than the one with this number. */
  readonly before: string | null
  /** Lines of this level and of worse ones. */
  readonly level: 'info' | 'warn' | 'error'
  readonly text: string | null
}

/** Log lines of a bot, newest first. A repeated line keeps its place, so that folding never moves it between pages. */
export const logBefore = (
  tenant: Tenant,
  botId: string,
  filter: LogFilter,
  take: number,
): Promise<LogListRow[]> =>
  db().$queryRaw<LogListRow[]>`
    SELECT l.id::text AS id, ${iso('l.at')} AS at, ${iso('l.last_at')} AS "lastAt", l.repeats, l.level,
      p.symbol || ' ' || p.side AS pair, l.code, l.message
    FROM bot_logs l LEFT JOIN trading_pairs p ON p.id = l.pair_id
    WHERE l.bot_id IN (${ownBot(tenant, botId)}) AND l.tenant_id = ${tenant.userId}
      ${filter.before === null ? Prisma.empty : Prisma.sql`AND l.id < ${filter.before}::bigint`}
      ${filter.level === 'info' ? Prisma.empty : Prisma.sql`AND l.level IN (${Prisma.join([...worseThan[filter.level]])})`}
      ${filter.text === null ? Prisma.empty : Prisma.sql`AND (l.message ILIKE ${likeOf(filter.text)} OR p.symbol ILIKE ${likeOf(filter.text)})`}
    ORDER BY l.id DESC LIMIT ${take}`

const worseThan = { warn: ['warn', 'error'], error: ['error'] } as const

/** What a person searches for is text, not a pattern. */
const likeOf = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

export type OrderListRow = {
  readonly id: string
  readonly key: string
  readonly attempt: number
  readonly symbol: string
  readonly positionSide: Side
  readonly side: 'buy' | 'sell'
  readonly kind: string
  readonly price: string | null
  readonly quantity: string
  readonly filled: string
  readonly status: string
  readonly reduceOnly: boolean
  readonly plannedAt: string
  readonly refusal: string | null
}

/** The orders of a bot that have not ended, pair by pair, exits first. */
export const openOrders = (tenant: Tenant, botId: string): Promise<OrderListRow[]> =>
  db().$queryRaw<OrderListRow[]>`
    SELECT o.id, o.key, o.attempt, p.symbol, p.side AS "positionSide", o.side, o.kind, ${decimal('o.price')} AS price,
      ${decimal('o.quantity')} AS quantity, ${decimal('o.filled_quantity')} AS filled, o.status, o.reduce_only AS "reduceOnly",
      ${iso('o.planned_at')} AS "plannedAt", o.refusal
    FROM orders o JOIN trading_pairs p ON p.id = o.pair_id
    WHERE o.bot_id IN (${ownBot(tenant, botId)}) AND o.tenant_id = ${tenant.userId} AND o.ended_at IS NULL
    ORDER BY p.position, o.reduce_only DESC, length(o.key), o.key, o.attempt LIMIT 500`
