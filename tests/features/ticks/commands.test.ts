import type { Prisma } from '@/generated/prisma/client'
import { paperBot, type BotOptions, type Scene } from '@/tests/support/paper-bot'
import { openIntents, violations } from '@/tests/support/paper-invariants'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** A bot whose deal has just been opened, ladder and exits in place. */
async function trading(options: BotOptions = {}): Promise<Scene> {
  const scene = await paperBot(database.db, options)
  await scene.step(2_000)
  return scene
}

const keys = async (scene: Scene) => (await scene.resting()).map((line) => line.split(' ')[0])
const rungs = ['safety/1', 'safety/2', 'safety/3']
const exits = ['stop-loss', 'take-profit/1']

async function sound(scene: Scene): Promise<void> {
  expect(await violations(scene)).toEqual([])
  expect(await openIntents(scene)).toEqual([])
}

describe('A bot that is paused', () => {
  test('keeps its exits, withdraws its rungs, and puts the same rungs back when it is resumed', async () => {
    const scene = await trading()
    const before = await scene.resting()
    await scene.set({ status: 'PAUSED' })
    await scene.step(2_000)
    expect(await keys(scene)).toEqual(exits)
    expect(await scene.pair()).toMatchObject({ conditionCode: 'paused' })
    await scene.set({ status: 'RUNNING' })
    await scene.step(2_000)
    expect(await scene.resting()).toEqual(before)
    await sound(scene)
  })

  test('still ends its deal at the target and opens no other', async () => {
    const scene = await trading()
    await scene.set({ status: 'PAUSED' })
    await scene.step(2_000)
    await scene.step(2_030)
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['completed'])
    await scene.step(2_030)
    expect(await scene.deals()).toHaveLength(1)
    await sound(scene)
  })
})

describe('A bot that is stopped', () => {
  const stop = (scene: Scene, stopMode: string | null) => scene.set({ status: 'STOPPING', stopMode })

  test('with its exits kept withdraws the rungs, leaves target and stop, and holds its market', async () => {
    const scene = await trading()
    await stop(scene, 'keep-exits')
    await scene.step(2_000)
    expect(await scene.bot()).toMatchObject({ status: 'STOPPED' })
    expect(await keys(scene)).toEqual(exits)
    expect(await scene.pair()).toMatchObject({ holdsMarket: true })
    await sound(scene)
  })

  test('with its exits kept books their fills all the same, ends the deal and frees the market', async () => {
    const scene = await trading()
    await stop(scene, 'keep-exits')
    await scene.step(2_000)
    await scene.step(2_030)
    await scene.step(2_030)
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['completed'])
    expect(await scene.bot()).toMatchObject({ status: 'STOPPED' })
    expect(await scene.pair()).toMatchObject({ holdsMarket: false })
    await sound(scene)
  })

  test('with its orders cancelled leaves the position and nothing else', async () => {
    const scene = await trading()
    await stop(scene, 'cancel-orders')
    await scene.step(2_000)
    expect(await scene.bot()).toMatchObject({ status: 'STOPPED' })
    expect(await keys(scene)).toEqual([])
    expect(await scene.pair()).toMatchObject({ holdsMarket: true })
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['active'])
    await sound(scene)
  })

  test('with its position closed is flat, lets its market go, and says who closed it', async () => {
    const scene = await trading()
    await stop(scene, 'close')
    await scene.step(2_000)
    expect(await scene.bot()).toMatchObject({ status: 'STOPPED' })
    expect(await keys(scene)).toEqual([])
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['closed-by-user'])
    expect(await scene.pair()).toMatchObject({ holdsMarket: false })
    await sound(scene)
  })

  test.each(['keep-exits', 'cancel-orders', 'close', null])(
    'while it is flat comes to rest at once (%s)',
    async (mode) => {
      const scene = await paperBot(database.db, { pairs: [{}, { side: 'short' }] })
      await stop(scene, mode)
      await scene.step(2_000)
      expect(await scene.bot()).toMatchObject({ status: 'STOPPED' })
      expect(await scene.db.tradingPair.count({ where: { botId: scene.ids.botId, holdsMarket: true } })).toBe(
        0,
      )
      expect(await scene.db.order.count({ where: { botId: scene.ids.botId } })).toBe(0)
    },
  )

  test('while a price is missing waits, changes nothing, and comes to rest when it is back', async () => {
    const scene = await trading()
    const before = await scene.resting()
    await stop(scene, 'cancel-orders')
    scene.market.down = true
    await scene.step(2_000)
    expect(await scene.bot()).toMatchObject({ status: 'STOPPING' })
    expect(await scene.resting()).toEqual(before)
    expect(await scene.pair()).toMatchObject({ conditionCode: 'account-missing' })
    scene.market.down = false
    await scene.step(2_000)
    expect(await scene.bot()).toMatchObject({ status: 'STOPPED' })
    await sound(scene)
  })

  test('after its last decision but before its tick ended is not taken for settled', async () => {
    const scene = await trading()
    const services = scene.servicesOn(
      interrupted(scene, 'WITH bot AS', () => stop(scene, 'cancel-orders').then(() => undefined)),
    )
    scene.pass(2_000)
    expect(await scene.tick(services)).toEqual({ result: 'done' })
    expect(await scene.bot()).toMatchObject({ status: 'STOPPING' })
    expect(await keys(scene)).toEqual([...rungs, ...exits])
    await scene.step(2_000)
    expect(await scene.bot()).toMatchObject({ status: 'STOPPED' })
    expect(await keys(scene)).toEqual([])
  })
})

