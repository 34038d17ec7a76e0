import fc from 'fast-check'
import { embeddedDispatcher } from '@/lib/adapters/dispatcher/embedded/dispatcher'
import { qstashDispatcher } from '@/lib/adapters/dispatcher/qstash/dispatcher'
import { botPhase } from '@/lib/dispatch/bot-phase'
import { readDispatchFacts } from '@/lib/dispatch/repository'
import { planSweep, sweep, type SweepServices } from '@/lib/dispatch/service'
import { parseTickMessage } from '@/lib/dispatch/tick-message'
import { isOnGrid, latestGridPoint, nextGridPoint } from '@/lib/domain/schedule'
import type { Dispatcher, OutMessage } from '@/lib/ports/dispatcher'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { insertBots, type BotRow } from '@/tests/support/dispatch-rows'
import { startQStashServer } from '@/tests/support/qstash-server'

const nowMs = 1_760_000_123_456
const nowSec = nowMs / 1000
const past = (seconds: number) => new Date(nowMs - seconds * 1000)

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.reset())

const bots = (list: readonly BotRow[]) => insertBots(database.db, list)
const numbered = (count: number, more: Partial<BotRow> = {}) =>
  Array.from({ length: count }, (_, n) => ({ id: `bot_${n}`, nextRunAt: past(n % 50), ...more }))
const embedded = () => embeddedDispatcher(database.db)
const run = (more: Partial<SweepServices> = {}) =>
  sweep({ db: database.db, dispatcher: embedded(), now: () => nowMs, shardSize: 1, ...more })
const messages = () => database.db.dispatchMessage.findMany({ orderBy: { id: 'asc' } })
const nextRunOf = async (id: string) => (await database.db.bot.findUniqueOrThrow({ where: { id } })).nextRunAt
const latestKey = (id: string, interval = 300) => latestGridPoint(nowSec, interval, botPhase(id, interval))
const nextInstant = (id: string, interval = 300) =>
  new Date(nextGridPoint(nowSec, interval, botPhase(id, interval)) * 1000)

/** A dispatcher without a shared transaction that keeps what was published, and can fail. */
function memoryDispatcher(fails: () => boolean = () => false) {
  const published: OutMessage[] = []
  const dispatcher: Dispatcher = {
    publish: (list) => {
      if (fails()) return Promise.reject(new Error('queue away'))
      published.push(...list)
      return Promise.resolve()
    },
    health: () => Promise.resolve({ pending: null, dead: null, heartbeatAgeMs: null }),
  }
  return { dispatcher, published }
}

describe('which bots are swept', () => {
  test.each([
    ['RUNNING', 1],
    ['PAUSED', 1],
    ['EXIT_ONLY', 1],
    ['STOPPING', 1],
    ['ERROR', 1],
    ['DRAFT', 0],
    ['STOPPED', 0],
    ['DELETED', 0],
  ])('a due bot in status %s gets %d tick', async (status, ticks) => {
    await bots([{ id: 'bot_1', status, nextRunAt: past(1) }])
    expect((await run()).published).toBe(ticks)
    expect(await messages()).toHaveLength(ticks)
  })

  test('a bot that is not due, has no instant or is deleted gets none', async () => {
    await bots([
      { id: 'bot_future', nextRunAt: new Date(nowMs + 1) },
      { id: 'bot_none', nextRunAt: null },
      { id: 'bot_deleted', nextRunAt: past(1), deletedAt: past(1) },
    ])
    expect(await run()).toEqual({ due: 0, published: 0, more: false })
  })

  test('the message names bot and instant, flows by exchange and is limited to one open per bot', async () => {
    await bots([{ id: 'bot_1', nextRunAt: past(1), exchange: 'bybit' }])
    await run()
    const [message] = await messages()
    expect(message).toMatchObject({
      route: '/api/jobs/tick',
      body: `{"v":1,"kind":"tick","items":[["bot_1",${latestKey('bot_1')}]]}`,
      dedupId: `tick_bot_1_${latestKey('bot_1')}`,
      subject: 'bot_1',
      flow: 'bybit',
      timeoutSec: 60,
    })
    expect(await nextRunOf('bot_1')).toEqual(nextInstant('bot_1'))
  })

  test('after an outage of a day each bot runs once, for its latest instant', async () => {
    await bots(numbered(20, { nextRunAt: past(86_400) }))
    expect(await run()).toEqual({ due: 20, published: 20, more: false })
    expect(await run()).toEqual({ due: 0, published: 0, more: false })
  })

  test('every batch is worked through in one sweep', async () => {
    await bots(numbered(45))
    expect(await run({ batchSize: 10 })).toEqual({ due: 45, published: 45, more: false })
  })

  test('a sweep out of time says that more is due, and the next one continues', async () => {
    await bots(numbered(45))
    let now = nowMs
    const slow = await run({ batchSize: 10, budgetMs: 15, now: () => (now += 5) })
    expect(slow.more).toBe(true)
    expect(slow.due).toBeLessThan(45)
    expect(await run()).toEqual({ due: 45 - slow.due, published: 45 - slow.due, more: false })
  })
})

