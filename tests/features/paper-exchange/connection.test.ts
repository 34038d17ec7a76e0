import { VirtualClock } from '@/lib/adapters/clock/virtual-clock'
import { openPaperExchange } from '@/lib/adapters/exchange/paper/connection'
import { systemClock } from '@/lib/adapters/clock/system-clock'
import type { Clock } from '@/lib/ports/clock'
import type { ExchangeConnection, PlaceCommand } from '@/lib/ports/exchange'
import { ETH, paperBot, START, type Scene } from '@/tests/support/paper-bot'
import { MINUTE } from '@/tests/support/scripted-market'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function opened(clock?: Clock): Promise<{ scene: Scene; exchange: ExchangeConnection }> {
  const scene = await paperBot(database.db)
  const venue = { db: database.db, clock: clock ?? scene.clock, feed: scene.market }
  return { scene, exchange: openPaperExchange({ ...venue, accountId: scene.ids.accountId }) }
}

const order = (clientOrderId: string, over: Partial<PlaceCommand> = {}): PlaceCommand => ({
  ...{ kind: 'place', clientOrderId, symbol: ETH, positionSide: 'long', side: 'buy' },
  ...{ price: { kind: 'market' }, quantitySteps: 100, reduceOnly: false, sentAt: START },
  ...over,
})

const asking = (...clientOrderIds: string[]) => ({
  pairs: [{ symbol: ETH, side: 'long' as const }],
  ...{ clientOrderIds, eventCursor: '', eventsSince: 0 },
})

async function observed(exchange: ExchangeConnection, ...clientOrderIds: string[]) {
  const seen = await exchange.observe(asking(...clientOrderIds))
  if (!seen.ok) throw new Error(seen.error.message)
  return seen.value
}

