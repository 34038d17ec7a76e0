import type { Tenant } from '@/lib/auth/tenant'
import { botCards } from '@/lib/bots/reading/cards/cards'
import { detailOfBot } from '@/lib/bots/reading/detail/detail'
import { dealsPage, logPage, tradesPage } from '@/lib/bots/reading/lists/lists'
import { openOrders } from '@/lib/bots/reading/lists/repository'
import { usageOfPlan } from '@/lib/bots/reading/plan-usage'
import { candlesOfPair } from '@/lib/bots/reading/series/candles'
import { equityOfBot } from '@/lib/bots/reading/series/equity'
import type { Page } from '@/lib/bots/views'
import { botPhase } from '@/lib/dispatch/bot-phase'
import { latestGridPoint } from '@/lib/domain/schedule'
import { newId } from '@/lib/ids'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import { botServices, newBot, newPaperAccount, noon, pairForm } from '@/tests/support/builders/bots'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import { endDeal, insertOpenDeal, insertTrades } from '@/tests/support/builders/trading-rows'
import type { TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let tenant: Tenant
let botId: string
let pairId: string
const services = botServices()

beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db)
  botId = await newBot(tenant, services, { start: 'on', name: 'Reader' })
  pairId = (await database.db.tradingPair.findFirstOrThrow({ where: { botId } })).id
})

async function insertOrder(dealId: string, key: string, price: string, ended = false): Promise<void> {
  await database.db.order.create({
    data: {
      ...{ id: newId('ord'), tenantId: tenant.userId, botId, pairId, dealId, key, attempt: 1, price },
      ...{ accountId: 'x', clientOrderId: newId('ord'), side: 'buy', kind: 'limit', quantity: '1.5' },
      ...{
        reduceOnly: !key.startsWith('safety'),
        status: ended ? 'CANCELLED' : 'ACK',
        reason: 'orders-in-place',
      },
      ...{
        leaseToken: 1,
        tickKey: 1,
        plannedAt: new Date(noon),
        sentAt: new Date(noon),
        endedAt: ended ? new Date(noon) : null,
      },
    },
  })
}

/** Everything a stranger, or a made-up id, may be answered. */
async function answers(owner: Tenant, id: string) {
  return {
    cards: await botCards(owner, { kind: 'bot', botId: id }),
    detail: await detailOfBot(owner, id, noon),
    deals: await dealsPage(owner, id, null),
    trades: await tradesPage(owner, id, null),
    log: await logPage(owner, id, {}),
    orders: await openOrders(owner, id),
    equity: await equityOfBot(owner, id, 'all', noon),
    candles: await candlesOfPair(owner, { botId: id, pairId, range: '24h' }, services),
  }
}

test('to another tenant, and for made-up ids, a bot with everything in it does not exist', async () => {
  const deal = await insertOpenDeal(database.db, botId)
  await insertTrades(database.db, botId, deal, { count: 3, at: new Date(noon - 3_600_000) })
  await insertOrder(deal, 'safety/3', '180')
  await database.db.equityPoint.create({
    data: { botId, tenantId: tenant.userId, at: new Date(noon), realised: 1, unrealised: 0 },
  })
  const nothing = {
    ...{ cards: [], detail: null, orders: [], equity: [], candles: { candles: [], markers: [] } },
    ...{ deals: { rows: [], next: null }, trades: { rows: [], next: null }, log: { rows: [], next: null } },
  }
  expect(await answers(await newTenant(database.db), botId)).toEqual(nothing)
  for (const id of ['../../etc/passwd', '', "' OR 1=1 --", 'bot_0000']) {
    expect(await answers(tenant, id)).toEqual(nothing)
  }
  const mine = await answers(tenant, botId)
  expect(mine.trades.rows).toHaveLength(3)
  expect(Object.values(mine).some((answer) => answer === null)).toBe(false)
})

test('a deleted bot is gone from every answer', async () => {
  await database.db.bot.update({
    where: { id: botId },
    data: { deletedAt: new Date(noon), status: 'DELETED' },
  })
  expect(await botCards(tenant)).toEqual([])
  expect(await detailOfBot(tenant, botId, noon)).toBeNull()
  expect(await usageOfPlan(tenant)).toMatchObject({ botsUsed: 0, botsLimit: 10, canTradeLive: true })
})

