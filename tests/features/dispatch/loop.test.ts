import { setTimeout as sleep } from 'node:timers/promises'
import { backOffSec, loopbackCaller, type RouteCaller } from '@/lib/adapters/dispatcher/embedded/deliver'
import { EmbeddedLoop, type LoopOptions } from '@/lib/adapters/dispatcher/embedded/loop'
import { insertMessages } from '@/lib/adapters/dispatcher/embedded/store'
import { makeVerifier } from '@/lib/adapters/dispatcher/qstash/verifier'
import { parseTickMessage, tickMessage } from '@/lib/dispatch/tick-message'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { startRouteServer } from '@/tests/support/route-server'
import { origin, signingKeys } from '@/tests/support/signed-request'

const verify = makeVerifier({
  currentSigningKey: signingKeys.current,
  nextSigningKey: signingKeys.next,
  origin,
})

let database: TestDatabase
let server: Awaited<ReturnType<typeof startRouteServer>>
let caller: RouteCaller
let deliveries: Map<string, number>
let underWay: Map<string, number>
let peak: Map<string, number>
let sweeps: number
let answerTick: (botId: string, delivery: number) => Promise<Response> | Response
let loops: EmbeddedLoop[]
let errors: string[]

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

beforeEach(async () => {
  await database.reset()
  deliveries = new Map()
  underWay = new Map()
  peak = new Map()
  loops = []
  errors = []
  sweeps = 0
  answerTick = () => Response.json({ result: 'done' })
  server = await startRouteServer({
    '/api/jobs/tick': async (request) => {
      const verdict = await verify(request, '/api/jobs/tick')
      if (verdict.status !== 200) return new Response(null, { status: verdict.status })
      const botId = parseTickMessage(verdict.body)?.items[0]?.[0] ?? 'unreadable'
      const delivery = (deliveries.get(botId) ?? 0) + 1
      deliveries.set(botId, delivery)
      return counted(botId.split('_')[0] ?? '', async () => await answerTick(botId, delivery))
    },
    '/api/cron/dispatch': async (request) => {
      const verdict = await verify(request, '/api/cron/dispatch')
      if (verdict.status === 200) sweeps += 1
      return new Response(null, { status: verdict.status })
    },
  })
  caller = loopbackCaller({
    port: server.port,
    origin,
    signingKey: signingKeys.current,
    connections: 20,
    now: () => Date.now(),
  })
})

afterEach(async () => {
  await Promise.all(loops.map((loop) => loop.drain(1_000)))
  loops.forEach((loop) => loop.abandon())
  caller.close()
  await server.close()
})

async function counted(flow: string, work: () => Promise<Response>): Promise<Response> {
  underWay.set(flow, (underWay.get(flow) ?? 0) + 1)
  peak.set(flow, Math.max(peak.get(flow) ?? 0, underWay.get(flow) ?? 0))
  try {
    return await work()
  } finally {
    underWay.set(flow, (underWay.get(flow) ?? 0) - 1)
  }
}

function startLoop(more: Partial<LoopOptions> = {}): EmbeddedLoop {
  const loop = new EmbeddedLoop({
    sql: database.db,
    call: caller.call,
    concurrency: 20,
    flowParallelism: 20,
    sweepEveryMs: null,
    pollMs: 20,
    upkeepMs: 50,
    leaderTiming: { termSec: 1, renewMs: 200 },
    onError: (error, doing) => errors.push(`${doing}: ${String(error)}`),
    ...more,
  })
  loops.push(loop)
  loop.start()
  return loop
}

function publish(ids: readonly string[], more: { maxAttempts?: number; timeoutSeconds?: number } = {}) {
  return insertMessages(
    database.db,
    ids.map((id) => ({
      route: '/api/jobs/tick',
      body: tickMessage([[id, 1_760_000_000]]),
      dedupId: `tick_${id}`,
      subject: id,
      flowKey: id.split('_')[0] ?? '',
      ...more,
    })),
  )
}

const ids = (flow: string, count: number) => Array.from({ length: count }, (_, n) => `${flow}_${n}`)
const statusCounts = async () => {
  const groups = await database.db.dispatchMessage.groupBy({ by: ['status'], _count: true })
  return Object.fromEntries(groups.map((group) => [group.status, group._count]))
}
const only = () => database.db.dispatchMessage.findFirstOrThrow()

async function until(condition: () => Promise<boolean> | boolean, withinMs = 15_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > end)
      throw new Error(
        `not within ${withinMs} ms; ${JSON.stringify(await statusCounts())} ${errors.slice(0, 3).join()}`,
      )
    await sleep(20)
  }
}

