import type { Dispatcher, DispatcherHealth } from '@/lib/ports/dispatcher'
import { pingDatabase, readDispatchFacts, type Sql } from './repository'

export type HealthServices = {
  readonly sql: Sql
  readonly dispatcher: Dispatcher
  readonly dispatch: 'embedded' | 'qstash'
  /** Seconds between two sweeps. */
  readonly sweepSeconds: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Migrations this version brings and the database lacks; null when the two histories cannot be compared. */
  readonly pendingMigrations: () => Promise<number | null>
  readonly buildId: () => Promise<string | null>
}

export type Health = {
  readonly status: 'ok' | 'stale' | 'down'
  /** Why the status is not ok, from a closed list; never an error's own text. */
  readonly faults: readonly HealthFault[]
  readonly build: string | null
  readonly database: 'ok' | 'down'
  readonly dispatch?: {
    readonly mode: 'embedded' | 'qstash'
    readonly heartbeatAgeMs: number | null
    readonly sweepAgeMs: number | null
    readonly oldestDueMs: number
    readonly pending: number | null
    readonly dead: number | null
  }
  readonly bots?: { readonly running: number }
  readonly migrations?: { readonly pending: number | null }
}

export type HealthFault =
  'database-down' | 'dispatcher-stopped' | 'sweep-overdue' | 'ticks-overdue' | 'migrations-pending'

const databasePatienceMs = 3_000
const hostedPatienceMs = 2_000
const unknownQueue = { pending: null, dead: null, heartbeatAgeMs: null } as const
const heartbeatLimitMs = 30_000
const shortestSweepLimitMs = 60_000
const dueLimitMs = 180_000

/**
 * The state of this installation. Shallow = process and database, for a platform's own check: a dispatcher that
 * stands still must not get web instances killed. Deep adds schedule, queue and migrations.
 */
export async function readHealth(services: HealthServices, shallow: boolean): Promise<Health> {
  const build = await services.buildId()
  try {
    return await within(
      databasePatienceMs,
      shallow ? shallowHealth(services, build) : deepHealth(services, build),
    )
  } catch {
    return { status: 'down', faults: ['database-down'], build, database: 'down' }
  }
}

/** 200 when all is well, else 503; never cached. */
export function healthResponse(health: Health): Response {
  const status = health.status === 'ok' ? 200 : 503
  return Response.json(health, { status, headers: { 'Cache-Control': 'no-store' } })
}

async function shallowHealth({ sql }: HealthServices, build: string | null): Promise<Health> {
  await pingDatabase(sql)
  return { status: 'ok', faults: [], build, database: 'ok' }
}

async function deepHealth(services: HealthServices, build: string | null): Promise<Health> {
  const [facts, queue, pendingMigrations] = await Promise.all([
    readDispatchFacts(services.sql, new Date(services.now())),
    queueHealth(services),
    services.pendingMigrations(),
  ])
  const dispatch = {
    mode: services.dispatch,
    heartbeatAgeMs: whole(queue.heartbeatAgeMs),
    sweepAgeMs: whole(facts.sweepAgeMs),
    oldestDueMs: Math.round(facts.oldestDueMs),
    pending: queue.pending,
    dead: queue.dead,
  }
  const sweepLimitMs = Math.max(shortestSweepLimitMs, 4_000 * services.sweepSeconds)
  const found: readonly (readonly [HealthFault, boolean])[] = [
    [
      'dispatcher-stopped',
      services.dispatch === 'embedded' && older(dispatch.heartbeatAgeMs, heartbeatLimitMs),
    ],
    ['sweep-overdue', older(dispatch.sweepAgeMs, sweepLimitMs)],
    ['ticks-overdue', dispatch.oldestDueMs > dueLimitMs],
    ['migrations-pending', (pendingMigrations ?? 0) > 0],
  ]
  const faults = found.flatMap(([fault, present]) => (present ? [fault] : []))
  return {
    status: faults.length === 0 ? 'ok' : 'stale',
    faults,
    build,
    database: 'ok',
    dispatch,
    bots: { running: facts.runningBots },
    migrations: { pending: pendingMigrations },
  }
}

/** An embedded queue is the database itself; a hosted one that does not answer makes nothing else unhealthy. */
async function queueHealth({ dispatcher, dispatch }: HealthServices): Promise<DispatcherHealth> {
  if (dispatch === 'embedded') return dispatcher.health()
  return within(hostedPatienceMs, dispatcher.health()).catch(() => unknownQueue)
}

/** A sign of life that never came is as bad as one that is too old. */
const older = (ageMs: number | null, limitMs: number): boolean => ageMs === null || ageMs > limitMs

const whole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms))

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
