import { dyingAfter, throughPoints } from '@/tests/support/io-points'
import { paperBot, type Scene } from '@/tests/support/paper-bot'
import { openIntents, violations } from '@/tests/support/paper-invariants'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function sound(scene: Scene): Promise<void> {
  expect(await violations(scene)).toEqual([])
  expect(await openIntents(scene)).toEqual([])
}

const lines = async (scene: Scene) =>
  (await scene.trades()).map(
    ({ action, quantity, price, reason }) => `${action} ${String(quantity)} at ${String(price)}: ${reason}`,
  )

const bases = async ({ db, ids }: Scene) =>
  (await db.order.findMany({ where: { botId: ids.botId, key: 'base' }, orderBy: { attempt: 'asc' } })).map(
    ({ attempt, status, price, quantity, filledQuantity }) =>
      `${attempt} ${status} ${String(quantity)} at ${String(price)}, filled ${String(filledQuantity)}`,
  )

const limitBot = (config: object = {}) =>
  paperBot(database.db, {
    pairs: [{ config: { baseOrderType: 'limit', baseOrderTimeoutSec: 300, cooldownSec: 3_600, ...config } }],
  })

describe('A limit base order on the paper exchange', () => {
  test('waits at the best bid and follows it from tick to tick', async () => {
    const scene = await limitBot()
    await scene.step(2_000)
    expect(await scene.resting()).toEqual(['base 1999.9 0.1'])
    await scene.step(2_010)
    expect(await bases(scene)).toEqual([
      '1 CANCELLED 0.1 at 1999.9, filled 0',
      '2 ACK 0.099 at 2009.89, filled 0',
    ])
    expect((await scene.deals()).map(({ status }) => status)).toEqual(['opening'])
    await sound(scene)
  })

  test('filled between two ticks, it has its ladder after the next', async () => {
    const scene = await limitBot()
    await scene.step(2_000)
    await scene.step({ low: 1_995, close: 1_999 })
    expect(await lines(scene)).toEqual(['OPENED 0.1 at 1999.9: start-condition-met'])
    expect(await scene.resting()).toEqual([
      'safety/1 1979.9 0.101',
      'safety/2 1959.9 0.102',
      'safety/3 1939.9 0.103',
      'stop-loss 1799.91 0.1',
      expect.stringMatching(/^take-profit\/1 \d/),
    ])
    await sound(scene)
  })

  test('is withdrawn at its time-out; without a fill the deal is cancelled and the cooldown applies', async () => {
    const scene = await limitBot()
    await scene.step(2_000)
    for (let minute = 0; minute < 5; minute += 1) await scene.step(2_000)
    expect((await scene.deals()).map(({ status, endReason }) => [status, endReason])).toEqual([
      ['cancelled', 'unfilled'],
    ])
    expect(await scene.resting()).toEqual([])
    await scene.step(2_000)
    expect(await scene.pair()).toMatchObject({ conditionCode: 'cooldown' })
    await sound(scene)
  })

  test('filled in part, it protects the part, follows with the rest, and goes on with what it got', async () => {
    const scene = await limitBot()
    await scene.step(2_000)
    // A tenth of a bar's volume may fill: 0.04 of 0.1.
    await scene.step({ low: 1_995, close: 2_005, volume: 0.4 })
    const [first, second] = await bases(scene)
    expect(first).toMatch(/^1 CANCELLED 0\.1 at 1999\.9, filled 0\.0\d+$/)
    const filled = Number(first?.split('filled ')[1])
    expect(filled).toBeGreaterThan(0)
    expect(filled).toBeLessThan(0.1)
    expect(second).toMatch(/^2 ACK 0\.0\d+ at 2004\.89, filled 0$/)
    expect(await scene.resting()).toEqual([
      expect.stringMatching(/^base 2004\.89 /),
      `stop-loss 1799.91 ${filled}`,
      expect.stringMatching(new RegExp(`^take-profit/1 [0-9.]+ ${filled}$`)),
    ])
    await sound(scene)
    for (let minute = 0; minute < 5; minute += 1) await scene.step(2_005)
    const [deal] = await scene.deals()
    expect(deal).toMatchObject({ status: 'active' })
    expect(deal?.state).toMatchObject({ basePrice: 1_999.9 })
    expect((await scene.resting()).map((line) => line.split(' ')[0])).toEqual([
      ...['safety/1', 'safety/2', 'safety/3', 'stop-loss', 'take-profit/1'],
    ])
    expect(await lines(scene)).toEqual([`OPENED ${filled} at 1999.9: start-condition-met`])
    await sound(scene)
  })

  test('all of its attempts open the deal for the reason it was begun for', async () => {
    const scene = await limitBot()
    await scene.step(2_000)
    await scene.step(2_010)
    await scene.step({ low: 2_005, close: 2_009 })
    expect(await lines(scene)).toEqual(['OPENED 0.099 at 2009.89: start-condition-met'])
    await sound(scene)
  })

  test('a process that dies between its withdrawal and its next quote leaves one order, not two', async () => {
    const scene = await limitBot()
    await scene.step(2_000)
    scene.pass(2_010)
    await scene.tick(throughPoints(scene.services, dyingAfter('submit')))
    expect(await scene.resting()).toEqual(['base 1999.9 0.1'])
    await scene.expireLease()
    await scene.tick()
    await scene.step(2_010)
    expect((await scene.resting()).filter((line) => line.startsWith('base'))).toEqual(['base 2009.89 0.099'])
    expect((await scene.deals()).map(({ number, status }) => [number, status])).toEqual([[1, 'opening']])
    await sound(scene)
  })
})

