import type { Prisma } from '@/generated/prisma/client'
import { checkMessage } from '@/lib/adapters/dispatcher/check-message'
import type { OutMessage } from '@/lib/ports/dispatcher'
import type { LeaderRow } from './leader'

/** The database, or a transaction on it. */
export type Sql = Pick<Prisma.TransactionClient, '$queryRaw' | '$executeRaw'>

/** A message this loop holds until `leaseToken` is taken over by another claim. */
export type ClaimedMessage = {
  readonly id: bigint
  readonly leaseToken: string
  readonly route: string
  readonly body: string
  readonly flow: string | null
  readonly attempts: number
  readonly maxAttempts: number
  readonly timeoutSec: number
}

/** How a delivery ended: `retry` waits the given seconds, or ends dead when it was the last attempt. */
export type Finish = {
  readonly id: bigint
  readonly leaseToken: string
  readonly outcome: 'done' | 'retry' | 'dead'
  readonly delaySec: number
  /** What went wrong, in a few words; never a body or a header. */
  readonly error: string | null
}

export type ClaimRequest = {
  readonly leaseToken: string
  /** Most messages to take. */
  readonly room: number
  /** Flows that may have open messages; null stands for messages without one. */
  readonly flows: readonly (string | null)[]
  /** Most messages of one flow under way at once, over all loops. */
  readonly flowParallelism: number
}

const leaseSlackSec = 5
const defaultAttempts = 4
const defaultTimeoutSec = 60

/** Inserts messages; one already known by its deduplication id, or whose subject has an open message, is left out. */
export async function insertMessages(sql: Sql, messages: readonly OutMessage[]): Promise<number> {
  if (messages.length === 0) return 0
  messages.forEach(checkMessage)
  const column = <T>(read: (message: OutMessage) => T) => messages.map(read)
  return sql.$executeRaw`
    INSERT INTO dispatch_messages (dedup_id, subject, route, body, flow, not_before, max_attempts, timeout_sec)
    SELECT dedup_id, subject, route, body, flow, coalesce(not_before, clock_timestamp()), max_attempts, timeout_sec
    FROM unnest(
      ${column((m) => m.dedupId)}::text[], ${column((m) => m.subject ?? null)}::text[],
      ${column((m) => m.route)}::text[], ${column((m) => JSON.stringify(m.body))}::text[],
      ${column((m) => m.flowKey ?? null)}::text[],
      ${column((m) => m.notBefore?.toISOString() ?? null)}::timestamptz[],
      ${column((m) => m.maxAttempts ?? defaultAttempts)}::int[],
      ${column((m) => m.timeoutSeconds ?? defaultTimeoutSec)}::int[]
    ) AS m(dedup_id, subject, route, body, flow, not_before, max_attempts, timeout_sec)
    ON CONFLICT DO NOTHING`
}

/** Takes due messages, oldest first, never more of one flow than its room. The attempt counts from here: a message
 *  that kills the process must still reach its last attempt. */
export async function claimMessages(sql: Sql, request: ClaimRequest): Promise<ClaimedMessage[]> {
  const { leaseToken, room, flows, flowParallelism } = request
  const named = flows.filter((flow) => flow !== null)
  return sql.$queryRaw<ClaimedMessage[]>`
    WITH flows AS (
      SELECT flow FROM unnest(${named}::text[]) AS f(flow)
      UNION ALL SELECT NULL WHERE ${flows.includes(null)}::boolean
    ), room AS (
      SELECT f.flow, greatest(0, CASE WHEN f.flow IS NULL THEN ${room}::int ELSE ${flowParallelism}::int - (
        SELECT count(*) FROM dispatch_messages a WHERE a.status = 'active' AND a.flow = f.flow) END) AS free
      FROM flows f
    ), due AS (
      SELECT d.id FROM room r CROSS JOIN LATERAL (
        SELECT m.id, m.not_before FROM dispatch_messages m
        WHERE m.finished_at IS NULL AND m.status = 'pending' AND m.not_before <= clock_timestamp()
          AND m.flow IS NOT DISTINCT FROM r.flow
        ORDER BY m.not_before LIMIT least(r.free, ${room}::int) FOR UPDATE SKIP LOCKED) d
      ORDER BY d.not_before LIMIT ${room}::int
    )
    UPDATE dispatch_messages m SET status = 'active', attempts = m.attempts + 1, lease_token = ${leaseToken}::uuid,
      lease_until = clock_timestamp() + make_interval(secs => m.timeout_sec + ${leaseSlackSec}::int)
    FROM due WHERE m.id = due.id
    RETURNING m.id, m.lease_token::text AS "leaseToken", m.route, m.body, m.flow, m.attempts,
      m.max_attempts AS "maxAttempts", m.timeout_sec AS "timeoutSec"`
}