describe('back-pressure', () => {
  test('a bot whose message is still open gets no second one, and the latest instant once it has ended', async () => {
    await bots([{ id: 'bot_1', nextRunAt: past(1) }])
    await run()
    const later = nowMs + 3 * 300_000
    expect(await run({ now: () => later })).toEqual({ due: 0, published: 0, more: false })
    await database.db
      .$executeRaw`UPDATE dispatch_messages SET status = 'done', finished_at = clock_timestamp()`
    expect((await run({ now: () => later })).published).toBe(1)
    const keys = (await messages()).map((message) => parseTickMessage(message.body)?.items[0]?.[1])
    expect(keys).toEqual([latestKey('bot_1'), latestKey('bot_1') + 900])
  })

  test('a hundred sweeps over a standing queue leave one message per bot', async () => {
    await bots(numbered(5, { intervalSec: 30 }))
    for (let n = 0; n < 100; n += 1) await run({ now: () => nowMs + n * 30_000 })
    expect(await messages()).toHaveLength(5)
  })

  test('bots held back do not keep others from their turn', async () => {
    await bots(numbered(30))
    await run()
    await database.db.$executeRaw`UPDATE bots SET next_run_at = ${past(1000)}`
    await bots([{ id: 'bot_new', nextRunAt: past(1) }])
    expect(await run({ batchSize: 5 })).toEqual({ due: 1, published: 1, more: false })
  })
})

describe('a crash in the middle', () => {
  test('embedded: a failure after publishing takes the messages back with it', async () => {
    await bots(numbered(3))
    const dispatcher = embedded()
    const dying = {
      ...dispatcher,
      publishIn: async (...given: Parameters<typeof dispatcher.publishIn>) => {
        await dispatcher.publishIn(...given)
        throw new Error('killed')
      },
    }
    await expect(run({ dispatcher: dying })).rejects.toThrow('killed')
    expect(await messages()).toHaveLength(0)
    expect((await run()).published).toBe(3)
  })

  test('hosted: a queue that is away moves nobody, and the next sweep publishes', async () => {
    await bots(numbered(3))
    const { dispatcher, published } = memoryDispatcher(() => published.length === 0 && failing)
    let failing = true
    await expect(run({ dispatcher })).rejects.toThrow('queue away')
    expect(await nextRunOf('bot_0')).toEqual(past(0))
    failing = false
    expect((await run({ dispatcher })).published).toBe(3)
    expect(await nextRunOf('bot_0')).toEqual(nextInstant('bot_0'))
  })

  test('hosted: a crash between publishing and moving publishes the same deduplication ids again', async () => {
    await bots(numbered(3))
    const { dispatcher, published } = memoryDispatcher()
    const dyingDatabase = new Proxy(database.db, {
      get: (target, name) =>
        name === '$executeRaw'
          ? () => Promise.reject(new Error('killed'))
          : (Reflect.get(target, name) as unknown),
    })
    await expect(run({ dispatcher, db: dyingDatabase })).rejects.toThrow('killed')
    await run({ dispatcher })
    const ids = published.map((message) => message.dedupId)
    expect(ids).toHaveLength(6)
    expect(new Set(ids).size).toBe(3)
  })

  test('hosted: a bot moved by somebody else meanwhile keeps the instant it was given', async () => {
    await bots([{ id: 'bot_1', nextRunAt: past(1) }])
    const moved = new Date(nowMs + 7_000)
    const dispatcher: Dispatcher = {
      publish: async () => {
        await database.db.$executeRaw`UPDATE bots SET next_run_at = ${moved}`
      },
      health: () => Promise.resolve({ pending: null, dead: null, heartbeatAgeMs: null }),
    }
    await run({ dispatcher })
    expect(await nextRunOf('bot_1')).toEqual(moved)
  })
})

describe('several sweeps at once', () => {
  test('embedded: every bot gets exactly one message', async () => {
    await bots(numbered(200))
    const reports = await Promise.all(Array.from({ length: 4 }, () => run({ batchSize: 20 })))
    expect(await messages()).toHaveLength(200)
    expect(reports.reduce((sum, report) => sum + report.published, 0)).toBe(200)
  })

  test('hosted: through the real client every bot has exactly one message at QStash', async () => {
    const server = await startQStashServer('token')
    try {
      await bots(numbered(60, { exchange: 'bybit' }))
      const hosted = () =>
        qstashDispatcher({
          token: 'token',
          url: server.url,
          origin: 'https://app.example',
          flowParallelism: 10,
        })
      await Promise.all([run({ dispatcher: hosted() }), run({ dispatcher: hosted() })])
      expect(server.messages.size).toBe(60)
    } finally {
      await server.close()
    }
  })
})

