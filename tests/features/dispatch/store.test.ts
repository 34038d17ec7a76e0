import { randomUUID } from 'node:crypto'
import {
  claimMessages,
  deleteOld,
  finishMessages,
  insertMessages,
  leaderRow,
  openFlows,
  queueHealth,
  reclaimExpired,
  type ClaimedMessage,
  type ClaimRequest,
  type Finish,
} from '@/lib/adapters/dispatcher/embedded/store'
import { Leadership } from '@/lib/adapters/dispatcher/embedded/leader'
import type { OutMessage } from '@/lib/ports/dispatcher'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.reset())

const message = (n: number, more: Partial<OutMessage> = {}): OutMessage => ({
  route: '/api/jobs/tick',
  body: { n },
  dedupId: `m_${n}`,
  subject: `bot_${n}`,
  flowKey: 'paper',
  ...more,
})
const messages = (count: number, more: Partial<OutMessage> = {}) =>
  Array.from({ length: count }, (_, n) => message(n, more))

const insert = (list: readonly OutMessage[]) => insertMessages(database.db, list)
const claim = (more: Partial<ClaimRequest> = {}) =>
  claimMessages(database.db, {
    leaseToken: randomUUID(),
    room: 100,
    flows: ['paper', 'bybit', null],
    flowParallelism: 100,
    ...more,
  })
const finish = (claimed: ClaimedMessage, outcome: Finish['outcome'], delaySec = 0) =>
  finishMessages(database.db, [
    {
      id: claimed.id,
      leaseToken: claimed.leaseToken,
      outcome,
      delaySec,
      error: outcome === 'done' ? null : 'why',
    },
  ])
const rows = () => database.db.dispatchMessage.findMany({ orderBy: { id: 'asc' } })
const expireLeases = () =>
  database.db
    .$executeRaw`UPDATE dispatch_messages SET lease_until = clock_timestamp() - interval '1 second' WHERE status = 'active'`
const first = <T>(list: readonly T[]): T => {
  const [item] = list
  if (item === undefined) throw new Error('expected at least one')
  return item
}

describe('publishing', () => {
  test('a message is stored once however often it is published', async () => {
    expect(await insert([message(1), message(2)])).toBe(2)
    expect(await insert([message(2), message(3)])).toBe(1)
    expect(await rows()).toHaveLength(3)
  })

  test('a subject has at most one open message, and a new one once that has ended', async () => {
    await insert([message(1)])
    expect(await insert([message(1, { dedupId: 'later' })])).toBe(0)
    await finish(first(await claim()), 'done')
    expect(await insert([message(1, { dedupId: 'later' })])).toBe(1)
  })

  test('two messages of one subject in one call leave one', async () => {
    expect(await insert([message(1), message(1, { dedupId: 'other' })])).toBe(1)
  })

  test('messages without a subject do not stand in each other’s way', async () => {
    const { subject: _, ...one } = message(1)
    const { subject: __, ...two } = message(2)
    expect(await insert([one, two])).toBe(2)
  })

  test('ten thousand messages go in with one statement each thousand and keep their content', async () => {
    for (let from = 0; from < 10_000; from += 1000) await insert(messages(10_000).slice(from, from + 1000))
    expect(await database.db.dispatchMessage.count()).toBe(10_000)
    expect((await rows())[4321]).toMatchObject({
      dedupId: 'm_4321',
      body: '{"n":4321}',
      flow: 'paper',
      status: 'pending',
      maxAttempts: 4,
      timeoutSec: 60,
    })
  })

  test('a dedup id outside the common charset is refused', async () => {
    await expect(insert([message(1, { dedupId: 'tick:1' })])).rejects.toThrow(RangeError)
  })
})

