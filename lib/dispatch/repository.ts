import { Prisma, type PrismaClient } from '@/generated/prisma/client'

export type Sql = Pick<Prisma.TransactionClient, '$queryRaw' | '$executeRaw'>
export type Database = Pick<PrismaClient, '$queryRaw' | '$executeRaw' | '$transaction'>

/** A bot whose next tick is due; the sweep is a job of the system and looks across tenants. */
export type DueBot = {
  readonly id: string
  readonly intervalSec: number
  readonly nextRunAt: Date
  /** The instant its owner last asked for a tick, and the last one ticked, in epoch seconds. */
  readonly promptKey: number
  readonly lastKey: number
  /** Exchange of the bot's account: its flow. */
  readonly exchange: string
}

export type Advance = { readonly id: string; readonly from: Date; readonly to: Date }

export type DispatchFacts = {
  readonly runningBots: number
  /** Milliseconds the longest-waiting due tick has been due; 0 when none is. */
  readonly oldestDueMs: number
  /** Milliseconds since the last finished sweep; null before the first. */
  readonly sweepAgeMs: number | null
}

/** A stopped bot is settled on while its deal is open: the exits it left resting may fill, and its position pays funding. */
const TICKED = Prisma.sql`(b.status IN ('RUNNING', 'PAUSED', 'EXIT_ONLY', 'STOPPING', 'ERROR') OR b.status = 'STOPPED'
  AND EXISTS (SELECT 1 FROM deals d WHERE d.bot_id = b.id AND d.ended_at IS NULL))`

/**
 * The longest-waiting due bots, without those that still have an open message: the queue never holds two for one bot.
 * With `hold` the rows stay locked until the transaction ends and rows held by another sweep are passed over.
 */
export async function findDueBots(sql: Sql, now: Date, limit: number, hold: boolean): Promise<DueBot[]> {
  return hold
    ? sql.$queryRaw<DueBot[]>`
        SELECT b.id, b.interval_sec AS "intervalSec", b.next_run_at AS "nextRunAt", b.prompt_key::float8 AS "promptKey",
          b.last_key::float8 AS "lastKey", a.exchange
        FROM bots b JOIN exchange_accounts a ON a.id = b.account_id AND a.tenant_id = b.tenant_id
        WHERE b.next_run_at <= ${now} AND b.deleted_at IS NULL
          AND ${TICKED}
          AND NOT EXISTS (SELECT 1 FROM dispatch_messages m WHERE m.subject = b.id AND m.finished_at IS NULL)
        ORDER BY b.next_run_at LIMIT ${limit} FOR UPDATE OF b SKIP LOCKED`
    : sql.$queryRaw<DueBot[]>`
        SELECT b.id, b.interval_sec AS "intervalSec", b.next_run_at AS "nextRunAt", b.prompt_key::float8 AS "promptKey",
          b.last_key::float8 AS "lastKey", a.exchange
        FROM bots b JOIN exchange_accounts a ON a.id = b.account_id AND a.tenant_id = b.tenant_id
        WHERE b.next_run_at <= ${now} AND b.deleted_at IS NULL
          AND ${TICKED}
        ORDER BY b.next_run_at LIMIT ${limit}`
}

/** Moves each bot to its next instant unless somebody else has moved it meanwhile; returns how many moved. */
export async function advanceBots(sql: Sql, advances: readonly Advance[]): Promise<number> {
  const ids = advances.map((advance) => advance.id)
  const from = advances.map((advance) => advance.from.toISOString())
  const to = advances.map((advance) => advance.to.toISOString())
  return sql.$executeRaw`
    UPDATE bots b SET next_run_at = a.to_at
    FROM unnest(${ids}::text[], ${from}::timestamptz[], ${to}::timestamptz[]) AS a(id, from_at, to_at)
    WHERE b.id = a.id AND b.next_run_at = a.from_at`
}

/** Leaves a sign of life of the sweep, whoever calls it: the health route looks at its age. */
export async function recordSweep(sql: Sql): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO dispatcher_leases (name, holder, until, beat_at) VALUES ('sweep', '', 'epoch', clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at`
}

/** Asks the database for anything at all; rejects when it is away. */
export async function pingDatabase(sql: Sql): Promise<void> {
  await sql.$queryRaw`SELECT 1`
}

/** What the health route tells about the schedule: bots not swept in time, and messages not delivered in time. */
export async function readDispatchFacts(sql: Sql, now: Date): Promise<DispatchFacts> {
  const rows = await sql.$queryRaw<DispatchFacts[]>`
    SELECT count(*) FILTER (WHERE status = 'RUNNING')::int AS "runningBots",
      greatest(0,
        extract(epoch FROM ${now}::timestamptz - min(next_run_at)) * 1000,
        (SELECT extract(epoch FROM clock_timestamp() - min(not_before)) * 1000
          FROM dispatch_messages WHERE finished_at IS NULL AND status = 'pending'))::float8 AS "oldestDueMs",
      (SELECT (extract(epoch FROM clock_timestamp() - beat_at) * 1000)::float8
        FROM dispatcher_leases WHERE name = 'sweep') AS "sweepAgeMs"
    FROM bots b WHERE deleted_at IS NULL AND ${TICKED}`
  return rows[0] ?? { runningBots: 0, oldestDueMs: 0, sweepAgeMs: null }
}
