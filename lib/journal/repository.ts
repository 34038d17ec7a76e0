import 'server-only'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import { createDatabase, db } from '@/lib/db'
import type { ExplainedOrder } from '@/lib/domain/journal/explained-orders'
import type { JournalBlock } from './tick-journal'

/**
 * Parts of a fenced statement that append a block to the journal of the bot whose row `fence` yields (its `id`), and nothing where it
 * yields none. The key of a block is its first sequence: two workers that go on from one head collide, so a chain cannot fork.
 */
export const journalParts = (block: JournalBlock | null, fence: 'fence' | 'bot'): Prisma.Sql => Prisma.sql`
    journal_block AS (
      INSERT INTO journal_blocks (bot_id, sequence, entries, base, tick_key, at, hash, body)
      SELECT id, ${block?.sequence ?? null}::bigint, ${block?.entries ?? null}::int, ${block?.base ?? null}::bigint,
        ${block?.tickKey ?? null}::bigint, ${instantOf(block)}, ${hashOf(block)}, ${block?.body ?? null}::bytea
      FROM ${Prisma.raw(fence)} WHERE ${block !== null}),
    journal_settings_named AS (
      INSERT INTO journal_settings (bot_id, hash, content, last_sequence)
      SELECT f.id, decode(s.hash, 'hex'), s.content, ${block?.run.sequence ?? null}::bigint
      FROM ${Prisma.raw(fence)} f, jsonb_to_recordset(${JSON.stringify(block?.settings ?? [])}::jsonb) AS s(hash text, content text)
      ON CONFLICT (bot_id, hash) DO UPDATE SET last_sequence = excluded.last_sequence)`

/** The columns of the bot's row that go with it, for the statement's one update of that row. */
export const journalHeadColumns = (block: JournalBlock | null): Prisma.Sql => Prisma.sql`
        journal_sequence = coalesce(${block?.run.sequence ?? null}::bigint, journal_sequence),
        journal_hash = coalesce(${hashOf(block)}, journal_hash), journal_since = coalesce(journal_since, ${instantOf(block)})`

const hashOf = (block: JournalBlock | null) => Prisma.sql`decode(${block?.hash ?? null}::text, 'hex')`
const instantOf = (block: JournalBlock | null) =>
  Prisma.sql`${block === null ? null : new Date(block.at).toISOString()}::timestamptz`

/** The two ends of a bot's journal as they are kept; a null hash stands for the genesis. */
export type JournalEnds = {
  readonly headSequence: number
  readonly headHash: string | null
  readonly anchorSequence: number
  readonly anchorHash: string | null
}

export type StoredBlock = {
  readonly sequence: number
  readonly entries: number
  readonly base: number
  readonly tickKey: number
  readonly at: number
  readonly hash: string
  readonly body: Uint8Array
}

/** One unchanging view of a bot's journal, however long reading it takes. */
export type JournalReader = {
  readonly ends: JournalEnds
  /** Blocks that begin at `from` or later, in order, at most `limit`. */
  readonly blocks: (from: number, limit: number) => Promise<StoredBlock[]>
  /** The newest block that begins before `sequence`; null when none is kept. */
  readonly blockBefore: (sequence: number) => Promise<StoredBlock | null>
  /** Where the run begins that holds entry `sequence`. */
  readonly runOf: (sequence: number) => Promise<number>
  readonly settings: () => Promise<{ readonly hash: string; readonly content: string }[]>
  /** Orders planned after a place in their order. */
  readonly orders: (after: OrderPlace, limit: number) => Promise<StoredOrder[]>
}

/** Orders come by the instant they were planned (milliseconds since the epoch), then by id. */
export type OrderPlace = { readonly plannedAt: number; readonly id: string }
export type StoredOrder = ExplainedOrder & OrderPlace

type Client = Pick<PrismaClient, '$transaction'>

/** Time for reading a whole journal; a view held longer than this is ended by the server. */
const READING_MS = 600_000

/**
 * Reads a bot's journal within one snapshot, so that ticks and the dropping of old blocks meanwhile change nothing in what is read.
 * Null = no such bot. With `tenantId` another tenant's bot is no such bot.
 */
export async function withJournal<T>(
  client: Client,
  { botId, tenantId }: { readonly botId: string; readonly tenantId: string | null },
  work: (reader: JournalReader) => Promise<T>,
): Promise<T | null> {
  return client.$transaction(
    async (tx) => {
      const [ends] = await tx.$queryRaw<JournalEnds[]>`
        SELECT journal_sequence::float8 AS "headSequence", encode(journal_hash, 'hex') AS "headHash",
          journal_anchor::float8 AS "anchorSequence", encode(journal_anchor_hash, 'hex') AS "anchorHash"
        FROM bots WHERE id = ${botId} AND (${tenantId}::text IS NULL OR tenant_id = ${tenantId} AND deleted_at IS NULL)`
      return ends === undefined ? null : work(readerOf(tx, botId, ends))
    },
    { isolationLevel: 'RepeatableRead', timeout: READING_MS },
  )
}

/** The same for a page: the journal of a bot of the tenant's own that is not deleted. */
export const withOwnJournal = <T>(
  tenant: Tenant,
  botId: string,
  work: (reader: JournalReader) => Promise<T>,
): Promise<T | null> => withJournal(db(), { botId, tenantId: tenant.userId }, work)

/** The same on a database of the caller's choice, across tenants: for commands of the operator. */
export async function withJournalAt<T>(
  url: string,
  botId: string,
  work: (reader: JournalReader) => Promise<T>,
): Promise<T | null> {
  const client = createDatabase({ connectionString: url, poolSize: 2 })
  try {
    return await withJournal(client, { botId, tenantId: null }, work)
  } finally {
    await client.$disconnect()
  }
}

