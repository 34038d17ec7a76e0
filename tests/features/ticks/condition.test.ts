import { openPaperExchange } from '@/lib/adapters/exchange/paper/connection'
import type { Database } from '@/lib/db'
import { paperBot, SOL, START, type Scene } from '@/tests/support/paper-bot'
import { violations } from '@/tests/support/paper-invariants'
import { MINUTE } from '@/tests/support/scripted-market'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const logOf = ({ db, ids }: Scene) =>
  db.botLog.findMany({ where: { botId: ids.botId }, orderBy: { id: 'asc' } })
const minute = (n: number) => new Date(START + n * MINUTE)

describe('The condition of a pair', () => {
  test('keeps its since-when while the reason stays, though its figures change', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    await scene.step(2_001)
    await scene.step(2_002)
    expect(await scene.pair()).toMatchObject({
      ...{ conditionCode: 'orders-in-place', conditionSince: minute(1), conditionAt: minute(3) },
      conditionDetail: { price: 2_002 },
    })
    await scene.set({ status: 'PAUSED' })
    await scene.step(2_002)
    expect(await scene.pair()).toMatchObject({ conditionCode: 'paused', conditionSince: minute(4) })
  })

  test('is told once: repeats are counted in the row that told it', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    for (const price of [2_001, 2_002, 2_003]) await scene.step(price)
    const told = (await logOf(scene)).filter(({ code }) => code === 'orders-in-place')
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ repeats: 4, at: minute(1), lastAt: minute(4) })
    expect(told[0]?.message).toContain('take profit at 2,021.61')
  })

  test('is told again after something happened, and after what happened', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    await scene.step({ low: 1_975, close: 1_985 })
    expect((await logOf(scene)).map(({ code }) => code)).toEqual([
      ...['deal-opened', 'trade', 'orders-in-place', 'trade', 'orders-in-place'],
    ])
  })

  test('holds the figures the pages show: price, position and what the venue says of it', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    await scene.step(2_010)
    const { lastFacts } = await scene.pair()
    expect(lastFacts).toMatchObject({
      ...{ price: { last: 2_010 }, position: { quantity: 0.099, averageEntry: 2_000.1 } },
      ...{ priceDecimals: 2, quantityDecimals: 3 },
    })
    expect(String((await scene.bot()).unrealisedPnl)).toBe('0.9801')
  })
})

describe('The equity of a bot', () => {
  test('is one point for every five minutes, the last tick in them counting', async () => {
    const scene = await paperBot(database.db)
    for (let tick = 0; tick < 11; tick += 1) await scene.step(2_000 + tick)
    const points = await scene.db.equityPoint.findMany({
      where: { botId: scene.ids.botId },
      orderBy: { at: 'asc' },
    })
    expect(points.map(({ at }) => at)).toEqual([minute(0), minute(5), minute(10)])
    expect(points.map(({ unrealised }) => Number(unrealised))).toEqual([
      ...[3, 8, 10].map((up) => Math.round(0.099 * (up - 0.1) * 1e8) / 1e8),
    ])
  })
})

describe('An idle tick', () => {
  test('asks the database four times: claim, read, the venue’s books, end', async () => {
    const scene = await paperBot(database.db)
    await scene.step(2_000)
    const statements: string[] = []
    const db = counting(scene.db, statements)
    scene.pass(2_001)
    await scene.tick({
      ...scene.servicesOn(db),
      openExchange: ({ id }, clock) => openPaperExchange({ db, clock, feed: scene.market, accountId: id }),
    })
    expect(statements).toEqual([
      'UPDATE bots SET',
      'SELECT json_build_object( ',
      'SELECT p.state AS',
      'WITH bot AS',
    ])
  })
})

function counting(db: Database, statements: string[]): Database {
  return new Proxy(db, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (typeof value !== 'function' || typeof name !== 'string' || !name.startsWith('$')) return value
      return (...parts: unknown[]) => {
        const [strings] = parts as [TemplateStringsArray]
        statements.push(
          Array.isArray(strings) ? String(strings[0]).trim().split(/ |\n/).slice(0, 3).join(' ') : name,
        )
        return value.apply(target, parts) as unknown
      }
    },
  })
}

