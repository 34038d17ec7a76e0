import pg from 'pg'
import type { Tenant } from '@/lib/auth/tenant'
import { dashboardOf } from '@/lib/bots/reading/dashboard/dashboard'
import { botServices, newBot, newPaperAccount, noon, pairForm } from '@/tests/support/builders/bots'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import { insertOpenDeal, insertTrades } from '@/tests/support/builders/trading-rows'
import type { TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let tenant: Tenant
const services = botServices()
const midnight = Date.UTC(2025, 5, 10)

beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db)
})

/** Every statement that was sent to the database during the work. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = []
  const { query } = pg.Client.prototype
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args
    sent.push(typeof first === 'string' ? first : String((first as { text?: unknown } | undefined)?.text))
    return Reflect.apply(query, this, args) as never
  })
  await work()
  jest.restoreAllMocks()
  return sent
}

test('a user without anything gets an empty dashboard, not zeros for what is unknown', async () => {
  expect(await dashboardOf(tenant, 'paper', noon)).toMatchObject({
    ...{
      environments: [],
      equity: null,
      equityAt: null,
      bots: [],
      recentTrades: [],
      equitySeries: [],
      attention: [],
    },
    ...{ today: { realised: '0', since: '2025-06-10T00:00:00.000Z' }, openPositions: 0, botsRunning: 0 },
    usage: { plan: 'pro', planName: 'Pro', botsUsed: 0, botsLimit: 10 },
  })
})

test('figures are sums of exact decimals over one environment', async () => {
  const accountId = await newPaperAccount(tenant)
  const bots = ['long', 'short'].map((side) =>
    newBot(tenant, services, { accountId, start: 'on', pairs: [pairForm({ side })] }),
  )
  const [first = '', second = ''] = await Promise.all(bots)
  const sums = {
    realisedPnl: '0.1',
    unrealisedPnl: '0.2',
    feesPaid: '0.000000000000000001',
    fundingNet: '-0.3',
  }
  await database.db.bot.updateMany({ data: { ...sums, lastTickAt: new Date(noon) } })
  await database.db.exchangeAccount.update({ where: { id: accountId }, data: { ledgerBalance: '10000.2' } })
  const deal = await insertOpenDeal(database.db, first)
  await insertTrades(database.db, first, deal, { count: 2, at: new Date(midnight - 60_000), pnl: '0.1' })
  await insertTrades(database.db, first, deal, { count: 10, at: new Date(midnight + 60_000), pnl: '0.1' })
  const view = await dashboardOf(tenant, 'paper', noon)
  expect(view).toMatchObject({
    totals: { realised: '0.2', unrealised: '0.4', fees: '0.000000000000000002', funding: '-0.6' },
    ...{ equity: '10000.6', equityAt: new Date(noon).toISOString(), today: { realised: '1.1' } },
    ...{ openPositions: 1, botsRunning: 2, environments: ['paper'], usage: { botsUsed: 2 } },
  })
  expect(view.bots.map(({ id }) => id).toSorted()).toEqual([first, second].toSorted())
  expect(view.recentTrades).toHaveLength(8)
  expect(view.recentTrades[0]).toMatchObject({
    botId: first,
    botName: 'Ladder',
    at: '2025-06-10T00:10:00.000Z',
  })
  expect(await dashboardOf(tenant, 'live', noon)).toMatchObject({
    ...{ environment: 'live', environments: ['paper'], equity: null, bots: [], recentTrades: [] },
    ...{ totals: { realised: '0' }, today: { realised: '0' } },
  })
})

test('funding counts toward the result of the day', async () => {
  const accountId = await newPaperAccount(tenant)
  const botId = await newBot(tenant, services, { accountId, start: 'on' })
  const pair = await database.db.tradingPair.findFirstOrThrow({ where: { botId } })
  const payment = (venueEventId: string, at: number, ledgerSequence: number) => ({
    ...{
      accountId,
      venueEventId,
      tenantId: tenant.userId,
      botId,
      pairId: pair.id,
      symbol: pair.symbol,
      side: 'long',
    },
    ...{
      quantity: 1,
      markPrice: 190,
      rate: 0.0001,
      amount: '-0.019',
      balanceAfter: 1,
      ledgerSequence,
      at: new Date(at),
    },
  })
  await database.db.fundingPayment.createMany({
    data: [payment('a', midnight - 1, 1), payment('b', midnight, 2)],
  })
  expect((await dashboardOf(tenant, 'paper', noon)).today.realised).toBe('-0.019')
})

test('the series carries a silent bot on and ends now', async () => {
  const accountId = await newPaperAccount(tenant)
  const bots = await Promise.all(
    ['long', 'short'].map((side) => newBot(tenant, services, { accountId, pairs: [pairForm({ side })] })),
  )
  const point = (botId: string | undefined, hoursAgo: number, realised: number) => ({
    ...{ botId: botId ?? '', tenantId: tenant.userId, at: new Date(noon - hoursAgo * 3_600_000) },
    ...{ realised, unrealised: 0.5 },
  })
  await database.db.equityPoint.createMany({
    data: [point(bots[0], 100, 1), point(bots[1], 50, 10), point(bots[1], 0, 20)],
  })
  const { equitySeries } = await dashboardOf(tenant, 'paper', noon)
  expect(equitySeries.length).toBeLessThanOrEqual(300)
  expect(equitySeries[0]).toEqual({
    at: new Date(noon - 360_000_000).toISOString(),
    realised: 1,
    unrealised: 0.5,
  })
  expect(equitySeries.at(-1)).toEqual({ at: new Date(noon).toISOString(), realised: 21, unrealised: 1 })
  expect(equitySeries.at(-2)).toMatchObject({ realised: 11, unrealised: 1 })
})

test('what needs attention is named, worst first', async () => {
  const accountId = await newPaperAccount(tenant)
  const make = (name: string, base: string) =>
    newBot(tenant, services, { accountId, name, start: 'on', pairs: [pairForm({ symbol: `${base}USDT` })] })
  const late = await make('Late', 'SOL')
  const broken = await make('Broken', 'XRP')
  const unsure = await make('Unsure', 'ADA')
  await database.db.bot.updateMany({ data: { nextRunAt: new Date(noon + 1_000) } })
  await database.db.bot.update({ where: { id: late }, data: { nextRunAt: new Date(noon - 180_000) } })
  await database.db.bot.update({
    where: { id: broken },
    data: { status: 'ERROR', statusReason: 'Five ticks failed.' },
  })
  await database.db.bot.update({ where: { id: unsure }, data: { consecutiveFailures: 2 } })
  const deal = await insertOpenDeal(database.db, unsure)
  const { id: pairId } = await database.db.tradingPair.findFirstOrThrow({ where: { botId: unsure } })
  await database.db.order.create({
    data: {
      ...{
        id: 'ord_1',
        tenantId: tenant.userId,
        botId: unsure,
        pairId,
        dealId: deal,
        accountId,
        key: 'base',
        attempt: 1,
      },
      ...{
        clientOrderId: 'c',
        side: 'buy',
        kind: 'market',
        quantity: 1,
        reduceOnly: false,
        status: 'UNKNOWN',
      },
      ...{ leaseToken: 1, tickKey: 1, reason: 'x', plannedAt: new Date(noon), sentAt: new Date(noon) },
    },
  })
  await database.db.user.update({ where: { id: tenant.userId }, data: { plan: 'FREE' } })
  const { attention } = await dashboardOf(tenant, 'paper', noon)
  expect(attention.map(({ kind, botName }) => [kind, botName])).toEqual([
    ['error', 'Broken'],
    ['tick-failed', 'Unsure'],
    ['order-unknown', 'Unsure'],
    ['tick-late', 'Late'],
    ['limit', null],
  ])
  expect(attention[0]?.sentence).toBe('Five ticks failed.')
})

test("another tenant's dashboard holds none of it", async () => {
  const botId = await newBot(tenant, services, { start: 'on', name: 'Canary' })
  const deal = await insertOpenDeal(database.db, botId)
  await insertTrades(database.db, botId, deal, { count: 3, at: new Date(midnight + 1) })
  const outsider = await newTenant(database.db)
  const view = await dashboardOf(outsider, 'paper', noon)
  expect(JSON.stringify(view)).not.toContain('Canary')
  expect(view).toMatchObject({ bots: [], recentTrades: [], today: { realised: '0' }, equity: null })
})

test('it takes at most five statements however many bots and trades there are', async () => {
  const accountId = await newPaperAccount(tenant, '100000')
  for (const symbol of ['SOL', 'ETH', 'XRP', 'ADA', 'LINK', 'DOGE']) {
    const botId = await newBot(tenant, services, {
      accountId,
      start: 'on',
      pairs: [pairForm({ symbol: `${symbol}USDT` })],
    })
    const deal = await insertOpenDeal(database.db, botId)
    await insertTrades(database.db, botId, deal, { count: 5, at: new Date(midnight + 1) })
  }
  const statements = await statementsOf(() => dashboardOf(tenant, 'paper', noon))
  expect(statements.length).toBeGreaterThan(0)
  expect(statements.length).toBeLessThanOrEqual(5)
})