function readerOf(tx: Prisma.TransactionClient, botId: string, ends: JournalEnds): JournalReader {
  return {
    ends,
    blocks: (from, limit) => tx.$queryRaw<StoredBlock[]>`
      SELECT ${blockColumns} FROM journal_blocks
      WHERE bot_id = ${botId} AND sequence >= ${from} ORDER BY sequence LIMIT ${limit}`,
    blockBefore: async (sequence) => {
      const [block] = await tx.$queryRaw<StoredBlock[]>`
        SELECT ${blockColumns} FROM journal_blocks
        WHERE bot_id = ${botId} AND sequence < ${sequence} ORDER BY sequence DESC LIMIT 1`
      return block ?? null
    },
    runOf: async (sequence) => {
      const [run] = await tx.$queryRaw<{ base: number }[]>`
        SELECT base::float8 AS base FROM journal_blocks
        WHERE bot_id = ${botId} AND sequence <= ${sequence} ORDER BY sequence DESC LIMIT 1`
      return run?.base ?? sequence
    },
    settings: () => tx.$queryRaw<{ hash: string; content: string }[]>`
      SELECT encode(hash, 'hex') AS hash, content FROM journal_settings WHERE bot_id = ${botId}`,
    orders: ({ plannedAt, id }, limit) => tx.$queryRaw<StoredOrder[]>`
      SELECT o.id, (extract(epoch FROM o.planned_at) * 1000)::float8 AS "plannedAt", o.tick_key::float8 AS "tickKey", p.symbol, p.side AS "positionSide", o.key, o.attempt, o.side,
        o.price::text AS price, o.quantity::text AS quantity, o.reduce_only AS "reduceOnly"
      FROM orders o JOIN trading_pairs p ON p.id = o.pair_id
      WHERE o.bot_id = ${botId} AND (o.planned_at, o.id) > (${new Date(plannedAt).toISOString()}::timestamptz, ${id})
      ORDER BY o.planned_at, o.id LIMIT ${limit}`,
  }
}

const blockColumns = Prisma.sql`sequence::float8 AS sequence, entries, base::float8 AS base, tick_key::float8 AS "tickKey",
  (extract(epoch FROM at) * 1000)::float8 AS at, encode(hash, 'hex') AS hash, body`

/** Bots whose oldest kept entry is from before an instant (milliseconds since the epoch), or that keep more than so many entries. */
export async function bloatedJournals(
  client: PrismaClient,
  { before, entries, limit }: { readonly before: number; readonly entries: number; readonly limit: number },
): Promise<string[]> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    SELECT id FROM bots WHERE journal_since < ${new Date(before).toISOString()}::timestamptz
      OR journal_sequence - journal_anchor > ${entries} ORDER BY journal_since LIMIT ${limit}`
  return rows.map(({ id }) => id)
}

export type DropRequest = {
  readonly botId: string
  /** Blocks from before this instant may go (milliseconds since the epoch), and so many of the newest entries stay. */
  readonly before: number
  readonly entries: number
  /** Looks at so many of the oldest blocks. */
  readonly limit: number
}

/**
 * Drops whole runs of old blocks in one statement, and with them the settings that only they name. The hash after the last one dropped
 * becomes the anchor, so that what is kept can still be checked. Returns whether there may be more to drop.
 */
export async function dropOldBlocks(client: PrismaClient, request: DropRequest): Promise<boolean> {
  const { botId, before, entries, limit } = request
  const limitAt = Prisma.sql`${new Date(before).toISOString()}::timestamptz`
  const [row] = await client.$queryRaw<{ dropped: number }[]>`
    WITH bot AS (SELECT id, journal_sequence FROM bots WHERE id = ${botId} FOR UPDATE),
    oldest AS (
      SELECT b.sequence, b.base, b.at FROM journal_blocks b WHERE b.bot_id = ${botId} ORDER BY b.sequence LIMIT ${limit}),
    kept AS (
      -- What stays begins with a run, or with the bot's next entry where all is old.
      SELECT o.sequence, o.at FROM oldest o, bot WHERE o.base = o.sequence
        AND (o.at <= ${limitAt} OR o.sequence <= bot.journal_sequence - ${entries}::bigint)
      UNION ALL
      SELECT bot.journal_sequence + 1, NULL FROM bot WHERE (SELECT count(*) FROM oldest) < ${limit}
        AND (SELECT max(at) FROM oldest) <= ${limitAt}
      ORDER BY sequence DESC LIMIT 1),
    last AS (
      SELECT b.sequence + b.entries - 1 AS sequence, b.hash FROM journal_blocks b, kept k
      WHERE b.bot_id = ${botId} AND b.sequence < k.sequence ORDER BY b.sequence DESC LIMIT 1),
    dropped AS (
      DELETE FROM journal_blocks b USING kept k WHERE b.bot_id = ${botId} AND b.sequence < k.sequence RETURNING 1),
    unnamed AS (
      DELETE FROM journal_settings s USING kept k WHERE s.bot_id = ${botId} AND s.last_sequence < k.sequence),
    anchored AS (
      UPDATE bots SET journal_anchor = l.sequence, journal_anchor_hash = l.hash, journal_since = k.at
      FROM last l, kept k, bot WHERE bots.id = bot.id)
    SELECT count(*)::int AS dropped FROM dropped`
  return (row?.dropped ?? 0) > 0
}
