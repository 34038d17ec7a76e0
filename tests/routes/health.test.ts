import { embeddedDispatcher } from '@/lib/adapters/dispatcher/embedded/dispatcher'
import { insertMessages, leaderRow } from '@/lib/adapters/dispatcher/embedded/store'
import { healthResponse, readHealth, type Health, type HealthServices } from '@/lib/dispatch/health'
import { recordSweep } from '@/lib/dispatch/repository'
import { createDatabase } from '@/lib/db'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { insertBots } from '@/tests/support/dispatch-rows'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  await leaderRow(database.db).renew('loop', 15)
  await recordSweep(database.db)
})

const read = async (more: Partial<HealthServices> = {}, shallow = false) => {
  const response = healthResponse(
    await readHealth(
      {
        sql: database.db,
        dispatcher: embeddedDispatcher(database.db),
        dispatch: 'embedded',
        sweepSeconds: 5,
        now: () => Date.now(),
        pendingMigrations: () => Promise.resolve(0),
        buildId: () => Promise.resolve('build-1'),
        ...more,
      },
      shallow,
    ),
  )
  return { status: response.status, health: (await response.json()) as Health, response }
}
const age = (name: string, seconds: number) =>
  database.db
    .$executeRaw`UPDATE dispatcher_leases SET beat_at = clock_timestamp() - make_interval(secs => ${seconds}::float8) WHERE name = ${name}`

test('a running installation answers 200 with schedule, queue, bots, migrations and build', async () => {
  await insertBots(database.db, [{ id: 'bot_1', nextRunAt: new Date(Date.now() + 60_000) }])
  const { status, health, response } = await read()
  expect(status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(health).toMatchObject({
    status: 'ok',
    faults: [],
    build: 'build-1',
    database: 'ok',
    dispatch: { mode: 'embedded', oldestDueMs: 0, pending: 0, dead: 0 },
    bots: { running: 1 },
    migrations: { pending: 0 },
  })
  expect(health.dispatch?.heartbeatAgeMs).toBeLessThan(5_000)
})

test('a loop that has stopped is 503 deep and 200 shallow', async () => {
  await age('embedded', 31)
  expect(await read()).toMatchObject({
    status: 503,
    health: { status: 'stale', faults: ['dispatcher-stopped'] },
  })
  expect(await read({}, true)).toMatchObject({ status: 200, health: { status: 'ok' } })
})

test('a loop that never ran is as bad as one that stopped', async () => {
  await database.reset()
  expect((await read()).health.faults).toEqual(['dispatcher-stopped', 'sweep-overdue'])
})

test.each([
  ['embedded', 5, 59, 200],
  ['embedded', 5, 61, 503],
  ['qstash', 60, 239, 200],
  ['qstash', 60, 241, 503],
] as const)(
  '%s with a sweep every %d s, last seen %d s ago: %d',
  async (dispatch, sweepSeconds, seconds, status) => {
    await age('sweep', seconds)
    expect((await read({ dispatch, sweepSeconds })).status).toBe(status)
  },
)

test('a hosted dispatcher without a loop of its own needs no heartbeat', async () => {
  await age('embedded', 9_999)
  expect((await read({ dispatch: 'qstash', sweepSeconds: 60 })).status).toBe(200)
})

test('a hosted queue that does not answer is unknown and makes nothing else unhealthy', async () => {
  const silent = { publish: () => Promise.resolve(), health: () => new Promise<never>(() => undefined) }
  expect(await read({ dispatch: 'qstash', sweepSeconds: 60, dispatcher: silent })).toMatchObject({
    status: 200,
    health: { database: 'ok', dispatch: { pending: null, dead: null } },
  })
})

test('ticks that have waited too long are 503, whether not swept or not delivered', async () => {
  await insertBots(database.db, [{ id: 'bot_1', nextRunAt: new Date(Date.now() - 181_000) }])
  expect((await read()).health.faults).toEqual(['ticks-overdue'])
  await database.reset()
  await leaderRow(database.db).renew('loop', 15)
  await recordSweep(database.db)
  await insertMessages(database.db, [
    { route: '/api/jobs/tick', body: 1, dedupId: 'm', notBefore: new Date(Date.now() - 181_000) },
  ])
  expect((await read()).health.faults).toEqual(['ticks-overdue'])
})

test('migrations that have not run are 503; a history that cannot be compared is said, not guessed', async () => {
  expect(await read({ pendingMigrations: () => Promise.resolve(2) })).toMatchObject({
    status: 503,
    health: { faults: ['migrations-pending'], migrations: { pending: 2 } },
  })
  expect(await read({ pendingMigrations: () => Promise.resolve(null) })).toMatchObject({
    status: 200,
    health: { migrations: { pending: null } },
  })
})

test('dead messages are counted but do not make the installation unhealthy', async () => {
  await insertMessages(database.db, [{ route: '/api/jobs/tick', body: 1, dedupId: 'm' }])
  await database.db.$executeRaw`UPDATE dispatch_messages SET status = 'dead', finished_at = clock_timestamp()`
  expect(await read()).toMatchObject({ status: 200, health: { dispatch: { dead: 1, pending: 0 } } })
})

test.each([true, false])(
  'a database that is away is 503 without host names or stacks (shallow: %p)',
  async (shallow) => {
    const gone = createDatabase({ connectionString: 'postgresql://user:hidden-password@127.0.0.1:1/none' })
    const { status, health, response } = await read({ sql: gone }, shallow)
    expect(status).toBe(503)
    expect(health).toEqual({ status: 'down', faults: ['database-down'], build: 'build-1', database: 'down' })
    expect(JSON.stringify([health, [...response.headers]])).not.toMatch(/hidden|127\.0\.0\.1|Error/)
    await gone.$disconnect()
  },
)

test('a database that does not answer is 503 within seconds', async () => {
  const hanging = {
    $queryRaw: () => new Promise<never>(() => undefined),
    $executeRaw: () => new Promise<never>(() => undefined),
  }
  const before = performance.now()
  expect((await read({ sql: hanging as unknown as HealthServices['sql'] }, true)).status).toBe(503)
  expect(performance.now() - before).toBeLessThan(4_500)
})