test('every published message is delivered exactly once when nothing goes wrong, as a signed call', async () => {
  await publish(ids('paper', 300))
  startLoop()
  await until(async () => (await statusCounts()).done === 300)
  expect(deliveries.size).toBe(300)
  expect([...deliveries.values()].every((count) => count === 1)).toBe(true)
  expect(errors).toEqual([])
})

test('a flow never has more deliveries under way than its limit, and another flow is not held up by it', async () => {
  answerTick = async () => {
    await sleep(20)
    return Response.json({ result: 'done' })
  }
  await publish([...ids('paper', 60), ...ids('bybit', 60)])
  startLoop({ flowParallelism: 4 })
  await until(async () => (await statusCounts()).done === 120)
  expect(peak.get('paper')).toBeGreaterThan(1)
  expect(peak.get('paper')).toBeLessThanOrEqual(4)
  expect(peak.get('bybit')).toBeLessThanOrEqual(4)
  expect(server.peak).toBeGreaterThan(4)
})

test('the limit over all flows holds as well', async () => {
  answerTick = () => sleep(15).then(() => Response.json({}))
  await publish([...ids('paper', 30), ...ids('bybit', 30)])
  startLoop({ concurrency: 5 })
  await until(async () => (await statusCounts()).done === 60)
  expect(server.peak).toBeLessThanOrEqual(5)
})

describe('answers', () => {
  test('Retry-After is honoured to the second', async () => {
    answerTick = (_, delivery) =>
      delivery === 1
        ? new Response(null, { status: 503, headers: { 'Retry-After': '37' } })
        : Response.json({})
    await publish(['paper_1'])
    startLoop()
    await until(async () => (await only()).lastError === 'answered 503')
    const wait = (await only()).notBefore.getTime() - Date.now()
    expect(wait).toBeGreaterThan(33_000)
    expect(wait).toBeLessThanOrEqual(37_000)
    await database.db.$executeRaw`UPDATE dispatch_messages SET not_before = clock_timestamp()`
    await until(async () => (await statusCounts()).done === 1)
    expect(deliveries.get('paper_1')).toBe(2)
  })

  test('489 with the non-retryable header is dead after one delivery', async () => {
    answerTick = () => new Response(null, { status: 489, headers: { 'Upstash-NonRetryable-Error': 'true' } })
    await publish(['paper_1'])
    startLoop()
    await until(async () => (await statusCounts()).dead === 1)
    expect(await only()).toMatchObject({ attempts: 1, lastError: 'answered 489' })
  })

  test('a route that keeps failing ends dead after the last attempt, and stands in nobody’s way', async () => {
    answerTick = (botId) =>
      botId === 'paper_bad'
        ? new Response(null, { status: 503, headers: { 'Retry-After': '0' } })
        : Response.json({})
    await publish(['paper_bad', ...ids('paper', 50)], { maxAttempts: 3 })
    startLoop()
    await until(async () => (await statusCounts()).dead === 1 && (await statusCounts()).done === 50)
    expect(deliveries.get('paper_bad')).toBe(3)
  })

  test('an answer that does not come in time counts as failed and is tried again', async () => {
    answerTick = (_, delivery) =>
      delivery === 1 ? sleep(3_000).then(() => new Response()) : Response.json({})
    await publish(['paper_1'], { timeoutSeconds: 1 })
    startLoop()
    await until(async () => (await only()).lastError !== null)
    expect((await only()).lastError).toMatch(/^no answer: /)
    await database.db.$executeRaw`UPDATE dispatch_messages SET not_before = clock_timestamp()`
    await until(async () => (await statusCounts()).done === 1)
    expect(deliveries.get('paper_1')).toBe(2)
  })

  test('a server that refuses connections costs attempts, not the loop', async () => {
    await server.close()
    await publish(['paper_1'], { maxAttempts: 1 })
    startLoop()
    await until(async () => (await statusCounts()).dead === 1)
    expect((await only()).lastError).toBe('no answer: ECONNREFUSED')
    expect(errors).toEqual([])
  })

  test('a call signed with a key the routes do not know delivers nothing', async () => {
    caller.close()
    caller = loopbackCaller({
      port: server.port,
      origin,
      signingKey: 'wrong',
      connections: 2,
      now: () => Date.now(),
    })
    await publish(['paper_1'], { maxAttempts: 1 })
    startLoop()
    await until(async () => (await statusCounts()).dead === 1)
    expect((await only()).lastError).toBe('answered 401')
    expect(deliveries.size).toBe(0)
  })
})

