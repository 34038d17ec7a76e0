import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import { db } from '@/lib/db'
import type { Sql } from '@/lib/dispatch/repository'
import type { BacktestId } from '@/lib/domain/ids'
import { planIdOf, planOf, type PlanId } from '@/lib/domain/plans'
import type { OutMessage, TransactionalDispatcher } from '@/lib/ports/dispatcher'
import type { BacktestRequest } from './request'
import type { PartContents, PartKind, StoredSummary } from './running/report-parts'

export type BacktestStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** A stored run without its parts. Instants in milliseconds. */
export type BacktestRow = {
  readonly id: string
  readonly name: string
  readonly status: BacktestStatus
  readonly request: unknown
  readonly phase: string
  readonly done: number
  readonly total: number
  readonly cancelling: boolean
  readonly failure: string | null
  readonly summary: StoredSummary | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly endedAt: Date | null
}

export type NewBacktest = {
  readonly id: BacktestId
  readonly name: string
  readonly requestKey: string
  readonly request: BacktestRequest
  /** Candles it may have at most. */
  readonly candles: number
  readonly at: Date
}

export type InsertedBacktest =
  | { readonly kind: 'inserted' | 'not-active' }
  /** The same form has asked for this run before. */
  | { readonly kind: 'known'; readonly backtestId: string }
  | { readonly kind: 'stored-limit' | 'at-once-limit' | 'candles-limit'; readonly plan: PlanId }

/**
 * Stores a run if the plan has room for it, and its message with it where the queue lies in the same database. The owner's row is locked
 * first: of any number of racing forms each sees the runs of those before it.
 */
export async function insertBacktest(
  tenant: Tenant,
  backtest: NewBacktest,
  message: OutMessage,
  queue: TransactionalDispatcher<Sql> | null,
): Promise<InsertedBacktest> {
  const tenantId = tenant.userId
  return db().$transaction(
    async (transaction) => {
      const [owner] = await transaction.$queryRaw<{ plan: string; status: string }[]>`
        SELECT plan, status FROM users WHERE id = ${tenantId} FOR UPDATE`
      if (owner?.status !== 'ACTIVE') return { kind: 'not-active' }
      const { id, name, requestKey, request, at } = backtest
      const known = await transaction.backtest.findUnique({
        where: { tenantId_requestKey: { tenantId, requestKey } },
        select: { id: true },
      })
      if (known) return { kind: 'known', backtestId: known.id }
      const plan = planIdOf(owner.plan)
      const limits = planOf(plan).backtests
      const stored = await transaction.backtest.count({ where: { tenantId } })
      const open = await transaction.backtest.count({ where: { tenantId, endedAt: null } })
      if (backtest.candles > limits.candlesPerRun) return { kind: 'candles-limit', plan }
      if (open >= limits.atOnce) return { kind: 'at-once-limit', plan }
      if (stored >= limits.stored) return { kind: 'stored-limit', plan }
      await transaction.backtest.create({
        data: {
          ...{ id, tenantId, name, requestKey, createdAt: at, total: backtest.candles },
          request: request as unknown as Prisma.InputJsonValue,
        },
      })
      await queue?.publishIn(transaction, [message])
      return { kind: 'inserted' }
    },
    { maxWait: 5_000, timeout: 10_000 },
  )
}

const shown = {
  ...{ id: true, name: true, status: true, request: true, phase: true, done: true, total: true },
  ...{
    cancelRequestedAt: true,
    failure: true,
    summary: true,
    createdAt: true,
    startedAt: true,
    endedAt: true,
  },
} as const

/** One run of the tenant's; null when it is not his, was deleted or never was. */
export async function backtestOf(tenant: Tenant, backtestId: string): Promise<BacktestRow | null> {
  const row = await db().backtest.findUnique({
    where: { tenantId_id: { tenantId: tenant.userId, id: backtestId } },
    select: shown,
  })
  return row && asRow(row)
}

/** The tenant's runs, newest first: those older than the place given, at most `take`, of one status where asked. */
export async function backtestsOf(
  tenant: Tenant,
  before: { readonly at: string; readonly id: string } | null,
  take: number,
  status?: BacktestStatus,
): Promise<BacktestRow[]> {
  const at = before === null ? null : new Date(before.at)
  const rows = await db().backtest.findMany({
    where: {
      tenantId: tenant.userId,
      ...(status === undefined ? {} : { status }),
      ...(at === null || before === null
        ? {}
        : { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: before.id } }] }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
    select: shown,
  })
  return rows.map(asRow)
}

