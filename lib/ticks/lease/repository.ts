import 'server-only'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import type { StopMode } from '@/lib/domain/strategies/contract'
import { isOnGrid, phaseOf } from '@/lib/domain/schedule'
import { journalHeadColumns, journalParts } from '@/lib/journal/repository'
import type { JournalBlock, JournalHead } from '@/lib/journal/tick-journal'
import type { Claim } from '../aggregate'

/** Longest time one worker may hold a bot without renewing. Longer than any tick's deadline. */
export const LEASE_SECONDS = 60

/** Bots that are ticked: they may open, only leave, or only settle. A stopped one is settled while what it left behind may still fill. */
const LIVE = Prisma.sql`(status IN ('RUNNING', 'PAUSED', 'EXIT_ONLY', 'STOPPING', 'ERROR')
  OR status = 'STOPPED' AND EXISTS (SELECT 1 FROM deals d WHERE d.bot_id = bots.id AND d.ended_at IS NULL))`

export type ClaimRequest = {
  readonly botId: string
  readonly key: number
  readonly worker: string
  /** The first four bytes of the bot id's hash: its phase is this modulo its interval. */
  readonly phaseHash: number
  /** The caller's clock in epoch seconds, against which a key is judged too old. */
  readonly nowSeconds: number
  /** Grace beyond one interval before a key is stale, in seconds. */
  readonly graceSeconds: number
}

export type ClaimRefusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'off-grid' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number }

/** A lease and what was found with it. */
export type ClaimedBot = Claim & { readonly journal: JournalHead }

/**
 * Wins the bot's lease for one tick key, or says why not. One conditional update: of any number of workers exactly one gets through,
 * and a key that was finished can never be claimed again.
 */
export async function claimBot(db: PrismaClient, request: ClaimRequest): Promise<ClaimedBot | ClaimRefusal> {
  const { botId, key, phaseHash, nowSeconds, graceSeconds } = request
  // PostgreSQL takes no text with a zero byte; no bot has such a name.
  if (botId.includes('\0')) return { kind: 'not-found' }
  const [won] = await db.$queryRaw<ClaimRow[]>`
    UPDATE bots SET lease_token = lease_token + 1, lease_owner = ${request.worker},
           lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE id = ${botId} AND deleted_at IS NULL AND ${LIVE} AND last_key < ${key}
      AND lease_until < clock_timestamp()
      AND (mod(${key}::bigint - mod(${phaseHash}::bigint, interval_sec), interval_sec) = 0 OR prompt_key = ${key})
      AND ${nowSeconds}::bigint - ${key}::bigint <= interval_sec + ${graceSeconds}
    RETURNING tenant_id, lease_token::text AS token, config_version,
      journal_sequence::float8 AS journal_sequence, encode(journal_hash, 'hex') AS journal_hash,
      (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS database_now`
  if (won !== undefined) {
    return {
      botId,
      key,
      tenantId: won.tenant_id,
      token: won.token,
      configVersion: won.config_version,
      databaseNow: won.database_now,
      journal: { sequence: won.journal_sequence, hash: won.journal_hash },
    }
  }
  return refusalOf(db, request)
}

type ClaimRow = {
  tenant_id: string
  token: string
  config_version: number
  database_now: number
  journal_sequence: number
  journal_hash: string | null
}

async function refusalOf(db: PrismaClient, request: ClaimRequest): Promise<ClaimRefusal> {
  const [bot] = await db.$queryRaw<RefusalRow[]>`
    SELECT deleted_at IS NOT NULL AS deleted, ${LIVE} AS live, last_key::float8 AS last_key,
      prompt_key::float8 AS prompt_key, interval_sec,
      extract(epoch FROM lease_until - clock_timestamp())::float8 AS lease_left
    FROM bots WHERE id = ${request.botId}`
  if (bot === undefined || bot.deleted) return { kind: 'not-found' }
  if (bot.last_key >= request.key) return { kind: 'duplicate' }
  if (!bot.live) return { kind: 'skipped' }
  const onGrid = isOnGrid(request.key, bot.interval_sec, phaseOf(request.phaseHash, bot.interval_sec))
  if (!onGrid && request.key !== bot.prompt_key) return { kind: 'off-grid' }
  if (request.nowSeconds - request.key > bot.interval_sec + request.graceSeconds) return { kind: 'stale' }
  return { kind: 'busy', retryAfterSeconds: Math.max(1, Math.ceil(bot.lease_left)) }
}

