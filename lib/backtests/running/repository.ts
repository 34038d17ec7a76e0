import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import { db } from '@/lib/db'

// Jobs look across tenants: they run behind a verified signature and act for the owner named in the row.

/** A run whose worker holds it. Every write names the token: a worker that lost its lease writes nothing. */
export type ClaimedBacktest = {
  readonly id: string
  readonly tenantId: string
  readonly request: unknown
  readonly token: number
  /** Times a worker has taken it and not brought it to an end, this one included. */
  readonly attempts: number
  readonly cancelled: boolean
}

/** A worker that gives no sign of life for so long has lost its run. */
export const LEASE_SECONDS = 30

/** Takes a run that nobody holds; null when it has ended, is held, or never was. */
export async function claimBacktest(id: string): Promise<ClaimedBacktest | null> {
  const [row] = await db().$queryRaw<ClaimedBacktest[]>`
    UPDATE backtests SET status = 'running', lease_token = lease_token + 1, attempts = attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}::int),
      started_at = coalesce(started_at, clock_timestamp())
    WHERE id = ${id} AND ended_at IS NULL AND lease_until < clock_timestamp()
    RETURNING id, tenant_id AS "tenantId", request, lease_token::float8 AS token, attempts,
      cancel_requested_at IS NOT NULL AS cancelled`
  return row ?? null
}

export type Holding = { readonly id: string; readonly token: number }

export type Progress = {
  readonly phase: 'loading' | 'running' | 'writing'
  readonly done: number
  readonly total: number
}

/** Renews the lease and shows how far the run is. `cancelled`: its owner wants it to end; `lost`: another worker has it, or it has ended. */
export async function keepBacktest(
  { id, token }: Holding,
  { phase, done, total }: Progress,
): Promise<'kept' | 'cancelled' | 'lost'> {
  const [row] = await db().$queryRaw<{ cancelled: boolean }[]>`
    UPDATE backtests SET phase = ${phase}, done = ${Math.round(done)}::int, total = ${Math.round(total)}::int,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}::int)
    WHERE id = ${id} AND lease_token = ${token}::bigint AND ended_at IS NULL
    RETURNING cancel_requested_at IS NOT NULL AS cancelled`
  if (row === undefined) return 'lost'
  return row.cancelled ? 'cancelled' : 'kept'
}

/** Gives a run back unfinished; the way to here does not count as an attempt. */
export async function yieldBacktest({ id, token }: Holding, phase: 'waiting' | 'loading'): Promise<boolean> {
  const written = await db().$executeRaw`
    UPDATE backtests SET lease_until = clock_timestamp(), attempts = attempts - 1, phase = ${phase},
      status = CASE WHEN ${phase} = 'waiting' THEN 'queued' ELSE status END
    WHERE id = ${id} AND lease_token = ${token}::bigint AND ended_at IS NULL`
  return written === 1
}

export type Ending =
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly failure: string }
  | {
      readonly status: 'done'
      readonly summary: unknown
      readonly fingerprint: string
      readonly parts: readonly {
        readonly kind: string
        readonly position: number
        readonly content: unknown
      }[]
    }

/** Ends a run with all its results, or with none; false when another worker has it by now. */
export async function endBacktest(
  held: Holding & { readonly tenantId: string },
  ending: Ending,
): Promise<boolean> {
  return db().$transaction(
    async (transaction) => {
      const written = await transaction.$executeRaw`
        UPDATE backtests SET status = ${ending.status}, ended_at = clock_timestamp(), lease_until = 'epoch',
          done = CASE WHEN ${ending.status} = 'done' THEN total ELSE done END,
          failure = ${ending.status === 'failed' ? ending.failure : null},
          summary = ${ending.status === 'done' ? JSON.stringify(ending.summary) : null}::jsonb,
          fingerprint = ${ending.status === 'done' ? ending.fingerprint : null}
        WHERE id = ${held.id} AND lease_token = ${held.token}::bigint AND ended_at IS NULL`
      if (written === 0) return false
      for (const part of ending.status === 'done' ? ending.parts : []) {
        await transaction.backtestPart.create({
          data: {
            ...{ tenantId: held.tenantId, backtestId: held.id, kind: part.kind, position: part.position },
            content: part.content as Prisma.InputJsonValue,
          },
        })
      }
      return true
    },
    { maxWait: 5_000, timeout: 30_000 },
  )
}

/** How long the message of a run may be on its way. */
const PATIENCE_SECONDS = 30

export type Stranded = Holding & { readonly attempts: number; readonly cancelled: boolean }

/** Runs that nobody holds although their message should have come long ago: the worker died, or the message did. */
export async function strandedBacktests(limit: number): Promise<Stranded[]> {
  return db().$queryRaw<Stranded[]>`
    SELECT id, lease_token::float8 AS token, attempts, cancel_requested_at IS NOT NULL AS cancelled FROM backtests
    WHERE ended_at IS NULL AND lease_until < clock_timestamp()
      AND greatest(created_at, lease_until) < clock_timestamp() - make_interval(secs => ${PATIENCE_SECONDS}::int)
    ORDER BY created_at LIMIT ${limit}`
}

/** Ends a run that nobody holds; false when a worker has taken it meanwhile. */
export async function endStranded({ id, token }: Holding, failure: string | null): Promise<boolean> {
  const written = await db().$executeRaw`
    UPDATE backtests SET status = ${failure === null ? 'cancelled' : 'failed'}, failure = ${failure}, ended_at = clock_timestamp()
    WHERE id = ${id} AND lease_token = ${token}::bigint AND ended_at IS NULL AND lease_until < clock_timestamp()`
  return written === 1
}
