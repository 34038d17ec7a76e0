import 'server-only'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import type { EndedDealStatus, OpenDealStatus } from '@/lib/domain/deals/deal'
import type { OrderKey, OrderPrice, OrderSide } from '@/lib/domain/orders/order'
import { journalHeadColumns, journalParts } from '@/lib/journal/repository'
import type { JournalBlock } from '@/lib/journal/tick-journal'
import type { BotAggregate, Claim } from '../aggregate'

export type PlannedOrder = {
  readonly id: string
  readonly pairId: string
  readonly dealId: string
  readonly key: OrderKey
  readonly attempt: number
  readonly clientOrderId: string
  readonly side: OrderSide
  readonly kind: OrderPrice['kind']
  readonly price: string | null
  readonly quantity: string
  readonly reduceOnly: boolean
  readonly reason: string
}

export type Plan = {
  readonly opened: readonly {
    readonly id: string
    readonly pairId: string
    readonly number: number
    readonly configVersion: number
    readonly config: unknown
    readonly leverage: number
    readonly state: unknown
  }[]
  readonly updated: readonly {
    readonly id: string
    readonly status: OpenDealStatus
    readonly state: unknown
  }[]
  readonly ended: readonly {
    readonly id: string
    readonly pairId: string
    readonly status: EndedDealStatus
    readonly reason: string
    readonly dust: string
    /** Why the bot pauses with the end of this deal, for its user; null = it goes on. */
    readonly pause: string | null
  }[]
  readonly orders: readonly PlannedOrder[]
}

/**
 * Writes a plan, and the decisions it comes from into the journal, in one fenced statement: it happens whole if this worker still
 * holds the lease and nothing that decides what the bot may do has changed since it was read, and not at all otherwise. `refused`: the
 * lease is held, but the bot was changed meanwhile.
 */
export async function writePlan(
  db: PrismaClient,
  claim: Claim,
  bot: BotAggregate,
  { plan, block, at }: PlanToWrite,
): Promise<'written' | 'refused' | 'lease-lost'> {
  const now = new Date(at).toISOString()
  const [row] = await db.$queryRaw<{ fenced: boolean; held: boolean }[]>`
    WITH fence AS (${fence(claim, bot, 0)}),
    opened AS (
      INSERT INTO deals (id, tenant_id, bot_id, pair_id, number, status, config_version, config, leverage, state, opened_at)
      SELECT d.id, f.tenant_id, f.id, d."pairId", d.number, 'opening', d."configVersion", d.config, d.leverage, d.state, ${now}::timestamptz
      FROM fence f, jsonb_to_recordset(${JSON.stringify(plan.opened)}::jsonb) AS d(id text, "pairId" text, number int,
        "configVersion" int, config jsonb, leverage float8, state jsonb)),
    counted AS (
      UPDATE trading_pairs p SET deal_count = d.number
      FROM fence, jsonb_to_recordset(${JSON.stringify(plan.opened)}::jsonb) AS d("pairId" text, number int) WHERE p.id = d."pairId"),
    updated AS (
      UPDATE deals t SET status = d.status, state = d.state
      FROM fence, jsonb_to_recordset(${JSON.stringify(plan.updated)}::jsonb) AS d(id text, status text, state jsonb)
      WHERE t.id = d.id AND t.ended_at IS NULL),
    ended AS (
      UPDATE deals t SET status = d.status, ended_at = ${now}::timestamptz, end_reason = d.reason, dust = d.dust
      FROM fence, jsonb_to_recordset(${JSON.stringify(plan.ended)}::jsonb) AS d(id text, status text, reason text, dust numeric,
        pause text)
      WHERE t.id = d.id AND t.ended_at IS NULL RETURNING t.pair_id, t.status, d.pause),
    rested AS (
      UPDATE trading_pairs p SET last_deal_ended_at = ${now}::timestamptz, last_deal_status = e.status, close_requested_at = NULL
      FROM ended e WHERE p.id = e.pair_id),
    pausing AS (
      SELECT f.id, (SELECT min(e.pause) FROM ended e) AS why FROM fence f),
    headed AS (
      -- One update of the bot's row: a second one in the same statement would be lost.
      UPDATE bots b SET ${journalHeadColumns(block)},
        status = CASE WHEN p.why IS NOT NULL AND status = 'RUNNING' THEN 'PAUSED' ELSE status END,
        status_at = CASE WHEN p.why IS NOT NULL AND status = 'RUNNING' THEN ${now}::timestamptz ELSE status_at END,
        status_reason = CASE WHEN p.why IS NOT NULL AND status = 'RUNNING' THEN p.why ELSE status_reason END
      FROM pausing p WHERE b.id = p.id),
    ${journalParts(block, 'fence')},
    planned AS (
      INSERT INTO orders (id, tenant_id, bot_id, pair_id, deal_id, account_id, key, attempt, client_order_id, side, kind, price,
        quantity, reduce_only, lease_token, tick_key, reason, planned_at)
      SELECT o.id, f.tenant_id, f.id, o."pairId", o."dealId", f.account_id, o.key, o.attempt, o."clientOrderId", o.side, o.kind, o.price,
        o.quantity, o."reduceOnly", ${claim.token}::bigint, ${claim.key}, o.reason, ${now}::timestamptz
      FROM fence f, jsonb_to_recordset(${JSON.stringify(plan.orders)}::jsonb) AS o(id text, "pairId" text, "dealId" text, key text,
        attempt int, "clientOrderId" text, side text, kind text, price numeric, quantity numeric, "reduceOnly" boolean, reason text)
      ON CONFLICT DO NOTHING)
    SELECT EXISTS (SELECT 1 FROM fence) AS fenced, EXISTS (SELECT 1 FROM bots WHERE id = ${claim.botId}
      AND lease_token = ${claim.token}::bigint AND lease_until > clock_timestamp()) AS held`
  if (row?.fenced === true) return 'written'
  return row?.held === true ? 'refused' : 'lease-lost'
}