describe('A bot told to close now', () => {
  test('closes at the market, withdraws everything and goes on', async () => {
    const scene = await trading({ pairs: [{ config: { cooldownSec: 600 } }] })
    const { id } = await scene.pair()
    await scene.db.tradingPair.update({ where: { id }, data: { closeRequestedAt: new Date() } })
    await scene.step(2_000)
    expect((await scene.deals()).map(({ status, endReason }) => [status, endReason])).toEqual([
      ['closed-by-user', 'user-close'],
    ])
    expect(await keys(scene)).toEqual([])
    expect(await scene.pair()).toMatchObject({ closeRequestedAt: null, conditionCode: 'cooldown' })
    expect(await scene.bot()).toMatchObject({ status: 'RUNNING' })
    await sound(scene)
  })
})

/** A database on which something happens right before the first statement of that kind. */
function interrupted(scene: Scene, beginning: string, happens: () => Promise<void>): Scene['db'] {
  let due = true
  return new Proxy(scene.db, {
    get(target, name, receiver) {
      if (name !== '$queryRaw') return Reflect.get(target, name, receiver) as unknown
      return async (strings: TemplateStringsArray, ...values: unknown[]) => {
        if (due && strings[0]?.includes(beginning) === true) {
          due = false
          await happens()
        }
        return target.$queryRaw(strings, ...values)
      }
    },
  })
}

describe('A bot that changes between decision and plan', () => {
  test.each<[string, Prisma.BotUpdateInput]>([
    ['is paused', { status: 'PAUSED' }],
    ['is stopped', { status: 'STOPPING', stopMode: 'close' }],
    ['lost its plan limits', { status: 'EXIT_ONLY' }],
  ])('%s: the plan is refused and nothing is opened', async (_, change) => {
    const scene = await paperBot(database.db)
    scene.pass(2_000)
    const db = interrupted(scene, 'WITH fence AS', () => scene.set(change))
    expect(await scene.tick(scene.servicesOn(db))).toEqual({ result: 'done' })
    expect(await scene.deals()).toEqual([])
    expect(await scene.db.order.count({ where: { botId: scene.ids.botId } })).toBe(0)
  })

  test('has its settings edited: the deal opens with the new version, not the one it was decided on', async () => {
    const scene = await paperBot(database.db)
    scene.pass(2_000)
    const { id, config } = await scene.pair()
    const edited = { ...(config as object), baseOrderSize: 300 }
    const db = interrupted(scene, 'WITH fence AS', async () => {
      await scene.db.tradingPair.update({ where: { id }, data: { config: edited } })
      await scene.set({ configVersion: { increment: 1 } })
    })
    expect(await scene.tick(scene.servicesOn(db))).toEqual({ result: 'done' })
    const [deal] = await scene.deals()
    expect(deal).toMatchObject({ configVersion: 2, config: edited })
    expect(String(deal?.quantity)).toBe('0.149')
  })

  test('is suspended between plan and sending: the entry does not leave, and the deal is cancelled', async () => {
    const scene = await paperBot(database.db)
    scene.pass(2_000)
    const db = interrupted(scene, 'WITH moment AS', async () => {
      await scene.db.user.update({ where: { id: scene.ids.tenantId }, data: { status: 'SUSPENDED' } })
    })
    expect(await scene.tick(scene.servicesOn(db))).toEqual({ result: 'done' })
    const orders = await scene.db.order.findMany({ where: { botId: scene.ids.botId } })
    expect(orders.map(({ key, status, sentAt }) => [key, status, sentAt])).toEqual([
      ['base', 'ABANDONED', null],
    ])
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['cancelled'])
    expect(await scene.trades()).toEqual([])
  })
})

describe('A user who may no longer trade', () => {
  test.each([
    ['is suspended', { status: 'SUSPENDED' }],
    ['was never approved', { status: 'PENDING' }],
  ])('%s: exits stay, rungs go, nothing opens', async (_, data) => {
    const scene = await trading()
    await scene.db.user.update({ where: { id: scene.ids.tenantId }, data })
    await scene.step(2_000)
    expect(await keys(scene)).toEqual(exits)
    expect(await scene.pair()).toMatchObject({ conditionCode: 'manage-only' })
    await scene.step(2_030)
    await scene.step(2_030)
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['completed'])
    await sound(scene)
  })
})

describe('A bot whose ticks fail', () => {
  test('five times in a row is in error: it opens nothing, still serves its exits, and says so', async () => {
    const scene = await trading()
    const broken = { ...scene.services, openExchange: () => Promise.reject as never }
    scene.pass(2_000)
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(await scene.tick(broken)).toEqual({ result: 'failed', retryAfterSeconds: 15 })
      expect(await scene.bot()).toMatchObject({
        consecutiveFailures: failure,
        status: failure < 5 ? 'RUNNING' : 'ERROR',
      })
    }
    const tick = await scene.db.tick.findFirstOrThrow({
      where: { botId: scene.ids.botId, outcome: 'FAILED' },
    })
    expect(tick.error).toBe(
      'The tick failed unexpectedly. Orders on the exchange are untouched; the next tick tries again.',
    )
    expect(await scene.tick()).toEqual({ result: 'done' })
    expect(await scene.bot()).toMatchObject({ status: 'ERROR', consecutiveFailures: 0 })
    expect(await keys(scene)).toEqual(exits)
    await scene.step(2_030)
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['completed'])
    await sound(scene)
  })

  test('now and then, with good ones between, goes on running', async () => {
    const scene = await trading()
    const broken = { ...scene.services, openExchange: () => Promise.reject as never }
    for (let failure = 1; failure <= 6; failure += 1) {
      scene.pass(2_000)
      expect(await scene.tick(broken)).toMatchObject({ result: 'failed' })
      expect(await scene.tick()).toEqual({ result: 'done' })
    }
    expect(await scene.bot()).toMatchObject({ status: 'RUNNING' })
  })
})
