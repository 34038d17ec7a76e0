import 'server-only'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
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
  db: Client,
  { botId, tenantId }: { readonly botId: string; readonly tenantId: string | null },
  work: (reader: JournalReader) => Promise<T>,
): Promise<T | null> {
  return db.$transaction(
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