export type PlanToWrite = {
  readonly plan: Plan
  /** The decisions behind the plan. */
  readonly block: JournalBlock | null
  /** Milliseconds since the epoch. */
  readonly at: number
}

export type SendingRights = {
  /** The lease is held for long enough; without it nothing at all may be sent. */
  readonly held: boolean
  /** The instant stored with the orders: the timestamp that their requests carry, milliseconds since the epoch. */
  readonly sentAt: number
  /** Orders that may be sent now. */
  readonly orderIds: ReadonlySet<string>
}

/**
 * Marks planned orders as sent, fenced: from here on their fate is looked up, never guessed. Entries need the bot to be allowed what
 * it was allowed when they were planned; withdrawals and protective orders only need the lease. `virtualNow` is the instant of a
 * virtual clock; null takes the database's, the one clock that all workers share.
 */
export async function markSent(
  db: PrismaClient,
  claim: Claim,
  bot: BotAggregate,
  orderIds: readonly string[],
  virtualNow: number | null,
): Promise<SendingRights> {
  const given = virtualNow === null ? null : new Date(virtualNow).toISOString()
  const [row] = await db.$queryRaw<{ held: boolean; sent_at: number; sent: string[] }[]>`
    WITH moment AS MATERIALIZED (
      SELECT date_trunc('milliseconds', coalesce(${given}::timestamptz, clock_timestamp())) AS at),
    fence AS (${leaseFence(claim, SENDING_MARGIN_SECONDS)}),
    allowed AS (${fence(claim, bot, SENDING_MARGIN_SECONDS)}),
    sent AS (
      UPDATE orders o SET status = 'SENT', sent_at = moment.at
      FROM fence f, moment
      WHERE o.id = ANY(${[...orderIds]}::text[]) AND o.bot_id = f.id AND o.status = 'PLANNED' AND o.lease_token = ${claim.token}::bigint
        AND (o.reduce_only OR EXISTS (SELECT 1 FROM allowed))
      RETURNING o.id)
    SELECT EXISTS (SELECT 1 FROM fence) AS held, (extract(epoch FROM moment.at) * 1000)::float8 AS sent_at,
      (SELECT coalesce(json_agg(id), '[]'::json) FROM sent) AS sent
    FROM moment`
  if (row === undefined) throw new Error('the database did not say what may be sent')
  return { held: row.held, sentAt: row.sent_at, orderIds: new Set(row.sent) }
}

/** A request may take this long; a lease with less left is renewed before anything is sent. */
export const SENDING_MARGIN_SECONDS = 15

/** Withdraws plans that never left: SENT is always written first, so PLANNED under an older lease was never sent. */
export async function abandonStalePlans(db: PrismaClient, claim: Claim, at: number): Promise<void> {
  await db.$executeRaw`
    WITH fence AS (${leaseFence(claim, 0)})
    UPDATE orders o SET status = 'ABANDONED', ended_at = ${new Date(at).toISOString()}::timestamptz, refusal = 'never-sent'
    FROM fence f WHERE o.bot_id = f.id AND o.status = 'PLANNED' AND o.lease_token < ${claim.token}::bigint`
}

/** Withdraws this tick's own plans that were not allowed to leave. */
export async function abandonUnsent(
  db: PrismaClient,
  orderIds: readonly string[],
  at: number,
): Promise<void> {
  await db.$executeRaw`
    UPDATE orders SET status = 'ABANDONED', ended_at = ${new Date(at).toISOString()}::timestamptz, refusal = 'no-longer-allowed'
    WHERE id = ANY(${[...orderIds]}::text[]) AND status = 'PLANNED'`
}

/** Remembers that the venue confirmed leverage and margin mode of a pair. */
export async function confirmSettings(db: PrismaClient, claim: Claim, pairId: string): Promise<void> {
  await db.$executeRaw`
    WITH fence AS (${leaseFence(claim, 0)})
    UPDATE trading_pairs p SET settings_confirmed = true FROM fence f WHERE p.bot_id = f.id AND p.id = ${pairId}`
}

const leaseFence = (claim: Claim, secondsLeft: number) => Prisma.sql`
  SELECT id FROM bots WHERE id = ${claim.botId} AND lease_token = ${claim.token}::bigint
    AND lease_until > clock_timestamp() + make_interval(secs => ${secondsLeft}) FOR UPDATE`

const fence = (claim: Claim, bot: BotAggregate, secondsLeft: number) => Prisma.sql`
  SELECT b.id, b.tenant_id, b.account_id FROM bots b JOIN users u ON u.id = b.tenant_id
  WHERE b.id = ${claim.botId} AND b.lease_token = ${claim.token}::bigint
    AND b.lease_until > clock_timestamp() + make_interval(secs => ${secondsLeft})
    AND b.status = ${bot.status} AND b.stop_mode IS NOT DISTINCT FROM ${bot.stopMode} AND b.config_version = ${bot.configVersion}
    AND u.status = ${bot.user.status} AND u.plan = ${bot.user.plan}
  FOR UPDATE OF b`
