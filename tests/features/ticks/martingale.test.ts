import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { martingaleBot, martingaleSettings, warmUp } from '@/tests/support/martingale-scenarios'
import { paperBot, SOL, type Scene } from '@/tests/support/paper-bot'
import { openIntents, violations } from '@/tests/support/paper-invariants'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function opened(over: object = {}, side: 'long' | 'short' = 'long'): Promise<Scene> {
  const scene = await paperBot(database.db, martingaleBot(over, side))
  warmUp(scene)
  await scene.tick()
  return scene
}

const orders = async (scene: Scene): Promise<string[]> => {
  const rows = await scene.db.order.findMany({
    where: { botId: scene.ids.botId },
    orderBy: [{ plannedAt: 'asc' }, { key: 'asc' }, { attempt: 'asc' }],
  })
  return rows.map(({ key, kind, status }) => `${key} ${kind} ${status}`)
}
const conditionOf = async (scene: Scene) => (await scene.pair()).conditionCode
const actions = async (scene: Scene) =>
  (await scene.trades()).map(({ action, reason }) => `${action} ${reason}`)

test.each(['long', 'short'] as const)(
  'a %s opens at once and its stop rests after the same tick',
  async (side) => {
    const scene = await opened({}, side)
    expect(await orders(scene)).toEqual(['base ioc FILLED', 'stop-loss stop ACK'])
    expect(await actions(scene)).toEqual(['OPENED start-condition-met'])
    expect(await scene.deals()).toMatchObject([{ status: 'active', level: 0 }])
    expect(await conditionOf(scene)).toBe('ema-gate')
  },
)

test('without candles nothing opens, and the condition says how many are lacking', async () => {
  const scene = await paperBot(database.db, martingaleBot())
  await scene.step(2_000)
  const { conditionCode, conditionDetail } = await scene.pair()
  expect(conditionCode).toBe('candles-missing')
  expect(conditionDetail).toMatchObject({ source: 'ema 1m 2', have: 1, need: 7 })
  expect(await orders(scene)).toEqual([])
})

test('an addition trades once, raises the level, and the stop follows the new average', async () => {
  const scene = await opened()
  const [before] = await scene.resting()
  scene.pass(1_975, 1_970, 1_968, 1_967, 1_980)
  await scene.tick()
  expect(await orders(scene)).toEqual([
    'base ioc FILLED',
    'stop-loss stop CANCELLED',
    'add/1 ioc FILLED',
    'stop-loss stop ACK',
  ])
  expect(await actions(scene)).toEqual(['OPENED start-condition-met', 'ADDED add-at-loss'])
  expect(await scene.deals()).toMatchObject([{ level: 1 }])
  const [after] = await scene.resting()
  expect(after).not.toBe(before)
  // Delivered again, the key is closed: nothing is added.
  await scene.tick()
  expect(await scene.trades()).toHaveLength(2)
  expect(await violations(scene)).toEqual([])
})

test('a tick that died after its addition was sent does not add again when it is repeated', async () => {
  const scene = await opened()
  scene.pass(1_975, 1_970, 1_968, 1_967, 1_980)
  const { botId } = scene.ids
  const before = await scene.bot()
  await scene.tick()
  // As if the worker had died before it could close the key: another takes the same key over.
  await scene.db.bot.update({ where: { id: botId }, data: { lastKey: before.lastKey } })
  await scene.expireLease()
  expect(await scene.tick()).toMatchObject({ result: 'done' })
  expect((await orders(scene)).filter((order) => order.startsWith('add/'))).toEqual(['add/1 ioc FILLED'])
  expect(await openIntents(scene)).toEqual([])
})

test('profit is taken, the deal is completed, and the stop is withdrawn', async () => {
  const scene = await opened()
  await scene.step(2_030)
  expect(await scene.deals()).toMatchObject([{ status: 'completed', endReason: 'take-profit' }])
  expect(await actions(scene)).toEqual(['OPENED start-condition-met', 'CLOSED take-profit'])
  expect(await scene.resting()).toEqual([])
  expect(await violations(scene)).toEqual([])
})

test('a large position in profit is reduced once a tick', async () => {
  const scene = await opened({ beginSizeOfBalance: 0.09, profitPnl: 1 })
  await scene.step(2_030)
  expect(await actions(scene)).toEqual(['OPENED start-condition-met', 'REDUCED reduce-step'])
  await scene.step(2_031)
  expect((await orders(scene)).filter((order) => order.startsWith('reduce/'))).toEqual([
    'reduce/1 ioc FILLED',
  ])
})

test('the stop that rests on the venue ends the deal between two ticks', async () => {
  const scene = await opened()
  await scene.step(1_850)
  expect(await scene.deals()).toMatchObject([{ status: 'stopped', endReason: 'stop-loss' }])
  expect(await actions(scene)).toEqual(['OPENED start-condition-met', 'CLOSED stop-loss'])
})

test('a paused bot keeps its stop and adds nothing', async () => {
  const scene = await opened()
  await scene.set({ status: 'PAUSED' })
  scene.pass(1_975, 1_970, 1_968, 1_967, 1_980)
  await scene.tick()
  expect(await conditionOf(scene)).toBe('paused')
  expect((await scene.resting()).map((order) => order.split(' ')[0])).toEqual(['stop-loss'])
  expect(await scene.trades()).toHaveLength(1)
})

test('closing at the wish of its owner trades at market', async () => {
  const scene = await opened()
  const { id } = await scene.pair()
  await scene.db.tradingPair.update({ where: { id }, data: { closeRequestedAt: new Date() } })
  await scene.step(2_001)
  expect(await scene.deals()).toMatchObject([{ status: 'closed-by-user' }])
  expect(await orders(scene)).toContain('close market FILLED')
})

test('a classic deal rests at the touch for one tick and has no stop', async () => {
  const scene = await opened({ mode: 'classic' })
  expect(await orders(scene)).toEqual(['base post-only ACK'])
  await scene.step({ low: 1_990, close: 1_999 })
  expect(await scene.resting()).toEqual([])
  expect(await actions(scene)).toEqual(['OPENED start-condition-met'])
})

test('a first order that nobody took is withdrawn with the next tick, and the pair waits for the one after', async () => {
  const scene = await opened({ mode: 'classic' })
  await scene.step(2_001)
  expect(await scene.deals()).toMatchObject([{ number: 1, status: 'cancelled', endReason: 'unfilled' }])
  expect(await conditionOf(scene)).toBe('cooldown')
  await scene.step(1_999)
  expect((await scene.deals()).map(({ number }) => number)).toEqual([1, 2])
})

test('two bots of one account keep their shares of it: the second opens nothing that the first could need', async () => {
  const first = await opened({ maxMarginPct: 0.7 })
  const second = await paperBot(database.db, {
    pairs: [
      {
        symbol: SOL,
        leverage: 10,
        strategy: 'martingale',
        config: martingaleSettings({ maxMarginPct: 0.4 }),
      },
    ],
    beside: first,
  })
  second.market.add(
    SOL,
    Array.from({ length: 60 }, () => 100),
  )
  await second.tick()
  const { conditionCode, conditionDetail } = await second.pair()
  expect(conditionCode).toBe('capital-insufficient')
  expect(conditionDetail).toMatchObject({
    needed: expect.closeTo(4_000, -2) as number,
    limit: expect.closeTo(3_000, -2) as number,
  })
  expect(await second.deals()).toEqual([])
})