const databaseNow = async () => {
  const [row] = await database.db.$queryRaw<{ now: number }[]>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`
  return row?.now ?? 0
}

describe('The paper exchange', () => {
  test('executes once what is sent once, and answers a repetition with "look it up"', async () => {
    const { exchange } = await opened()
    const [first] = await exchange.submit([order('a')])
    expect(first).toMatchObject({ kind: 'report', report: { status: 'FILLED' } })
    expect(await exchange.submit([order('a')])).toMatchObject([{ kind: 'unknown' }])
    const resting = order('b', { price: { kind: 'limit', ticks: 190_000 } })
    expect(await exchange.submit([resting, resting])).toMatchObject([{ kind: 'report' }, { kind: 'unknown' }])
    expect((await observed(exchange, 'a')).pairs[0]?.position).toMatchObject({ quantity: 0.1 })
  })

  test('takes each of twenty orders that arrive at the same moment exactly once', async () => {
    const { scene, exchange } = await opened()
    const ids = Array.from({ length: 20 }, (_, n) => `order-${n}`)
    await Promise.all(ids.map((id) => exchange.submit([order(id, { quantitySteps: 10 })])))
    const seen = await observed(exchange, ...ids)
    expect(seen.pairs[0]?.position?.quantity).toBeCloseTo(0.2, 12)
    expect(ids.map((id) => seen.orders.get(id)?.kind)).toEqual(ids.map(() => 'found'))
    const rows = await scene.db.paperOrder.count({ where: { accountId: scene.ids.accountId } })
    expect(rows).toBe(20)
  })

  test('knows nothing of an order that never arrived, and says so apart from not answering at all', async () => {
    const { scene, exchange } = await opened()
    expect((await observed(exchange, 'ghost')).orders.get('ghost')).toEqual({ kind: 'not-found' })
    scene.market.down = true
    expect(await exchange.observe(asking('ghost'))).toMatchObject({
      ok: false,
      error: { kind: 'unavailable' },
    })
    expect(await exchange.submit([order('late')])).toMatchObject([{ kind: 'unknown' }])
  })

  test('refuses a request that is older than its window, by the clock of a replay', async () => {
    const clock = new VirtualClock(START + 5_000)
    const { exchange } = await opened(clock)
    expect(await exchange.submit([order('in-time')])).toMatchObject([{ kind: 'report' }])
    clock.set(START + 5_001)
    expect(await exchange.submit([order('late')])).toMatchObject([
      { kind: 'refused', code: 'outside-window' },
    ])
  })

  test('refuses it by the database’s clock when time is real, however wrong the worker’s own clock is', async () => {
    const slow: Clock = { virtual: false, now: () => systemClock.now() - 3_600_000 }
    const { exchange } = await opened(slow)
    const now = await databaseNow()
    expect(await exchange.submit([order('in-time', { sentAt: now })])).toMatchObject([{ kind: 'report' }])
    expect(await exchange.submit([order('late', { sentAt: now - 6_000 })])).toMatchObject([
      { kind: 'refused', code: 'outside-window' },
    ])
  })

  test('does not let a worker bring in late what it computed in time and was then paused', async () => {
    const { scene } = await opened()
    let writes = 0
    const db = new Proxy(database.db, {
      get(target, name) {
        if (name !== '$queryRaw') return Reflect.get(target, name) as unknown
        return async (strings: TemplateStringsArray, ...values: unknown[]) => {
          if (strings[0]?.includes('WITH written')) {
            writes += 1
            if (writes === 1) await new Promise((resolve) => setTimeout(resolve, 400))
          }
          return target.$queryRaw(strings, ...values)
        }
      },
    })
    const paused = openPaperExchange({
      db,
      clock: systemClock,
      feed: scene.market,
      accountId: scene.ids.accountId,
    })
    // A quarter of a second is left of the five when it is sent.
    const sentAt = (await databaseNow()) - 4_750
    expect(await paused.submit([order('late', { sentAt })])).toMatchObject([
      { kind: 'refused', code: 'outside-window' },
    ])
    expect((await observed(paused, 'late')).orders.get('late')).toEqual({ kind: 'not-found' })
  })

  test('still withdraws what it is told to when an order beside it came too late', async () => {
    const { scene, exchange } = await opened()
    await exchange.submit([order('rung', { price: { kind: 'limit', ticks: 190_000 } })])
    scene.clock.set(START + MINUTE)
    const cancel = { kind: 'cancel', clientOrderId: 'rung', symbol: ETH, positionSide: 'long' } as const
    expect(await exchange.submit([cancel, order('late')])).toMatchObject([
      { kind: 'report', report: { status: 'CANCELLED' } },
      { kind: 'refused', code: 'outside-window' },
    ])
  })

  test('misses no minute of an order that was placed before the first bar of its symbol', async () => {
    const { scene, exchange } = await opened()
    await exchange.submit([order('rung', { price: { kind: 'limit', ticks: 190_000 } })])
    scene.pass({ low: 1_850, close: 1_990 }, 2_000, 2_000)
    expect((await observed(exchange, 'rung')).orders.get('rung')).toMatchObject({
      report: { status: 'FILLED', fills: [{ price: '1900', liquidity: 'maker' }] },
    })
  })

  test('confirms a leverage that is in force already, and refuses one it does not offer', async () => {
    const { exchange } = await opened()
    const pair = { symbol: ETH, side: 'long' } as const
    expect(await exchange.setLeverage(pair, 3)).toEqual({ ok: true, value: undefined })
    expect(await exchange.setLeverage(pair, 3)).toEqual({ ok: true, value: undefined })
    expect((await observed(exchange)).pairs[0]?.leverage).toBe(3)
    expect(await exchange.setLeverage(pair, 51)).toMatchObject({ ok: false, error: { kind: 'refused' } })
    await exchange.submit([order('a')])
    expect(await exchange.setLeverage(pair, 4)).toMatchObject({
      error: { message: 'The leverage cannot change while a position is open.' },
    })
  })

  test('tells its events after the cursor and since the instant asked for, in their order', async () => {
    const { scene, exchange } = await opened()
    await exchange.submit([order('a')])
    scene.pass(...Array.from({ length: 12 * 60 + 1 }, () => 2_000))
    const first = await observed(exchange)
    expect(first.events.map(({ kind, at }) => [kind, new Date(at).toISOString()])).toEqual([
      ['funding', '2025-06-10T16:00:00.000Z'],
      ['funding', '2025-06-11T00:00:00.000Z'],
    ])
    const again = await exchange.observe({ ...asking(), eventCursor: first.events[0]?.eventId ?? '' })
    expect(again).toMatchObject({ value: { events: [{ at: first.events[1]?.at }] } })
    const later = await exchange.observe({ ...asking(), eventsSince: START + 6 * 3_600_000 })
    expect(later).toMatchObject({ value: { events: [{ at: first.events[1]?.at }] } })
  })

  test('is not there for an account without books', async () => {
    const { scene } = await opened()
    const nobody = openPaperExchange({
      db: database.db,
      clock: scene.clock,
      feed: scene.market,
      accountId: 'acc_x',
    })
    expect(await nobody.observe(asking())).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect(await nobody.submit([order('a')])).toMatchObject([{ kind: 'unknown' }])
  })
})
