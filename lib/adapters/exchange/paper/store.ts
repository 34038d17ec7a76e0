import 'server-only'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import type { SimulatedVenue } from '@/lib/domain/simulation/venue'
import type { OrderReport, VenueEvent } from '@/lib/ports/exchange'

/** The paper exchange's books of one account as they were read. `venue` may be changed in place; it is a copy. */
export type PaperBooks = {
  readonly venue: SimulatedVenue
  readonly version: string
  /** The database's clock when they were read, milliseconds since the epoch. */
  readonly databaseNow: number
  /** Ended orders among those asked for. */
  readonly ended: readonly OrderReport[]
  readonly events: readonly VenueEvent[]
}

export type PaperQuery = {
  readonly clientOrderIds: readonly string[]
  /** Which events to read: those after the cursor and not before the instant; null = none. */
  readonly events: { readonly cursor: string; readonly since: number } | null
}

/** Reads an account's books in one statement; null when there is no such paper account. */
export async function readBooks(
  db: PrismaClient,
  accountId: string,
  query: PaperQuery,
): Promise<PaperBooks | null> {
  const { events } = query
  const [row] = await db.$queryRaw<PaperBooks[]>`
    SELECT p.state AS venue, p.version::text AS version,
      (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "databaseNow",
      (SELECT coalesce(json_agg(o.report), '[]'::json) FROM paper_orders o
        WHERE o.account_id = p.account_id AND o.client_order_id = ANY(${[...query.clientOrderIds]}::text[])) AS ended,
      (SELECT coalesce(json_agg(e.event ORDER BY e.sequence), '[]'::json) FROM paper_events e
        WHERE e.account_id = p.account_id AND ${events !== null} AND e.sequence > ${eventSequence(events?.cursor ?? '')}
          AND e.at >= ${new Date(events?.since ?? 0).toISOString()}::timestamptz) AS events
    FROM paper_accounts p WHERE p.account_id = ${accountId}`
  return row ?? null
}

export type PaperChange = {
  readonly venue: SimulatedVenue
  /** The version the change was computed from. */
  readonly version: string
  readonly ended: readonly OrderReport[]
  readonly events: readonly VenueEvent[]
  /** Client ids of orders this change accepts: one that ended before must not be used again. */
  readonly newClientOrderIds: readonly string[]
  /** After this instant the change must not happen any more; null = at any time. */
  readonly until: number | null
  readonly at: number
  /** A virtual clock stands still while this is written; otherwise the database's clock counts. */
  readonly virtual: boolean
}

/**
 * Writes a change of the books if nobody else changed them since they were read: one statement, all or nothing. Returns the new
 * version, or null when it has to be computed again. The deadline is judged as the change happens: a worker that was paused after it
 * computed the change cannot bring an order in late.
 */
export async function writeBooks(
  db: PrismaClient,
  accountId: string,
  change: PaperChange,
): Promise<string | null> {
  const at = Prisma.sql`${new Date(change.at).toISOString()}::timestamptz`
  const now = change.virtual ? at : Prisma.sql`clock_timestamp()`
  const until = change.until === null ? 'infinity' : new Date(change.until).toISOString()
  const [row] = await db.$queryRaw<{ version: string }[]>`
    WITH written AS (
      UPDATE paper_accounts SET state = ${JSON.stringify(change.venue)}::jsonb, version = version + 1, updated_at = ${at}
      WHERE account_id = ${accountId} AND version = ${change.version}::bigint
        AND ${now} <= ${until}::timestamptz AND NOT EXISTS (
        SELECT 1 FROM paper_orders
        WHERE account_id = ${accountId} AND client_order_id = ANY(${[...change.newClientOrderIds]}::text[]))
      RETURNING account_id, version),
    ended AS (
      INSERT INTO paper_orders (account_id, client_order_id, report, ended_at)
      SELECT w.account_id, r->>'clientOrderId', r, ${at}
      FROM written w, jsonb_array_elements(${JSON.stringify(change.ended)}::jsonb) AS r),
    events AS (
      INSERT INTO paper_events (account_id, sequence, event, at)
      SELECT w.account_id, substring(e->>'eventId' from '[0-9]+$')::bigint, e, to_timestamp((e->>'at')::float8 / 1000)
      FROM written w, jsonb_array_elements(${JSON.stringify(change.events)}::jsonb) AS e)
    SELECT version::text FROM written`
  return row?.version ?? null
}

/** The number in an event id such as `event-000000000042`; an empty cursor stands before all events. */
const eventSequence = (cursor: string): bigint => BigInt(/\d+$/.exec(cursor)?.[0] ?? '0')
