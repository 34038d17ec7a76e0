import { createDatabase, type Database } from '@/lib/db'
import { botHash } from '@/lib/dispatch/bot-phase'
import { claimBot, renewLease } from '@/lib/ticks/lease/repository'
import { Lease } from '@/lib/ticks/lease/lease'
import { paperBot, START, type Scene } from '@/tests/support/paper-bot'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let other: Database
beforeAll(async () => {
  database = await testDatabase()
  other = createDatabase({ connectionString: database.url, poolSize: 8 })
})
afterAll(async () => {
  await other.$disconnect()
  await database.close()
})

const START_KEY = START / 1000

function claim(
  scene: Scene,
  key: number,
  over: { db?: Database; worker?: string; botId?: string; now?: number } = {},
) {
  const { db = scene.db, worker = 'a', botId = scene.ids.botId, now = key } = over
  return claimBot(db, { botId, key, worker, phaseHash: botHash(botId), nowSeconds: now, graceSeconds: 65 })
}

const finish = (scene: Scene, key: number) =>
  scene.db.bot.update({ where: { id: scene.ids.botId }, data: { lastKey: key, leaseUntil: new Date(0) } })

describe('The lease of a bot', () => {
  test('is won by exactly one of eight workers that come at the same moment, in every one of sixty rounds', async () => {
    const scene = await paperBot(database.db)
    let lastToken = 0
    for (let round = 0; round < 60; round += 1) {
      const key = START_KEY + round * 60
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          claim(scene, key, { db: n % 2 === 0 ? database.db : other, worker: `w${n}` }),
        ),
      )
      const won = claims.flatMap((one) => ('kind' in one ? [] : [one]))
      expect(won).toHaveLength(1)
      expect(claims.filter((one) => 'kind' in one && one.kind === 'busy')).toHaveLength(7)
      expect(Number(won[0]?.token)).toBe(lastToken + 1)
      lastToken += 1
      await finish(scene, key)
    }
  })

  test('is not given for a key that was finished, and never for an older one', async () => {
    const scene = await paperBot(database.db)
    await claim(scene, START_KEY)
    await finish(scene, START_KEY)
    expect(await claim(scene, START_KEY)).toEqual({ kind: 'duplicate' })
    expect(await claim(scene, START_KEY - 60, { now: START_KEY })).toEqual({ kind: 'duplicate' })
  })

  test('that somebody holds is refused with the seconds it still lasts', async () => {
    const scene = await paperBot(database.db)
    await claim(scene, START_KEY)
    const refused = await claim(scene, START_KEY)
    expect(refused).toEqual({ kind: 'busy', retryAfterSeconds: expect.any(Number) })
    const seconds = (refused as { retryAfterSeconds: number }).retryAfterSeconds
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThanOrEqual(60)
  })

  test('that ran out is taken over by the next worker, and its first holder can no longer renew it', async () => {
    const scene = await paperBot(database.db)
    const first = await claim(scene, START_KEY)
    await scene.expireLease()
    const second = await claim(scene, START_KEY, { worker: 'b' })
    if ('kind' in first || 'kind' in second) throw new Error('not won')
    expect(Number(second.token)).toBe(Number(first.token) + 1)
    expect(await renewLease(scene.db, first)).toBe(false)
    expect(await renewLease(scene.db, second)).toBe(true)
  })

  test('is renewed once nearly half of it may be gone, counted from before it was asked for', async () => {
    const scene = await paperBot(database.db)
    const won = await claim(scene, START_KEY)
    if ('kind' in won) throw new Error('not won')
    let elapsed = 0
    const lease = new Lease(scene.db, won, 0, () => elapsed)
    const until = async () => (await scene.bot()).leaseUntil.getTime()
    const granted = await until()
    elapsed = 25_000
    expect(await lease.keep()).toBe(true)
    expect(await until()).toBe(granted)
    elapsed = 25_001
    expect(await lease.keep()).toBe(true)
    expect(await until()).toBeGreaterThan(granted)
    await scene.expireLease()
    expect(await lease.keep()).toBe(true)
    elapsed = 60_000
    expect(await lease.keep()).toBe(false)
  })

  test.each(['DRAFT', 'STOPPED'])('is not given to a bot that is %s', async (status) => {
    const scene = await paperBot(database.db, { status })
    expect(await claim(scene, START_KEY)).toEqual({ kind: 'skipped' })
  })

  test.each(['RUNNING', 'PAUSED', 'EXIT_ONLY', 'STOPPING', 'ERROR'])(
    'is given to a bot that is %s',
    async (status) => {
      const scene = await paperBot(database.db, { status })
      expect(await claim(scene, START_KEY)).not.toHaveProperty('kind')
    },
  )

  test.each(['bot_nobody', '', 'bot_\u0000', "x' OR '1'='1", '\ud800'])(
    'is not found for the id %j',
    async (botId) => {
      const scene = await paperBot(database.db)
      expect(await claim(scene, START_KEY, { botId })).toEqual({ kind: 'not-found' })
    },
  )

  test('is not found for a bot that was deleted', async () => {
    const scene = await paperBot(database.db)
    await scene.set({ deletedAt: new Date() })
    expect(await claim(scene, START_KEY)).toEqual({ kind: 'not-found' })
  })

  test.each([
    ['one second beside the grid', START_KEY + 1, START_KEY + 1, { kind: 'off-grid' }],
    ['older than an interval and its grace', START_KEY, START_KEY + 126, { kind: 'stale' }],
    ['as old as an interval and its grace', START_KEY, START_KEY + 125, { token: '1' }],
  ])('with a key %s', async (_, key, now, answer) => {
    const scene = await paperBot(database.db)
    expect(await claim(scene, key, { now })).toMatchObject(answer)
  })

  test('goes on being given when the interval is changed from 30 seconds to five minutes and back', async () => {
    const scene = await paperBot(database.db, { intervalSec: 30 })
    let key = START_KEY
    for (const [interval, ticks] of [
      [30, 11],
      [300, 3],
      [30, 4],
      [60, 2],
      [300, 2],
    ] as const) {
      await scene.set({ intervalSec: interval })
      for (let tick = 0; tick < ticks; tick += 1) {
        key = (Math.floor(key / interval) + 1) * interval
        expect(await claim(scene, key)).not.toHaveProperty('kind')
        await finish(scene, key)
      }
    }
  })
})