describe('several bots per message', () => {
  test('one exchange per message, every bot with its own instant, none lost', async () => {
    await bots([
      ...numbered(23),
      ...numbered(9).map((bot) => ({ ...bot, id: `b_${bot.id}`, exchange: 'bybit' })),
    ])
    const { dispatcher, published } = memoryDispatcher()
    expect((await run({ dispatcher, shardSize: 10 })).published).toBe(4)
    const items = published.flatMap((message) => parseTickMessage(JSON.stringify(message.body))?.items ?? [])
    expect(items).toHaveLength(32)
    expect(items.every(([id, key]) => key === latestKey(id))).toBe(true)
    for (const message of published) {
      expect(message.subject).toBeUndefined()
      expect(message.dedupId).toMatch(/^tick_[0-9a-f]{32}$/)
      const ofBybit = (parseTickMessage(JSON.stringify(message.body))?.items ?? []).map(([id]) =>
        id.startsWith('b_'),
      )
      expect(new Set(ofBybit).size).toBe(1)
      expect(message.flowKey).toBe(ofBybit[0] ? 'bybit' : 'paper')
    }
  })

  test('the deduplication id depends on the items, not on their order', () => {
    const due = ['bot_1', 'bot_2', 'bot_3'].map((id) => ({
      id,
      intervalSec: 300,
      nextRunAt: past(1),
      promptKey: 0,
      lastKey: 0,
      exchange: 'paper',
    }))
    const idOf = (list: typeof due, at = nowMs) => planSweep(list, at, 50).messages[0]?.dedupId
    expect(idOf(due)).toBe(idOf([...due].reverse()))
    expect(idOf(due)).not.toBe(idOf(due, nowMs + 300_000))
  })

  test('a shard never exceeds what the route accepts', () => {
    const due = Array.from({ length: 500 }, (_, n) => ({
      id: `b${n}`,
      intervalSec: 30,
      nextRunAt: past(1),
      promptKey: 0,
      lastKey: 0,
      exchange: 'paper',
    }))
    for (const { body } of planSweep(due, nowMs, 100).messages) {
      expect(parseTickMessage(JSON.stringify(body))).not.toBeNull()
    }
  })
})

test('every planned key is on the bot’s grid, not after now, and the next instant is strictly after now', () => {
  const due = fc.record({
    id: fc.stringMatching(/^[a-z0-9_]{1,20}$/),
    intervalSec: fc.integer({ min: 5, max: 3600 }),
    nextRunAt: fc.constant(past(1)),
    promptKey: fc.constant(0),
    lastKey: fc.constant(0),
    exchange: fc.constantFrom('paper', 'bybit'),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(due, { selector: (bot) => bot.id, maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      (list, size) => {
        const { messages: planned, advances } = planSweep(list, nowMs, size)
        const keys = new Map(planned.flatMap((m) => parseTickMessage(JSON.stringify(m.body))?.items ?? []))
        expect(keys.size).toBe(list.length)
        for (const bot of list) {
          const key = keys.get(bot.id) ?? Number.NaN
          expect(isOnGrid(key, bot.intervalSec, botPhase(bot.id, bot.intervalSec))).toBe(true)
          expect(nowSec - key).toBeGreaterThanOrEqual(0)
          expect(nowSec - key).toBeLessThan(bot.intervalSec)
        }
        expect(advances.every((advance) => advance.to.getTime() > nowMs)).toBe(true)
      },
    ),
  )
})

test('a bot edited 30 s -> 300 s -> 30 s keeps being swept with rising keys', async () => {
  await bots([{ id: 'bot_1', intervalSec: 30, nextRunAt: past(1) }])
  let now = nowMs
  const keys: number[] = []
  for (const intervalSec of [30, 300, 300, 30, 30]) {
    await database.db.bot.update({ where: { id: 'bot_1' }, data: { intervalSec } })
    now = Math.max(now, (await nextRunOf('bot_1'))?.getTime() ?? 0) + 2_000
    await run({ now: () => now })
    const open = await database.db.dispatchMessage.findFirstOrThrow({ where: { finishedAt: null } })
    keys.push(parseTickMessage(open.body)?.items[0]?.[1] ?? 0)
    await database.db
      .$executeRaw`UPDATE dispatch_messages SET status = 'done', finished_at = clock_timestamp() WHERE finished_at IS NULL`
    now += 300_000
  }
  expect(keys).toHaveLength(5)
  expect([...new Set(keys)].sort()).toEqual(keys)
})

test('the facts for the health route count running bots, the longest wait and the last sweep', async () => {
  const at = new Date(nowMs)
  expect(await readDispatchFacts(database.db, at)).toEqual({
    runningBots: 0,
    oldestDueMs: 0,
    sweepAgeMs: null,
  })
  await bots([
    { id: 'bot_1', nextRunAt: past(90) },
    { id: 'bot_2', nextRunAt: new Date(nowMs + 1000) },
    { id: 'bot_3', status: 'STOPPED', nextRunAt: past(9000) },
  ])
  const before = await readDispatchFacts(database.db, at)
  expect(before).toMatchObject({ runningBots: 2, oldestDueMs: 90_000 })
  await run()
  const after = await readDispatchFacts(database.db, at)
  expect(after.oldestDueMs).toBeLessThan(10_000)
  expect(after.sweepAgeMs).toBeLessThan(10_000)
})