test('a card tells account, market, results and the reason of each pair as a sentence', async () => {
  await database.db.bot.update({
    where: { id: botId },
    data: { realisedPnl: '12.500000000000000000', unrealisedPnl: '-0.25', lastTickAt: new Date(noon) },
  })
  await database.db.tradingPair.update({
    where: { id: pairId },
    data: {
      ...{
        conditionCode: 'cooldown',
        conditionDetail: { until: noon + 60_000 },
        conditionAt: new Date(noon + 1_000),
      },
      lastFacts: { price: null, position: null, priceDecimals: 2, quantityDecimals: 1 },
    },
  })
  const [card] = await botCards(tenant)
  expect(card).toMatchObject({
    ...{ name: 'Reader', status: 'RUNNING', environment: 'paper', exchange: 'Paper exchange' },
    ...{ market: 'simulated market', accountLabel: 'Paper', openDeals: 0 },
    ...{ realisedPnl: '12.5', unrealisedPnl: '-0.25', lastTickAt: new Date(noon).toISOString() },
    pairs: [
      { id: pairId, condition: { code: 'cooldown', sentence: 'Cooling down until 2025-06-10 12:01 UTC.' } },
    ],
  })
  expect(card?.nextTickAt).not.toBeNull()
})

test.each([
  ['DRAFT', 'Not started yet.'],
  ['RUNNING', 'Waiting for the first tick after the start.'],
  ['STOPPED', 'Stopped: this bot sends nothing.'],
])('before a tick has spoken, the pair of a %s bot says: %s', async (status, sentence) => {
  await database.db.bot.update({ where: { id: botId }, data: { status } })
  expect((await botCards(tenant))[0]?.pairs[0]?.condition.sentence).toBe(sentence)
})

test('the page of a bot shows its deal with the lines of the orders that rest', async () => {
  const deal = await insertOpenDeal(database.db, botId)
  await insertOrder(deal, 'safety/10', '150')
  await insertOrder(deal, 'safety/3', '180.5')
  await insertOrder(deal, 'safety/2', '185', true)
  await insertOrder(deal, 'take-profit/1', '195.1')
  await insertOrder(deal, 'stop-loss', '160')
  const position = {
    quantity: 1.5,
    averageEntry: 190.25,
    margin: 95,
    unrealisedPnl: -3e-7,
    liquidationPrice: 130.5,
  }
  await database.db.tradingPair.update({
    where: { id: pairId },
    data: {
      lastFacts: {
        ...{ price: { last: 189, bid: 188.9, ask: 189.1, mark: 189, at: noon }, position },
        ...{ priceDecimals: 2, quantityDecimals: 1 },
      },
    },
  })
  const detail = await detailOfBot(tenant, botId, noon)
  expect(detail?.pairs[0]).toMatchObject({
    ...{
      priceDecimals: 2,
      quantityDecimals: 1,
      strategy: 'dca',
      settings: { takeProfitPct: 1.5, maxDeals: null },
    },
    price: { last: '189', mark: '189', at: new Date(noon).toISOString() },
    position: { quantity: '1.5', unrealisedPnl: '-0.0000003', liquidationPrice: '130.5' },
    deal: {
      ...{ number: 1, level: 2, ladderSize: 5, configVersion: 1 },
      lines: {
        ...{ average: '190.25', takeProfit: '195.1', nextSafetyOrder: '180.5', stopLoss: '160' },
        liquidation: '130.5',
      },
    },
  })
  expect(detail?.commands['close-now']).toEqual({ allowed: true, why: null })
  expect((await openOrders(tenant, botId)).map(({ key }) => key)).toEqual([
    'stop-loss',
    'take-profit/1',
    'safety/3',
    'safety/10',
  ])
})

test('commands carry the sentence why they are refused', async () => {
  const { commands } = (await detailOfBot(tenant, botId, noon)) ?? {}
  expect(commands?.start).toEqual({ allowed: false, why: 'This bot is already running.' })
  expect(commands?.['close-now']).toEqual({ allowed: false, why: 'There is no open deal to close.' })
  expect(commands?.stop).toEqual({ allowed: true, why: null })
})

