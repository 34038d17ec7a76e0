import { createDatabase, type Database } from '@/lib/db'
import { ETH, paperBot, SOL, type Scene } from '@/tests/support/paper-bot'
import { openIntents, violations } from '@/tests/support/paper-invariants'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let other: Database
beforeAll(async () => {
  database = await testDatabase()
  other = createDatabase({ connectionString: database.url, poolSize: 4 })
})
afterAll(async () => {
  await other.$disconnect()
  await database.close()
})

const results = async (ticks: readonly Promise<{ result: string }>[]) =>
  (await Promise.all(ticks)).map(({ result }) => result).sort()

describe('One tick delivered more than once', () => {
  test('does its work once when it comes again later', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const orders = await scene.db.order.findMany({ where: { botId: scene.ids.botId } })
    expect(await scene.tick()).toEqual({ result: 'duplicate' })
    expect(await scene.db.order.findMany({ where: { botId: scene.ids.botId } })).toEqual(orders)
    expect(await violations(scene)).toEqual([])
  })

  test('to two processes at the same moment trades once, three hundred times over', async () => {
    const price = (step: number) => Math.round(200_000 + 4_000 * Math.sin(step / 3)) / 100
    const scenes = await Promise.all(
      Array.from({ length: 3 }, () => paperBot(database.db, { pairs: [{ symbol: ETH }, { symbol: SOL }] })),
    )
    const run = async (scene: Scene) => {
      const second = scene.servicesOn(other, 'second process')
      for (let step = 0; step < 100; step += 1) {
        scene.pass(price(step))
        const race = await results([scene.tick(), scene.tick(second)])
        // The slower of the two either meets the lease or the finished key.
        expect(['busy,done', 'done,duplicate']).toContain(race.join())
      }
    }
    await Promise.all(scenes.map(run))
    for (const scene of scenes) {
      expect(await violations(scene)).toEqual([])
      expect(await openIntents(scene)).toEqual([])
      expect((await scene.trades()).length).toBeGreaterThan(10)
      expect(await scene.db.tick.count({ where: { botId: scene.ids.botId } })).toBe(100)
    }
  }, 120_000)

  test('never makes two bots of one account overwrite each other on the venue', async () => {
    const first = await paperBot(database.db, { pairs: [{ symbol: ETH }] })
    const second = await paperBot(database.db, { pairs: [{ symbol: SOL }], beside: first })
    for (let step = 0; step < 30; step += 1) {
      const close = 2_000 + 25 * Math.sin(step / 2)
      first.market.add(SOL, [100 + Math.sin(step / 2)])
      first.pass(close)
      await results([first.tick(), second.tick(second.servicesOn(other))])
    }
    expect(await violations(first)).toEqual([])
    expect((await first.trades()).length).toBeGreaterThan(2)
    expect((await second.trades()).length).toBeGreaterThan(2)
  }, 60_000)
})