test.each([
  [1, 0, 2],
  [1, 0.999999, 1],
  [4, 0, 16],
  [4, 0.5, 12],
  [40, 0, 86_400],
])('the wait after attempt %d with random %d is about %d s', (attempts, random, seconds) => {
  expect(backOffSec(attempts, random)).toBeCloseTo(seconds, 3)
})

describe('several loops', () => {
  test('two loops at once deliver every message once; only the leader works', async () => {
    await publish(ids('paper', 200))
    startLoop()
    startLoop()
    await until(async () => (await statusCounts()).done === 200)
    expect([...deliveries.values()].every((count) => count === 1)).toBe(true)
  })

  test('two loops at once and the leading one killed with work in flight: nothing is lost', async () => {
    await publish(ids('paper', 200), { timeoutSeconds: 2 })
    answerTick = () => sleep(30).then(() => Response.json({}))
    const first = startLoop({ concurrency: 8 })
    await until(() => deliveries.size > 20)
    startLoop({ concurrency: 8 })
    first.abandon()
    await sleep(100)
    expect((await statusCounts()).active ?? 0).toBeGreaterThan(0)
    await database.db.$executeRaw`
      UPDATE dispatch_messages SET lease_until = clock_timestamp() WHERE status = 'active'`
    await until(async () => (await statusCounts()).done === 200)
    expect(deliveries.size).toBe(200)
    const doubles = [...deliveries.values()].filter((count) => count > 1).length
    expect(doubles).toBeLessThanOrEqual(8)
    expect((await statusCounts()).dead).toBeUndefined()
  })

  test('draining finishes what is under way, leaves the rest pending and hands the lead over at once', async () => {
    await publish(ids('paper', 100))
    answerTick = () => sleep(100).then(() => Response.json({}))
    const first = startLoop({ concurrency: 5, leaderTiming: { termSec: 60, renewMs: 10_000 } })
    await until(() => deliveries.size >= 5)
    await first.drain(5_000)
    const counts = await statusCounts()
    expect(counts.active).toBeUndefined()
    expect(counts.done).toBe(deliveries.size)
    expect(counts.pending).toBe(100 - deliveries.size)
    startLoop()
    await until(async () => (await statusCounts()).done === 100)
    expect([...deliveries.values()].every((count) => count === 1)).toBe(true)
  })
})

describe('the sweep', () => {
  test('is called as a signed call, again and again, by the leader alone', async () => {
    startLoop({ sweepEveryMs: 60 })
    await until(() => sweeps > 0)
    const before = sweeps
    startLoop({ sweepEveryMs: 60 })
    await sleep(600)
    expect(sweeps - before).toBeGreaterThanOrEqual(3)
    expect(sweeps - before).toBeLessThanOrEqual(11)
  })

  test('one that fails is reported and tried again', async () => {
    const call: LoopOptions['call'] = (route, body, timeoutSec) =>
      errors.length === 0
        ? Promise.resolve({ status: 503, retryAfterSec: 5, nonRetryable: false })
        : caller.call(route, body, timeoutSec)
    startLoop({ sweepEveryMs: 30, call })
    await until(() => sweeps > 0)
    expect(errors).toEqual(['sweep: Error: the sweep answered 503'])
  })
})

test('a database that is away for a while costs nothing but time', async () => {
  await publish(ids('paper', 50))
  let away = true
  const gate = new Proxy(database.db, {
    get: (target, name) => {
      if (away && (name === '$queryRaw' || name === '$executeRaw'))
        return () => Promise.reject(new Error('away'))
      return Reflect.get(target, name) as unknown
    },
  })
  startLoop({ sql: gate })
  await until(() => errors.length >= 3)
  away = false
  await until(async () => (await statusCounts()).done === 50)
  expect([...deliveries.values()].every((count) => count === 1)).toBe(true)
})

test('ends are kept while the database is away and written when it is back', async () => {
  await publish(ids('paper', 10))
  let away = false
  const gate = new Proxy(database.db, {
    get: (target, name) => {
      if (away && (name === '$queryRaw' || name === '$executeRaw'))
        return () => Promise.reject(new Error('away'))
      return Reflect.get(target, name) as unknown
    },
  })
  answerTick = () => {
    away = true
    return sleep(50).then(() => Response.json({}))
  }
  startLoop({ sql: gate })
  await until(() => deliveries.size === 10 && errors.length > 0)
  away = false
  answerTick = () => Response.json({})
  await until(async () => (await statusCounts()).done === 10)
  expect([...deliveries.values()].every((count) => count === 1)).toBe(true)
})