describe('Several pairs of one bot', () => {
  test('go on when one of them names a symbol that the market does not have', async () => {
    const scene = await paperBot(database.db, { pairs: [{ symbol: 'NOPE/USDT:USDT' }, {}] })
    expect(await scene.step(2_000)).toEqual({ result: 'done' })
    expect(await scene.pair(0)).toMatchObject({ conditionCode: 'price-missing' })
    expect(await scene.pair(1)).toMatchObject({ conditionCode: 'orders-in-place' })
    expect(await violations(scene)).toEqual([])
  })

  test('go on when the settings of one of them are broken in its row', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: { nonsense: 1 } }, { symbol: SOL }] })
    expect(await scene.step(2_000)).toEqual({ result: 'done' })
    expect(await scene.pair(0)).toMatchObject({
      ...{ conditionCode: 'preflight-failed', conditionDetail: { code: 'settings-unusable' } },
    })
    expect(await scene.pair(1)).toMatchObject({ conditionCode: 'orders-in-place' })
  })

  test('go on when a deal of one of them has lost its market: its orders rest, and its condition says why', async () => {
    const scene = await paperBot(database.db, { pairs: [{}, { symbol: SOL }] })
    await scene.step(2_000)
    const before = await scene.resting()
    scene.market.delist(SOL)
    await scene.step(2_001)
    expect(await scene.resting()).toEqual(before)
    expect(await scene.pair(1)).toMatchObject({ conditionCode: 'instrument-missing' })
    await scene.step(2_030)
    expect((await scene.trades()).some(({ reason }) => reason === 'take-profit')).toBe(true)
  })

  test('go on when the venue refuses the leverage of one of them, whose condition holds the venue’s own sentence', async () => {
    const scene = await paperBot(database.db, { pairs: [{ leverage: 60 }, { symbol: SOL }] })
    let asked = 0
    const services = {
      ...scene.services,
      openExchange: (...parts: Parameters<typeof scene.services.openExchange>) => {
        const exchange = scene.services.openExchange(...parts)
        return {
          ...exchange,
          setLeverage: (...pair: Parameters<typeof exchange.setLeverage>) => {
            asked += 1
            return exchange.setLeverage(...pair)
          },
        }
      },
    }
    scene.pass(2_000)
    await scene.tick(services)
    expect(await scene.pair(0)).toMatchObject({
      conditionCode: 'settings-unconfirmed',
      conditionDetail: { wanted: 60, message: 'The highest leverage is 50.' },
    })
    expect(await scene.pair(1)).toMatchObject({ conditionCode: 'orders-in-place' })
    // Once for each pair, however many rounds the tick took.
    expect(asked).toBe(2)
    const told = (await logOf(scene)).find(({ code }) => code === 'settings-unconfirmed')
    expect(told?.message).toContain('The highest leverage is 50.')
  })

  test('may all set their leverage in the same tick', async () => {
    const pairs = ['long', 'short'].flatMap((side) =>
      [undefined, SOL].map((symbol) => ({
        side: side as 'long',
        config: { allocatedCapital: 700 },
        ...(symbol ? { symbol } : {}),
      })),
    )
    const scene = await paperBot(database.db, { pairs })
    expect(await scene.step(2_000)).toEqual({ result: 'done' })
    expect((await scene.deals()).map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => 'active'),
    )
    expect(await violations(scene)).toEqual([])
  })
})

describe('The leverage of a running deal', () => {
  test('stays its own when the pair is given another: its rungs go on, the next deal takes the new one', async () => {
    const scene = await paperBot(database.db, { pairs: [{ config: { activeSafetyOrders: 1 } }] })
    await scene.step(2_000)
    const { id } = await scene.pair()
    await scene.db.tradingPair.update({ where: { id }, data: { leverage: 5, settingsConfirmed: false } })
    await scene.step({ low: 1_975, close: 1_985 })
    expect((await scene.resting()).map((line) => line.split(' ')[0])).toContain('safety/2')
    await scene.step(2_030)
    const [first, second] = await scene.deals()
    expect([first?.leverage, second?.leverage]).toEqual([3, 5])
    expect(await scene.pair()).toMatchObject({ settingsConfirmed: true })
  })
})