type RefusalRow = {
  deleted: boolean
  live: boolean
  last_key: number
  prompt_key: number
  interval_sec: number
  lease_left: number
}

/** Extends a lease this worker still holds. Returns false when it was lost. */
export async function renewLease(db: PrismaClient, claim: Claim): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE bots SET lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE id = ${claim.botId} AND lease_token = ${claim.token}::bigint AND lease_until > clock_timestamp()`
  return renewed === 1
}

export type PairOutcome = {
  readonly pairId: string
  readonly code: string
  readonly detail: unknown
  readonly further: unknown
  readonly facts: unknown
  /** Null leaves what the pair remembers. */
  readonly memory: { readonly value: unknown } | null
  readonly message: string
  readonly level: 'info' | 'warn' | 'error'
  /** The log row to fold into; null writes a new one. */
  readonly foldInto: string | null
}

export type LogLine = {
  readonly pairId: string | null
  readonly level: 'info' | 'warn' | 'error'
  readonly code: string
  readonly message: string
  readonly context: unknown
}

export type TickEnd = {
  readonly startedAt: number
  readonly endedAt: number
  readonly outcome: 'DONE' | 'FAILED'
  readonly summary: unknown
  readonly error: string | null
  readonly pairs: readonly PairOutcome[]
  /** The last decisions, where they are not in the journal yet. */
  readonly journal: JournalBlock | null
  readonly logs: readonly LogLine[]
  /** Null leaves the stored figure. */
  readonly unrealisedPnl: string | null
  /** Start of the five-minute bucket of the equity point, or null for none. */
  readonly equityAt: number | null
  /** The way of stopping under which the tick decided and left nothing to do; null while there is something, or no stop. */
  readonly settledStop: StopMode | null
  readonly flat: boolean
}

/** A tick that failed this often in a row makes the bot wait for its owner: it still settles, and opens nothing. */
const FAILURES_TO_ERROR = 5

/**
 * Ends a tick in one fenced statement: the tick row, the decisions that no plan took to the journal, each pair's condition, the log, the
 * equity point, and the key closed for ever (a failed tick leaves its key open). A worker that lost its lease changes nothing. Returns
 * whether it still held it.
 */
export async function endTick(db: PrismaClient, claim: Claim, end: TickEnd): Promise<boolean> {
  const done = end.outcome === 'DONE'
  const ended = instant(end.endedAt)
  const [row] = await db.$queryRaw<{ fenced: number }[]>`
    WITH bot AS (
      UPDATE bots SET lease_until = 'epoch', lease_owner = NULL,${journalHeadColumns(end.journal)},
        last_key = CASE WHEN ${done} THEN ${claim.key} ELSE last_key END,
        last_tick_at = ${ended}, unrealised_pnl = coalesce(${end.unrealisedPnl}::numeric, unrealised_pnl),
        consecutive_failures = CASE WHEN ${done} THEN 0 ELSE consecutive_failures + 1 END,
        status_at = CASE WHEN ${settledOrBroken(end)} THEN ${ended} ELSE status_at END,
        status_reason = CASE WHEN ${broken(end)} THEN 'Five ticks in a row failed. Open deals are still looked after; see the log.'
          WHEN ${stopped(end)} THEN NULL ELSE status_reason END,
        status = CASE WHEN ${broken(end)} THEN 'ERROR' WHEN ${stopped(end)} THEN 'STOPPED' ELSE status END
      WHERE id = ${claim.botId} AND lease_token = ${claim.token}::bigint AND lease_until > clock_timestamp()
      RETURNING id, tenant_id, status, realised_pnl, unrealised_pnl),
    ${journalParts(end.journal, 'bot')},
    tick AS (
      INSERT INTO ticks (bot_id, key, lease_token, started_at, ended_at, outcome, summary, error)
      SELECT id, ${claim.key}, ${claim.token}::bigint, ${instant(end.startedAt)}, ${ended}, ${end.outcome},
        ${JSON.stringify(end.summary)}::jsonb, ${end.error} FROM bot
      ON CONFLICT (bot_id, key) DO UPDATE SET lease_token = excluded.lease_token, started_at = excluded.started_at,
        ended_at = excluded.ended_at, outcome = excluded.outcome, summary = excluded.summary, error = excluded.error),
    outcome AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(end.pairs)}::jsonb) AS o("pairId" text, code text, detail jsonb, further jsonb,
        facts jsonb, memory jsonb, message text, level text, "foldInto" bigint)),
    events AS (
      INSERT INTO bot_logs (tenant_id, bot_id, pair_id, level, code, message, context, at, last_at)
      SELECT bot.tenant_id, bot.id, l."pairId", l.level, l.code, l.message, l.context, ${ended}, ${ended}
      FROM bot, jsonb_to_recordset(${JSON.stringify(end.logs)}::jsonb) AS l("pairId" text, level text, code text, message text, context jsonb)
      RETURNING id),
    folded AS (
      UPDATE bot_logs l SET repeats = l.repeats + 1, last_at = ${ended}, message = o.message, context = o.detail
      -- Found by their own keys, however the planner guesses: not by reading the log, nor all that is the bot's.
      FROM outcome o, bot WHERE l.id = ANY (ARRAY(SELECT "foldInto" FROM outcome)) AND l.id = o."foldInto"
        AND l.bot_id || '' = bot.id),
    said AS (
      INSERT INTO bot_logs (tenant_id, bot_id, pair_id, level, code, message, context, at, last_at)
      SELECT bot.tenant_id, bot.id, o."pairId", o.level, o.code, o.message, o.detail, ${ended}, ${ended}
      FROM bot, outcome o
      -- Counting the events makes them come first: what happened is read before the state it led to.
      WHERE o."foldInto" IS NULL AND (SELECT count(*) FROM events) >= 0 RETURNING id, pair_id),
    conditions AS (
      UPDATE trading_pairs p SET
        condition_since = CASE WHEN p.condition_code = o.code THEN p.condition_since ELSE ${ended} END,
        condition_code = o.code, condition_detail = o.detail, condition_further = o.further, condition_at = ${ended},
        condition_log_id = coalesce(s.id, p.condition_log_id), last_facts = coalesce(o.facts, p.last_facts),
        memory = CASE WHEN jsonb_typeof(o.memory) = 'object' THEN o.memory->'value' ELSE p.memory END,
        holds_market = p.holds_market AND NOT (bot.status = 'STOPPED' AND ${end.flat})
      FROM bot, outcome o LEFT JOIN said s ON s.pair_id = o."pairId"
      WHERE p.bot_id = bot.id AND p.id = o."pairId"),
    equity AS (
      INSERT INTO equity_points (bot_id, at, tenant_id, realised, unrealised)
      SELECT id, ${end.equityAt === null ? null : new Date(end.equityAt).toISOString()}::timestamptz, tenant_id, realised_pnl, unrealised_pnl
      FROM bot WHERE ${end.equityAt !== null}
      ON CONFLICT (bot_id, at) DO UPDATE SET realised = excluded.realised, unrealised = excluded.unrealised)
    SELECT count(*)::int AS fenced FROM bot`
  return row?.fenced === 1
}

// A stop asked for, or changed, after this tick decided is left to the next one.
const stopped = (end: TickEnd) =>
  Prisma.sql`(status = 'STOPPING' AND coalesce(stop_mode, 'keep-exits') = ${end.settledStop}::text)`
const broken = (end: TickEnd) =>
  Prisma.sql`(${end.outcome === 'FAILED'} AND consecutive_failures + 1 >= ${FAILURES_TO_ERROR} AND status IN ('RUNNING', 'PAUSED', 'EXIT_ONLY'))`
const settledOrBroken = (end: TickEnd) => Prisma.sql`(${stopped(end)} OR ${broken(end)})`
const instant = (at: number) => Prisma.sql`${new Date(at).toISOString()}::timestamptz`
