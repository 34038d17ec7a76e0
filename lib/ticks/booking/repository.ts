import 'server-only'
import { Decimal } from 'decimal.js'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import type { OrderStatus } from '@/lib/domain/orders/order'
import type { DealBook, Execution, LedgerWrites, LockedBooks, OrderBook, RecordedFill } from './rows'

/** A report that moves no money: the order was accepted, refused, cancelled or found never to have arrived. */
export type StatusChange = {
  readonly orderId: string
  readonly status: OrderStatus
  readonly venueOrderId: string | null
  readonly refusal: string | null
}

/**
 * Lets order states climb. Not fenced: a worker that lost its lease still reports what it knows, and a terminal state or a higher
 * one is never lowered, so that repeating or reordering reports changes nothing.
 */
export async function raiseStatuses(
  db: PrismaClient,
  changes: readonly StatusChange[],
  at: number,
): Promise<void> {
  if (changes.length === 0) return
  await db.$executeRaw`
    UPDATE orders o SET status = c.status, venue_order_id = coalesce(c."venueOrderId", o.venue_order_id),
      refusal = coalesce(c.refusal, o.refusal),
      ended_at = CASE WHEN c.status IN ('FILLED', 'CANCELLED', 'REJECTED', 'ABANDONED') THEN ${instant(at)} END
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      AS c("orderId" text, status text, "venueOrderId" text, refusal text)
    WHERE o.id = c."orderId" AND o.ended_at IS NULL
      AND array_position(${RANKS}, c.status) > array_position(${RANKS}, o.status)`
}

const RANKS = Prisma.raw(
  `ARRAY['PLANNED', 'SENT', 'UNKNOWN', 'ACK', 'PARTIAL', 'ABANDONED', 'REJECTED', 'CANCELLED', 'FILLED']::text[]`,
)

export type BookingScope = {
  readonly botId: string
  readonly accountId: string
  readonly dealIds: readonly string[]
  readonly orderIds: readonly string[]
  readonly eventIds: readonly string[]
}

/**
 * Books fills and venue events in one transaction: only fills that were not there before reach `settle`, which turns them into ledger
 * writes, so that the same report booked twice, late or by two workers counts once.
 */
export async function bookFills(
  db: PrismaClient,
  scope: BookingScope,
  fills: readonly RecordedFill[],
  settle: (books: LockedBooks, newFills: ReadonlySet<string>) => LedgerWrites,
): Promise<LedgerWrites> {
  return db.$transaction(async (tx) => {
    const account = await lockAccount(tx, scope)
    const books = await lockBooks(tx, scope)
    const inserted = await insertFills(tx, scope.accountId, fills)
    const writes = settle({ ...account, ...books }, inserted)
    await writeLedger(tx, scope, writes)
    return writes
  })
}

type Transaction = Prisma.TransactionClient

// The bot first, then the account: every transaction that takes both takes them in this order.
async function lockAccount(tx: Transaction, scope: BookingScope) {
  const [row] = await tx.$queryRaw<{ balance: string; sequence: string }[]>`
    SELECT a.ledger_balance::text AS balance, a.ledger_sequence::text AS sequence
    FROM bots b JOIN exchange_accounts a ON a.id = b.account_id
    WHERE b.id = ${scope.botId} FOR UPDATE OF b, a`
  if (row === undefined) throw new Error(`bot ${scope.botId} has no account`)
  return row
}