type Shown = Prisma.BacktestGetPayload<{ select: typeof shown }>

const asRow = ({ cancelRequestedAt, summary, status, ...row }: Shown): BacktestRow => ({
  ...row,
  status: status as BacktestStatus,
  cancelling: cancelRequestedAt !== null,
  summary: summary as unknown as StoredSummary | null,
})

/** A part of a finished run's report; null when the run is not the tenant's or has no such part. */
export async function backtestPart<Kind extends PartKind>(
  tenant: Tenant,
  backtestId: string,
  kind: Kind,
  position: number,
): Promise<PartContents[Kind] | null> {
  const part = await db().backtestPart.findFirst({
    where: { tenantId: tenant.userId, backtestId, kind, position },
    select: { content: true },
  })
  return part && (part.content as unknown as PartContents[Kind])
}

/** The trades of one deal of a finished run, in the order of booking. */
export async function tradesOfDeal(
  tenant: Tenant,
  backtestId: string,
  deal: { readonly symbol: string; readonly side: string; readonly number: number },
): Promise<PartContents['trades']> {
  const rows = await db().$queryRaw<{ trade: PartContents['trades'][number] }[]>`
    SELECT t.trade FROM backtest_parts p, jsonb_array_elements(p.content) WITH ORDINALITY AS t(trade, place)
    WHERE p.tenant_id = ${tenant.userId} AND p.backtest_id = ${backtestId} AND p.kind = 'trades'
      AND (t.trade->>'deal')::int = ${deal.number}::int AND t.trade->>'symbol' = ${deal.symbol} AND t.trade->>'side' = ${deal.side}
    ORDER BY p.position, t.place`
  return rows.map(({ trade }) => trade)
}

/** Runs that wait or are under way in this installation and were asked for earlier: whose turn comes before. */
export async function aheadOf(createdAt: Date): Promise<number> {
  return db().backtest.count({ where: { endedAt: null, createdAt: { lt: createdAt } } })
}

/** How many runs the tenant has, and how many of them have not ended. */
export async function backtestCounts(
  tenant: Tenant,
): Promise<{ readonly stored: number; readonly open: number }> {
  const [row] = await db().$queryRaw<{ stored: number; open: number }[]>`
    SELECT count(*)::int AS stored, count(*) FILTER (WHERE ended_at IS NULL)::int AS open
    FROM backtests WHERE tenant_id = ${tenant.userId}`
  return row ?? { stored: 0, open: 0 }
}

/** Asks for a run to end. One that no worker holds ends at once; `ended` had ended before. */
export async function cancelBacktest(
  tenant: Tenant,
  backtestId: string,
): Promise<'cancelled' | 'asked' | 'ended' | 'not-found'> {
  const [row] = await db().$queryRaw<{ status: string }[]>`
    UPDATE backtests b SET cancel_requested_at = coalesce(b.cancel_requested_at, clock_timestamp()),
      status = CASE WHEN b.lease_until < clock_timestamp() THEN 'cancelled' ELSE b.status END,
      ended_at = CASE WHEN b.lease_until < clock_timestamp() THEN clock_timestamp() END
    WHERE b.tenant_id = ${tenant.userId} AND b.id = ${backtestId} AND b.ended_at IS NULL
    RETURNING b.status`
  if (row !== undefined) return row.status === 'cancelled' ? 'cancelled' : 'asked'
  return (await backtestOf(tenant, backtestId)) === null ? 'not-found' : 'ended'
}

/** Gives a run another name; false when it is not the tenant's. */
export async function renameBacktest(tenant: Tenant, backtestId: string, name: string): Promise<boolean> {
  const { count } = await db().backtest.updateMany({
    where: { tenantId: tenant.userId, id: backtestId },
    data: { name },
  })
  return count === 1
}

/** Deletes a run with its report, also one under way, whose worker then finds nothing to write to; false when it is not the tenant's. */
export async function deleteBacktest(tenant: Tenant, backtestId: string): Promise<boolean> {
  const { count } = await db().backtest.deleteMany({ where: { tenantId: tenant.userId, id: backtestId } })
  return count === 1
}