describe('claiming', () => {
  test('takes what is due, counts the attempt and holds it longer than its delivery may take', async () => {
    await insert([message(1), message(2, { notBefore: new Date(Date.now() + 60_000) })])
    const claimed = await claim()
    expect(claimed).toHaveLength(1)
    expect(first(claimed)).toMatchObject({
      route: '/api/jobs/tick',
      body: '{"n":1}',
      attempts: 1,
      timeoutSec: 60,
    })
    const row = first(await rows())
    expect(row.status).toBe('active')
    expect((row.leaseUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(60_000)
  })

  test('eight claimers at once never get the same message, and together get all', async () => {
    await insert(messages(400))
    const seen: bigint[] = []
    const worker = async () => {
      for (;;) {
        const claimed = await claim({ room: 7, flowParallelism: 1000 })
        if (claimed.length === 0) return
        seen.push(...claimed.map((m) => m.id))
      }
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength(400)
  })

  test('one round takes no more of a flow than its room, counting what is already under way', async () => {
    await insert(messages(30))
    await insert(Array.from({ length: 5 }, (_, n) => message(100 + n, { flowKey: 'bybit' })))
    const counts = (claimed: ClaimedMessage[]) => [
      claimed.filter((m) => m.flow === 'paper').length,
      claimed.filter((m) => m.flow === 'bybit').length,
    ]
    expect(counts(await claim({ flowParallelism: 3, room: 20 }))).toEqual([3, 3])
    expect(counts(await claim({ flowParallelism: 4, room: 20 }))).toEqual([1, 1])
    expect(counts(await claim({ flowParallelism: 4, room: 20 }))).toEqual([0, 0])
  })

  test('a flow at its limit does not hold up another', async () => {
    await insert(messages(50))
    await insert([message(90, { flowKey: 'bybit' })])
    await claim({ flowParallelism: 5, flows: ['paper'] })
    expect((await claim({ flowParallelism: 5 })).map((m) => m.flow)).toEqual(['bybit'])
  })

  test('messages without a flow are bound by the room alone', async () => {
    await insert(
      Array.from(
        { length: 6 },
        (_, n) => ({ route: '/api/jobs/tick', body: n, dedupId: `free_${n}` }) as const,
      ),
    )
    expect(await claim({ flowParallelism: 1, room: 4 })).toHaveLength(4)
    expect(await openFlows(database.db)).toEqual([null])
  })

  test('the longest-waiting go first', async () => {
    await insert([
      message(1, { notBefore: new Date(Date.now() - 1000) }),
      message(2, { notBefore: new Date(Date.now() - 9000) }),
    ])
    expect((await claim({ room: 1 })).map((m) => m.body)).toEqual(['{"n":2}'])
  })
})

describe('ending a delivery', () => {
  test('done frees the subject and clears the lease', async () => {
    await insert([message(1)])
    expect(await finish(first(await claim()), 'done')).toBe(1)
    expect(first(await rows())).toMatchObject({ status: 'done', leaseToken: null, leaseUntil: null })
  })

  test('a retry waits the given time by the database clock, then is claimed again', async () => {
    await insert([message(1)])
    await finish(first(await claim()), 'retry', 30)
    expect(await claim()).toEqual([])
    const row = first(await rows())
    expect(row.notBefore.getTime() - Date.now()).toBeGreaterThan(25_000)
    expect(row.lastError).toBe('why')
    await database.db.$executeRaw`UPDATE dispatch_messages SET not_before = clock_timestamp()`
    expect(first(await claim()).attempts).toBe(2)
  })

  test('a retry after the last attempt is dead', async () => {
    await insert([message(1, { maxAttempts: 2 })])
    await finish(first(await claim()), 'retry')
    await finish(first(await claim()), 'retry')
    expect(first(await rows())).toMatchObject({ status: 'dead', attempts: 2, lastError: 'why' })
    expect((await queueHealth(database.db)).dead).toBe(1)
  })

  test('what another worker has re-claimed is left alone by the first one', async () => {
    await insert([message(1)])
    const slow = first(await claim())
    await expireLeases()
    await reclaimExpired(database.db)
    const quick = first(await claim())
    expect(await finish(slow, 'dead')).toBe(0)
    expect(first(await rows()).status).toBe('active')
    expect(await finish(quick, 'done')).toBe(1)
  })

  test('a batch of different ends is written in one statement', async () => {
    await insert(messages(3))
    const claimed = await claim()
    const outcomes = ['done', 'retry', 'dead'] as const
    const finishes = claimed.map((m, n) => ({
      id: m.id,
      leaseToken: m.leaseToken,
      outcome: outcomes[n] ?? 'done',
      delaySec: 1.5,
      error: null,
    }))
    expect(await finishMessages(database.db, finishes)).toBe(3)
    expect((await rows()).map((row) => row.status).sort()).toEqual(['dead', 'done', 'pending'])
  })
})

describe('a holder that is gone', () => {
  test('its messages go back to the queue', async () => {
    await insert(messages(2))
    await claim()
    expect(await reclaimExpired(database.db)).toBe(0)
    await expireLeases()
    expect(await reclaimExpired(database.db)).toBe(2)
    expect(await claim()).toHaveLength(2)
  })

  test('a message that kills its process every time ends dead', async () => {
    await insert([message(1, { maxAttempts: 3 })])
    for (let crash = 1; crash <= 3; crash += 1) {
      expect(await claim()).toHaveLength(1)
      await expireLeases()
      await reclaimExpired(database.db)
    }
    expect(await claim()).toEqual([])
    expect(first(await rows())).toMatchObject({ status: 'dead', attempts: 3 })
  })
})

describe('cleaning up', () => {
  test('done rows stay a day and dead rows thirty', async () => {
    await insert(messages(4))
    const age = (id: number, status: string, hours: number) =>
      database.db
        .$executeRaw`UPDATE dispatch_messages SET status = ${status}, finished_at = clock_timestamp() - make_interval(hours => ${hours}::int) WHERE dedup_id = ${`m_${id}`}`
    await age(0, 'done', 23)
    await age(1, 'done', 25)
    await age(2, 'dead', 29 * 24)
    await age(3, 'dead', 31 * 24)
    expect(await deleteOld(database.db)).toBe(2)
    expect((await rows()).map((row) => row.dedupId)).toEqual(['m_0', 'm_2'])
  })

  test('open rows are never deleted, whatever their age', async () => {
    await insert([message(1)])
    await database.db.$executeRaw`UPDATE dispatch_messages SET created_at = 'epoch', not_before = 'epoch'`
    expect(await deleteOld(database.db)).toBe(0)
  })
})

describe('the lead', () => {
  test('of eight loops asking at once exactly one gets it', async () => {
    const row = leaderRow(database.db)
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => row.renew(`loop_${n}`, 15)))
    expect(answers.filter(Boolean)).toHaveLength(1)
  })

  test('is kept by renewing, taken over once the term has run out, and free at once after a release', async () => {
    const row = leaderRow(database.db)
    expect(await row.renew('a', 15)).toBe(true)
    expect(await row.renew('a', 15)).toBe(true)
    expect(await row.renew('b', 15)).toBe(false)
    await database.db
      .$executeRaw`UPDATE dispatcher_leases SET until = clock_timestamp() - interval '1 second'`
    expect(await row.renew('b', 15)).toBe(true)
    await row.release('a')
    expect(await row.renew('a', 15)).toBe(false)
    await row.release('b')
    expect(await row.renew('a', 15)).toBe(true)
  })

  test('shows its age in the health of the queue', async () => {
    expect((await queueHealth(database.db)).heartbeatAgeMs).toBeNull()
    await leaderRow(database.db).renew('a', 15)
    expect((await queueHealth(database.db)).heartbeatAgeMs).toBeLessThan(5_000)
  })

  test('is asked for again every few seconds only, and a loop that cannot ask does not count as leading', async () => {
    let now = 0
    let answer: boolean | Error = true
    let asked = 0
    const renew = () => {
      asked += 1
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    }
    const leadership = new Leadership({ renew, release: () => Promise.resolve() }, 'a', () => now)
    expect(await leadership.check()).toBe(true)
    now = 4_999
    expect(await leadership.check()).toBe(true)
    expect(asked).toBe(1)
    now = 5_000
    answer = new Error('away')
    await expect(leadership.check()).rejects.toThrow('away')
    await expect(leadership.check()).rejects.toThrow('away')
    answer = false
    expect(await leadership.check()).toBe(false)
    now = 9_000
    expect(await leadership.check()).toBe(false)
    expect(asked).toBe(4)
  })
})