test('the last ticks are shown with those that never ran, and the one still to come is not', async () => {
  const interval = 300
  const latest = latestGridPoint(noon / 1000, interval, botPhase(botId, interval))
  const keys = [latest - 4 * interval, latest - interval]
  await database.db.bot.update({
    where: { id: botId },
    data: {
      startedAt: new Date((latest - 4 * interval) * 1000),
      statusAt: new Date((latest - 4 * interval) * 1000),
      lastKey: latest - interval,
    },
  })
  await database.db.tick.createMany({
    data: keys.map((key, index) => ({
      ...{ botId, key, leaseToken: index + 1, startedAt: new Date(key * 1000 + 2_500) },
      ...(index === 0 ? { outcome: 'FAILED', error: 'The exchange was away.' } : { outcome: 'DONE' }),
    })),
  })
  const ticks = (await detailOfBot(tenant, botId, noon))?.ticks
  expect(ticks?.map(({ outcome }) => outcome)).toEqual(['FAILED', 'MISSED', 'MISSED', 'DONE'])
  expect(ticks?.[0]).toMatchObject({ latenessMs: 2_500, note: 'The exchange was away.' })
  await database.db.bot.update({ where: { id: botId }, data: { status: 'STOPPED' } })
  const stopped = (await detailOfBot(tenant, botId, noon))?.ticks
  expect(stopped?.map(({ outcome }) => outcome)).toEqual(['FAILED', 'DONE'])
})

describe('lists', () => {
  /** All pages one after another; `between` runs after each. */
  async function all<Row>(read: (cursor: string | null) => Promise<Page<Row>>, between = async () => {}) {
    const rows: Row[] = []
    let cursor: string | null = null
    do {
      const page: Page<Row> = await read(cursor)
      rows.push(...page.rows)
      cursor = page.next
      await between()
    } while (cursor !== null)
    return rows
  }

  test('trades are paged whole and once each while newer ones arrive, also where many share an instant', async () => {
    const deal = await insertOpenDeal(database.db, botId)
    const at = new Date(noon - 86_400_000)
    for (let batch = 0; batch < 6; batch++) await insertTrades(database.db, botId, deal, { count: 20, at })
    const known = new Set((await database.db.trade.findMany({ select: { id: true } })).map(({ id }) => id))
    const arrive = () => insertTrades(database.db, botId, deal, { count: 1, at: new Date(noon) })
    const read = await all((cursor) => tradesPage(tenant, botId, cursor), arrive)
    expect(read.map(({ id }) => id)).toHaveLength(known.size)
    expect(new Set(read.map(({ id }) => id))).toEqual(known)
    expect(read.map(({ at: time }) => time)).toEqual(
      read
        .map(({ at: time }) => time)
        .toSorted()
        .toReversed(),
    )
    expect(read[0]).toMatchObject({
      pnl: '1.25',
      price: '190.25',
      dealNumber: 1,
      reason: 'Take profit reached.',
    })
  })

  test('log lines keep their place when they are folded between two pages', async () => {
    const line = {
      tenantId: tenant.userId,
      botId,
      pairId,
      code: 'cooldown',
      at: new Date(noon),
      lastAt: new Date(noon),
    }
    await database.db.botLog.createMany({
      data: Array.from({ length: 130 }, (_, index) => ({
        ...{ ...line, level: index % 10 === 0 ? 'error' : index % 5 === 0 ? 'warn' : 'info' },
        message: `Line ${index} 100%_`,
      })),
    })
    const fold = async () => {
      await database.db.botLog.updateMany({
        data: { repeats: { increment: 1 }, lastAt: new Date(noon + 60_000) },
      })
    }
    const read = await all((cursor) => logPage(tenant, botId, { cursor }), fold)
    expect(new Set(read.map(({ id }) => id)).size).toBe(131)
    expect(read).toHaveLength(131)
    expect(read[0]).toMatchObject({ message: 'Line 129 100%_', pair: 'SOL/USDT:USDT long' })
    const warned = await all((cursor) => logPage(tenant, botId, { cursor, level: 'warn' }))
    expect(warned).toHaveLength(26)
    expect(await all((cursor) => logPage(tenant, botId, { cursor, level: 'error' }))).toHaveLength(13)
    expect((await logPage(tenant, botId, { text: 'line 12 100%_' })).rows).toHaveLength(1)
    expect((await logPage(tenant, botId, { text: '%' })).rows).toHaveLength(50)
    expect((await logPage(tenant, botId, { text: 'no%such' })).rows).toEqual([])
    expect((await logPage(tenant, botId, { text: '\u0000\ud800' })).rows).toHaveLength(50)
  })

  test('deals show what they earned net of fees and funding, and why they ended', async () => {
    for (let number = 1; number <= 52; number++) {
      const at = new Date(noon + number * 60_000)
      await endDeal(database.db, await insertOpenDeal(database.db, botId, { number, at }), at)
    }
    const read = await all((cursor) => dealsPage(tenant, botId, cursor))
    expect(read.map(({ number }) => number)).toEqual(Array.from({ length: 52 }, (_, index) => 52 - index))
    expect(read[0]).toMatchObject({
      netPnl: '4.35',
      fees: '0.15',
      status: 'completed',
      endReason: 'Take profit reached.',
    })
  })

  test.each([
    ['nonsense'],
    [''],
    [5],
    [null],
    [['a', 'b']],
    [Buffer.from('2025-13-45 x').toString('base64url')],
    ['A'.repeat(10_000)],
  ])('a cursor of %p is the first page', async (cursor) => {
    const deal = await insertOpenDeal(database.db, botId)
    await insertTrades(database.db, botId, deal, { count: 2, at: new Date(noon) })
    expect((await tradesPage(tenant, botId, cursor)).rows).toHaveLength(2)
    expect((await dealsPage(tenant, botId, cursor)).rows).toHaveLength(1)
    expect((await logPage(tenant, botId, { cursor })).rows).toHaveLength(1)
  })
})