async function lockBooks(tx: Transaction, scope: BookingScope) {
  const [row] = await tx.$queryRaw<
    {
      deals: DealBook[] | null
      orders: OrderBook[] | null
      executions: Execution[] | null
      events: string[] | null
    }[]
  >`
    WITH d AS (
      SELECT id, pair_id AS "pairId", quantity::text, average_entry::float8 AS "averageEntry", entry_cost::text AS "entryCost",
        entry_fees::text AS "entryFees", exit_fees::text AS "exitFees", realised_gross::text AS "realisedGross",
        funding::text, peak_quantity::text AS "peakQuantity", level, ended_at IS NOT NULL AS ended
      FROM deals WHERE id IN (${list(scope.dealIds)}) ORDER BY id FOR UPDATE),
    o AS (
      SELECT id, deal_id AS "dealId", key, status, filled_quantity::text AS "filledQuantity", filled_cost::text AS "filledCost",
        fee::text, gross::text, traded
      FROM orders WHERE id IN (${list(scope.orderIds)}) ORDER BY id FOR UPDATE)
    SELECT (SELECT json_agg(d) FROM d) AS deals, (SELECT json_agg(o) FROM o) AS orders,
      (SELECT json_agg(x) FROM (
        SELECT o.deal_id AS "dealId", f.fill_id AS id, CASE WHEN o.reduce_only THEN 'exit' ELSE 'entry' END AS kind,
          f.quantity::text, f.price::float8, (extract(epoch FROM f.at) * 1000)::bigint AS at
        FROM orders o JOIN fills f ON f.order_id = o.id WHERE o.deal_id IN (${list(scope.dealIds)})
        UNION ALL
        SELECT deal_id, venue_event_id, 'liquidation', quantity::text, price::float8, (extract(epoch FROM at) * 1000)::bigint
        FROM trades WHERE deal_id IN (${list(scope.dealIds)}) AND venue_event_id IS NOT NULL) x) AS executions,
      (SELECT json_agg(e.id) FROM (
        SELECT venue_event_id AS id FROM funding_payments WHERE account_id = ${scope.accountId} AND venue_event_id IN (${list(scope.eventIds)})
        UNION ALL
        SELECT venue_event_id FROM trades WHERE account_id = ${scope.accountId} AND venue_event_id IN (${list(scope.eventIds)})) e) AS events`
  const { deals, orders, executions, events } = row ?? {}
  return {
    deals: deals ?? [],
    orders: orders ?? [],
    executions: executions ?? [],
    bookedEvents: events ?? [],
  }
}

// An empty IN list is a syntax error; no id is the empty string.
const list = (ids: readonly string[]) => Prisma.join(ids.length > 0 ? [...ids] : [''])

async function insertFills(
  tx: Transaction,
  accountId: string,
  fills: readonly RecordedFill[],
): Promise<ReadonlySet<string>> {
  if (fills.length === 0) return new Set()
  const rows = fills.map((fill) => ({ ...fill, at: new Date(fill.at).toISOString() }))
  const inserted = await tx.$queryRaw<{ fill_id: string }[]>`
    INSERT INTO fills (account_id, fill_id, order_id, quantity, price, fee, gross, liquidity, at)
    SELECT ${accountId}, f."fillId", f."orderId", f.quantity, f.price, f.fee, f.gross, f.liquidity, f.at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f("fillId" text, "orderId" text, quantity numeric, price numeric,
      fee numeric, gross numeric, liquidity text, at timestamptz)
    ON CONFLICT DO NOTHING RETURNING fill_id`
  return new Set(inserted.map((row) => row.fill_id))
}