/** Writes how deliveries ended. What another loop has claimed meanwhile is not touched; returns how many rows were. */
export async function finishMessages(sql: Sql, finishes: readonly Finish[]): Promise<number> {
  if (finishes.length === 0) return 0
  const column = <T>(read: (finish: Finish) => T) => finishes.map(read)
  return sql.$executeRaw`
    UPDATE dispatch_messages m SET
      status = f.status, last_error = f.error, lease_token = NULL, lease_until = NULL,
      not_before = CASE WHEN f.status = 'pending'
        THEN clock_timestamp() + make_interval(secs => f.delay) ELSE m.not_before END,
      finished_at = CASE WHEN f.status = 'pending' THEN NULL ELSE clock_timestamp() END
    FROM (
      SELECT u.id, u.token, u.delay, u.error, CASE
        WHEN u.outcome = 'retry' AND d.attempts < d.max_attempts THEN 'pending'
        WHEN u.outcome = 'done' THEN 'done' ELSE 'dead' END AS status
      FROM unnest(
        ${column((f) => f.id)}::bigint[], ${column((f) => f.leaseToken)}::uuid[], ${column((f) => f.outcome)}::text[],
        ${column((f) => f.delaySec)}::float8[], ${column((f) => f.error)}::text[]
      ) AS u(id, token, outcome, delay, error)
      JOIN dispatch_messages d ON d.id = u.id
    ) f WHERE m.id = f.id AND m.lease_token = f.token`
}

/** Frees messages whose holder is gone: back to the queue, or dead when that was the last attempt. */
export async function reclaimExpired(sql: Sql): Promise<number> {
  return sql.$executeRaw`
    UPDATE dispatch_messages SET lease_token = NULL, lease_until = NULL, last_error = 'no answer before the lease ended',
      status = CASE WHEN attempts < max_attempts THEN 'pending' ELSE 'dead' END,
      finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE clock_timestamp() END
    WHERE status = 'active' AND lease_until < clock_timestamp()`
}

/** The flows that have a message waiting. */
export async function openFlows(sql: Sql): Promise<(string | null)[]> {
  const rows = await sql.$queryRaw<{ flow: string | null }[]>`
    SELECT DISTINCT flow FROM dispatch_messages WHERE finished_at IS NULL AND status = 'pending'`
  return rows.map((row) => row.flow)
}

/** Deletes done messages after 24 hours and dead ones after 30 days. */
export async function deleteOld(sql: Sql): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM dispatch_messages WHERE id IN (
      SELECT id FROM dispatch_messages
      WHERE (status = 'done' AND finished_at < clock_timestamp() - interval '24 hours')
         OR (status = 'dead' AND finished_at < clock_timestamp() - interval '30 days') LIMIT 5000)`
}

/** Open messages, dead ones of the last day, and the age of the loop's last sign of life. */
export async function queueHealth(
  sql: Sql,
): Promise<{ pending: number; dead: number; heartbeatAgeMs: number | null }> {
  const rows = await sql.$queryRaw<{ pending: number; dead: number; heartbeatAgeMs: number | null }[]>`
    SELECT (SELECT count(*)::int FROM dispatch_messages WHERE finished_at IS NULL) AS pending,
      (SELECT count(*)::int FROM dispatch_messages
        WHERE status = 'dead' AND finished_at > clock_timestamp() - interval '24 hours') AS dead,
      (SELECT (extract(epoch FROM clock_timestamp() - max(beat_at)) * 1000)::float8
        FROM dispatcher_leases WHERE name = 'embedded') AS "heartbeatAgeMs"`
  return rows[0] ?? { pending: 0, dead: 0, heartbeatAgeMs: null }
}

/** The leader's row over SQL: one conditional write, so of two loops only one can win. */
export function leaderRow(sql: Sql): LeaderRow {
  return {
    async renew(holder, termSec) {
      const written = await sql.$executeRaw`
        INSERT INTO dispatcher_leases AS l (name, holder, until, beat_at)
        VALUES ('embedded', ${holder}, clock_timestamp() + make_interval(secs => ${termSec}), clock_timestamp())
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until, beat_at = excluded.beat_at
        WHERE l.holder = excluded.holder OR l.until < clock_timestamp()`
      return written === 1
    },
    async release(holder) {
      await sql.$executeRaw`
        UPDATE dispatcher_leases SET until = clock_timestamp() WHERE name = 'embedded' AND holder = ${holder}`
    },
  }
}
