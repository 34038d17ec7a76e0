import { paperBot, type Scene } from '@/tests/support/paper-bot'
import { openIntents, violations } from '@/tests/support/paper-invariants'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** Our books agree with the venue's, and nothing is left unanswered. */
async function sound(scene: Scene): Promise<void> {
  expect(await violations(scene)).toEqual([])
  expect(await openIntents(scene)).toEqual([])
}

const lines = async (scene: Scene) =>
  (await scene.trades()).map(
    ({ action, quantity, price, reason }) => `${action} ${String(quantity)} at ${String(price)}: ${reason}`,
  )

describe('A deal on the paper exchange', () => {
  test('has its ladder, its target and its stop on the venue after the tick that opened it', async () => {
    const scene = await paperBot(database.db)
    expect(await scene.step(2_000)).toEqual({ result: 'done' })
    expect(await scene.resting()).toEqual([
      'safety/1 1980.09 0.101',
      'safety/2 1960.09 0.102',
      'safety/3 1940.09 0.103',
      'stop-loss 1800.09 0.099',
      'take-profit/1 2021.61 0.099',
    ])
    expect(await lines(scene)).toEqual(['OPENED 0.099 at 2000.1: start-condition-met'])
    expect(await scene.pair()).toMatchObject({ conditionCode: 'orders-in-place', settingsConfirmed: true })
    await sound(scene)
  })

  test('covers the whole position with target and stop after a rung filled between two ticks', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    await scene.step({ low: 1_975, close: 1_985 })
    expect(await lines(scene)).toEqual([
      'OPENED 0.099 at 2000.1: start-condition-met',
      'ADDED 0.101 at 1980.09: ladder-level',
    ])
    const average = (0.099 * 2_000.1 + 0.101 * 1_980.09) / 0.2
    const [deal] = await scene.deals()
    expect(Number(deal?.averageEntry)).toBeCloseTo(average, 8)
    expect(deal).toMatchObject({ status: 'active', level: 1 })
    expect(await scene.resting()).toEqual([
      'safety/2 1960.09 0.102',
      'safety/3 1940.09 0.103',
      'stop-loss 1791 0.2',
      'take-profit/1 2011.05 0.2',
    ])
    await sound(scene)
  })

  test('ends with its target: rungs withdrawn, result after fees in the ledger, the next deal begun', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    await scene.step(2_030)
    const [first, second] = await scene.deals()
    expect(first).toMatchObject({ status: 'completed', endReason: 'take-profit' })
    expect(String(first?.quantity)).toBe('0')
    const closed = (await scene.trades()).find(({ action }) => action === 'CLOSED')
    // 0.099 * (2021.61 - 2000.1) = 2.12949; fee 0.099 * 2021.61 * 0.0002
    expect(String(closed?.gross)).toBe('2.12949')
    expect(String(closed?.fee)).toBe('0.04002788')
    expect(String(closed?.pnl)).toBe('2.08946212')
    expect(second).toMatchObject({ number: 2, status: 'active' })
    const withdrawn = await scene.db.order.findMany({
      where: { dealId: first?.id ?? '', key: { startsWith: 'safety/' } },
    })
    expect(withdrawn.map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED'])
    await sound(scene)
  })

  test('of a short is the mirror image of a long', async () => {
    const scene = await paperBot(database.db, { pairs: [{ side: 'short' }] })
    await scene.step(2_000)
    expect(await scene.resting()).toEqual([
      'safety/1 2019.9 0.099',
      'safety/2 2039.9 0.098',
      'safety/3 2059.9 0.097',
      'stop-loss 2199.89 0.1',
      'take-profit/1 1978.4 0.1',
    ])
    await scene.step({ high: 2_025, close: 2_015 })
    await scene.step(1_980)
    expect(await lines(scene)).toEqual([
      'OPENED 0.1 at 1999.9: start-condition-met',
      'ADDED 0.099 at 2019.9: ladder-level',
      'CLOSED 0.199 at 1988.59: take-profit',
      expect.stringMatching(/^OPENED/),
    ])
    await sound(scene)
  })

  test('ends with its stop when the mark reaches it, and is counted as stopped', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: { maxDeals: 1 } }] })
    await scene.step(2_000)
    await scene.step(1_700)
    const [deal] = await scene.deals()
    expect(deal).toMatchObject({ status: 'stopped', endReason: 'stop-loss', level: 3 })
    // The resting stop covered the base order when the minute began; the tick closes what the rungs added in it.
    expect((await scene.trades()).map(({ action, quantity }) => `${action} ${String(quantity)}`)).toEqual([
      ...['OPENED 0.099', 'ADDED 0.101', 'ADDED 0.102', 'ADDED 0.103', 'REDUCED 0.099', 'CLOSED 0.306'],
    ])
    expect(await scene.resting()).toEqual([])
    await scene.step(1_700)
    expect(await scene.pair()).toMatchObject({ conditionCode: 'max-deals' })
    await sound(scene)
  })

  test('that the venue liquidates is booked once, the rung that filled in the same minute included', async () => {
    const config = { stopLossPct: null, maxDeals: 1, cooldownSec: 60 }
    const scene = await paperBot(database.db, { pairs: [{ leverage: 10, config }] })
    await scene.step(2_000)
    await scene.step({ low: 1_500, close: 1_600 })
    const [deal] = await scene.deals()
    expect(deal).toMatchObject({ status: 'liquidated', endReason: 'liquidated' })
    expect((await lines(scene)).at(-1)).toMatch(/^CLOSED 0.405 at .*: liquidated$/)
    await scene.step(1_600)
    await scene.tick()
    expect((await scene.trades()).filter(({ reason }) => reason === 'liquidated')).toHaveLength(1)
    expect(await scene.pair()).toMatchObject({ lastDealStatus: 'liquidated' })
    await sound(scene)
  })

  test('pays its funding once, at the instant it is due', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    scene.pass(...Array.from({ length: 240 }, () => 2_000))
    await scene.tick()
    await scene.step(2_000)
    const payments = await scene.db.fundingPayment.findMany({ where: { botId: scene.ids.botId } })
    // 0.01 % of 0.099 * 2000
    expect(payments.map(({ amount, at }) => [String(amount), at.toISOString()])).toEqual([
      ['-0.0198', '2025-06-10T16:00:00.000Z'],
    ])
    const [deal] = await scene.deals()
    expect(String(deal?.funding)).toBe('-0.0198')
    expect(String((await scene.bot()).fundingNet)).toBe('-0.0198')
    await sound(scene)
  })

  test('is followed by the next one only after the cooldown', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: { cooldownSec: 120 } }] })
    await scene.step(2_000)
    await scene.step(2_030)
    expect(await scene.deals()).toHaveLength(1)
    expect(await scene.pair()).toMatchObject({ conditionCode: 'cooldown' })
    await scene.step(2_030)
    expect(await scene.deals()).toHaveLength(1)
    await scene.step(2_030)
    expect(await scene.deals()).toHaveLength(2)
    await sound(scene)
  })

  test('protects what a rung has filled so far while the rest of it goes on resting', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    // A tenth of the minute's volume may be ours: 0.04 of the 0.101.
    await scene.step({ low: 1_979, close: 1_985, volume: 0.4 })
    const rung = await scene.db.order.findFirstOrThrow({ where: { botId: scene.ids.botId, key: 'safety/1' } })
    expect(rung).toMatchObject({ status: 'PARTIAL', attempt: 1 })
    expect(String(rung.filledQuantity)).toBe('0.04')
    expect((await scene.resting()).filter((line) => !line.startsWith('safety/'))).toEqual([
      expect.stringMatching(/^stop-loss .* 0.139$/),
      expect.stringMatching(/^take-profit\/1 .* 0.139$/),
    ])
    await sound(scene)
    await scene.step({ low: 1_979, close: 1_985 })
    expect((await lines(scene)).at(-1)).toBe('ADDED 0.101 at 1980.09: ladder-level')
    await sound(scene)
  })

  test('goes on at the fill of a rung that came after its target, instead of leaving it without an owner', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    // The target fills in the first minute, a rung in the second, and only then does a tick look.
    await scene.step(2_030, { low: 1_975, close: 1_985 })
    const [deal] = await scene.deals()
    expect(deal).toMatchObject({ status: 'active', number: 1 })
    expect(String(deal?.quantity)).toBe('0.101')
    expect(String(deal?.averageEntry)).toBe('1980.09')
    expect((await scene.resting()).filter((line) => !line.startsWith('safety/'))).toEqual([
      expect.stringMatching(/^stop-loss .* 0.101$/),
      expect.stringMatching(/^take-profit\/1 .* 0.101$/),
    ])
    await sound(scene)
  })

  test('is left alone by ticks that find everything in place', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const where = { botId: scene.ids.botId }
    const before = await scene.db.order.count({ where })
    await scene.step(2_000)
    await scene.step(2_001)
    expect(await scene.db.order.count({ where })).toBe(before)
    expect(await scene.deals()).toHaveLength(1)
  })
})