describe('Conditions on a market that comes and goes', () => {
  const above = (value: number) => ({ kind: 'price', timeframe: '1m', when: 'above', value })

  test('a deal opens at the first candle that closes where it should, and its log says why', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: { startConditions: [above(2_005)] } }] })
    for (let minute = 0; minute < 5; minute += 1) await scene.step(2_000)
    expect(await scene.pair()).toMatchObject({
      conditionCode: 'start-condition',
      conditionDetail: { condition: '1m close above 2005', value: 2_000, threshold: 2_005 },
    })
    expect(await scene.deals()).toEqual([])
    // The price of the tick is that of the next minute's open; the candle that closed below still counts.
    await scene.step(2_006)
    expect(await lines(scene)).toEqual(['OPENED 0.099 at 2006.11: start-condition-met'])
    await sound(scene)
  })

  test('too young a market opens nothing', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: { startConditions: [above(1_000)] } }] })
    for (let minute = 1; minute < 4; minute += 1) {
      await scene.step(2_000)
      expect(await scene.pair()).toMatchObject({
        conditionCode: 'candles-missing',
        conditionDetail: { source: '1m candles', have: minute, need: 4 },
      })
    }
    await scene.step(2_000)
    expect(await scene.deals()).toHaveLength(1)
  })

  test('rungs that wait for a condition are sent when it holds; while the market is away nothing changes', async () => {
    const config = { safetyConditions: [above(1_000)], cooldownSec: 0 }
    const scene = await paperBot(database.db, { pairs: [{ config }] })
    for (let minute = 0; minute < 4; minute += 1) await scene.step(2_000)
    const exits = await scene.resting()
    expect(exits.map((line) => line.split(' ')[0])).toEqual(['stop-loss', 'take-profit/1'])
    scene.market.down = true
    await scene.step(1_970)
    expect(await scene.resting()).toEqual(exits)
    expect((await scene.pair()).conditionCode).toBe('account-missing')
    scene.market.down = false
    await scene.step(1_970)
    expect((await lines(scene)).map((line) => line.replace(/ at .*:/, ':'))).toEqual([
      'OPENED 0.099: start-condition-met',
      'ADDED 0.101: ladder-level',
    ])
    await sound(scene)
  })

  test('a crash guard withdraws the rungs in a fall and lays them again afterwards', async () => {
    const config = { crashGuard: true, stopLossPct: 60, priceDeviationPct: 12, liquidationBuffer: 0.05 }
    const scene = await paperBot(database.db, { pairs: [{ config, leverage: 1 }] })
    const rungs = async () => (await scene.resting()).filter((line) => line.startsWith('safety')).length
    scene.pass(...Array.from({ length: 165 }, () => 2_000))
    await scene.tick()
    expect(await rungs()).toBe(3)
    // A sudden fall of more than 5 % on a rising volume, still above the first rung.
    scene.pass(...[1_960, 1_920, 1_880, 1_850, 1_840].map((close) => ({ close, volume: 9_000_000 })))
    await scene.tick()
    expect(await scene.pair()).toMatchObject({ conditionCode: 'dangerous-move' })
    expect(await rungs()).toBe(0)
    expect((await scene.resting()).map((line) => line.split(' ')[0])).toEqual(['stop-loss', 'take-profit/1'])
    scene.pass(...Array.from({ length: 30 }, () => 1_840))
    await scene.tick()
    expect(await rungs()).toBe(3)
    await sound(scene)
  })
})