async function writeLedger(tx: Transaction, scope: BookingScope, writes: LedgerWrites): Promise<void> {
  const { accountId, botId } = scope
  await tx.$executeRaw`
    WITH account AS (
      UPDATE exchange_accounts SET ledger_balance = ${writes.balance}::numeric, ledger_sequence = ${writes.sequence}::bigint
      WHERE id = ${accountId} RETURNING id, tenant_id, environment),
    totals AS (
      UPDATE bots SET realised_pnl = realised_pnl + ${writes.totals.realised}::numeric,
        fees_paid = fees_paid + ${writes.totals.fees}::numeric, funding_net = funding_net + ${writes.totals.funding}::numeric,
        event_cursor = ${writes.eventCursor}
      WHERE id = ${botId}),
    changed_deals AS (
      UPDATE deals d SET quantity = w.quantity, average_entry = w."averageEntry", entry_cost = w."entryCost",
        entry_fees = w."entryFees", exit_fees = w."exitFees", realised_gross = w."realisedGross", funding = w.funding,
        peak_quantity = w."peakQuantity", level = w.level, status = coalesce(w."endStatus", d.status),
        ended_at = coalesce(d.ended_at, w."endedAt"), end_reason = coalesce(d.end_reason, w."endReason")
      FROM jsonb_to_recordset(${JSON.stringify(writes.deals)}::jsonb) AS w(id text, quantity numeric, "averageEntry" numeric,
        "entryCost" numeric, "entryFees" numeric, "exitFees" numeric, "realisedGross" numeric, funding numeric,
        "peakQuantity" numeric, level int, "endStatus" text, "endedAt" timestamptz, "endReason" text)
      WHERE d.id = w.id),
    changed_pairs AS (
      UPDATE trading_pairs p SET realised_pnl = p.realised_pnl + c.amount,
        last_deal_ended_at = coalesce(c."endedAt", p.last_deal_ended_at),
        last_deal_status = coalesce(c."endStatus", p.last_deal_status),
        close_requested_at = CASE WHEN c."endStatus" IS NULL THEN p.close_requested_at END
      FROM jsonb_to_recordset(${JSON.stringify(changedPairs(writes))}::jsonb)
        AS c("pairId" text, amount numeric, "endStatus" text, "endedAt" timestamptz)
      WHERE p.id = c."pairId"),
    changed_orders AS (
      UPDATE orders o SET status = w.status, venue_order_id = coalesce(w."venueOrderId", o.venue_order_id),
        filled_quantity = w."filledQuantity", filled_cost = w."filledCost", fee = w.fee, gross = w.gross, traded = w.traded,
        refusal = coalesce(w.refusal, o.refusal), ended_at = coalesce(o.ended_at, w."endedAt")
      FROM jsonb_to_recordset(${JSON.stringify(writes.orders)}::jsonb) AS w(id text, status text, "venueOrderId" text,
        "filledQuantity" numeric, "filledCost" numeric, fee numeric, gross numeric, traded boolean, refusal text, "endedAt" timestamptz)
      WHERE o.id = w.id),
    new_trades AS (
      INSERT INTO trades (id, tenant_id, account_id, bot_id, pair_id, deal_id, order_id, venue_event_id, environment, symbol, side,
        action, quantity, price, fee, gross, pnl, balance_after, ledger_sequence, reason, details, at)
      SELECT t.id, a.tenant_id, a.id, ${botId}, t."pairId", t."dealId", t."orderId", t."venueEventId", a.environment, t.symbol, t.side,
        t.action, t.quantity, t.price, t.fee, t.gross, t.pnl, t."balanceAfter", t.sequence, t.reason, t.details, t.at
      FROM account a, jsonb_to_recordset(${JSON.stringify(writes.trades)}::jsonb) AS t(id text, "pairId" text, "dealId" text,
        "orderId" text, "venueEventId" text, symbol text, side text, action text, quantity numeric, price numeric, fee numeric,
        gross numeric, pnl numeric, "balanceAfter" numeric, sequence bigint, reason text, details jsonb, at timestamptz))
    INSERT INTO funding_payments (account_id, venue_event_id, tenant_id, bot_id, pair_id, deal_id, symbol, side, quantity, mark_price,
      rate, amount, balance_after, ledger_sequence, at)
    SELECT a.id, f."venueEventId", a.tenant_id, ${botId}, f."pairId", f."dealId", f.symbol, f.side, f.quantity, f."markPrice", f.rate,
      f.amount, f."balanceAfter", f.sequence, f.at
    FROM account a, jsonb_to_recordset(${JSON.stringify(writes.funding)}::jsonb) AS f("venueEventId" text, "pairId" text,
      "dealId" text, symbol text, side text, quantity numeric, "markPrice" numeric, rate numeric, amount numeric,
      "balanceAfter" numeric, sequence bigint, at timestamptz)`
}

// One row a pair: a statement that updates a row in two places does so in one of them only.
function changedPairs({ trades, funding, deals }: LedgerWrites) {
  const pairs = new Set([...trades, ...funding, ...deals].map(({ pairId }) => pairId))
  return [...pairs].map((pairId) => {
    const amounts = [
      ...trades.filter((row) => row.pairId === pairId).map(({ pnl }) => pnl),
      ...funding.filter((row) => row.pairId === pairId).map(({ amount }) => amount),
    ]
    const amount = amounts.reduce((sum, each) => sum.add(each), new Decimal(0)).toFixed()
    const ended = deals.find((deal) => deal.pairId === pairId && deal.endStatus !== null)
    return { pairId, amount, endStatus: ended?.endStatus ?? null, endedAt: ended?.endedAt ?? null }
  })
}

const instant = (at: number) => Prisma.sql`${new Date(at).toISOString()}::timestamptz`