describe('series', () => {
  test('more than a thousand equity points are thinned, and the extremes stay', async () => {
    const points = Array.from({ length: 5_000 }, (_, index) => ({
      ...{ botId, tenantId: tenant.userId, at: new Date(noon - (5_000 - index) * 300_000) },
      ...{ realised: index, unrealised: index === 1_234 ? -9_999 : index === 4_321 ? 9_999 : 0 },
    }))
    await database.db.equityPoint.createMany({ data: points })
    const thinned = await equityOfBot(tenant, botId, 'all', noon)
    expect(thinned.length).toBeLessThanOrEqual(1_000)
    expect(thinned[0]?.realised).toBe(0)
    expect(thinned.at(-1)?.realised).toBe(4_999)
    expect(thinned.map(({ unrealised }) => unrealised)).toEqual(expect.arrayContaining([-9_999, 9_999]))
    expect(thinned.map(({ at }) => at)).toEqual(thinned.map(({ at }) => at).toSorted())
    expect(await equityOfBot(tenant, botId, '24h', noon)).toHaveLength(288)
  })

  test.each([['24h'], ['7d'], ['30d'], ['all']] as const)(
    'candles of %s are at most 500 and cover it',
    async (range) => {
      const { candles } = await candlesOfPair(tenant, { botId, pairId, range }, services)
      expect(candles.length).toBeLessThanOrEqual(500)
      expect(candles.length).toBeGreaterThan(200)
      expect(noon / 1000 - (candles.at(-1)?.time ?? 0)).toBeLessThan(86_400)
      expect(
        candles.every(
          ({ open, high, low, close }) => low <= Math.min(open, close) && high >= Math.max(open, close),
        ),
      ).toBe(true)
    },
  )

  test('trades of the range are marked, and stay when the prices are away', async () => {
    const deal = await insertOpenDeal(database.db, botId)
    await insertTrades(database.db, botId, deal, { count: 2, at: new Date(noon - 3_600_000) })
    await insertTrades(database.db, botId, deal, { count: 1, at: new Date(noon - 3 * 86_400_000) })
    const away = async () => {
      throw new MarketDataUnavailable('away')
    }
    const unreachable = botServices(noon, { ...simulatedMarket('test'), bars: away })
    const shown = await candlesOfPair(tenant, { botId, pairId, range: '24h' }, unreachable)
    expect(shown.candles).toEqual([])
    expect(shown.markers).toMatchObject([
      { time: noon / 1000 - 3_600, action: 'CLOSED', price: 190.25, label: '1.5: Take profit reached.' },
      { time: noon / 1000 - 3_540 },
    ])
  })

  test('a pair of another bot shows nothing, not even its trades', async () => {
    const other = await newBot(tenant, services, {
      accountId: await newPaperAccount(tenant),
      pairs: [pairForm()],
    })
    const shown = await candlesOfPair(tenant, { botId: other, pairId, range: '24h' }, services)
    expect(shown).toEqual({ candles: [], markers: [] })
  })
})
