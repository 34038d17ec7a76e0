import type { Tenant } from '@/lib/auth/tenant'
import { accountOptions, instrumentOptions } from '@/lib/bots/reading/account-options'
import { createPaperAccount, openFirstPaperAccount } from '@/lib/exchange-accounts/service'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import { botServices, newBot, newPaperAccount, noon } from '@/tests/support/builders/bots'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import type { TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let tenant: Tenant
const simulated = { kind: 'simulated', seed: 'test' } as const
const offline = { now: noon, livePrices: false }

beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db)
})

test('a paper account starts with books and a ledger of exactly its deposit', async () => {
  const input = { label: 'Mine', deposit: '1234.56', market: simulated }
  expect(await createPaperAccount(tenant, input, offline)).toMatchObject({ ok: true })
  const account = await database.db.exchangeAccount.findFirstOrThrow({ include: { paper: true } })
  expect(account).toMatchObject({ label: 'Mine', exchange: 'paper', environment: 'paper', market: simulated })
  expect([String(account.openingBalance), String(account.ledgerBalance)]).toEqual(['1234.56', '1234.56'])
  expect(account.paper?.state).toMatchObject({
    depositUnits: 123_456_000_000,
    walletUnits: 123_456_000_000,
    orders: [],
  })
  expect(await database.db.auditEntry.count({ where: { action: 'account.opened' } })).toBe(1)
})

test.each([
  ['a deposit below the range', { deposit: '99.99' }, 'deposit'],
  ['a deposit above the range', { deposit: '10000001' }, 'deposit'],
  ['a deposit that is no plain decimal', { deposit: '1e3' }, 'deposit'],
  ['a deposit that is missing', { deposit: undefined }, 'deposit'],
  ['an empty label', { label: ' ' }, 'label'],
  ['an unknown market', { market: { kind: 'imaginary' } }, 'market'],
  ['a market with a field too many', { market: { ...simulated, exchange: 'bybit' } }, 'market'],
  ['live prices where they are switched off', { market: { kind: 'live', exchange: 'bybit' } }, 'market'],
])('%s is refused at its field and nothing is stored', async (_, over, field) => {
  const refused = await createPaperAccount(
    tenant,
    { label: 'Mine', deposit: '500', market: simulated, ...over },
    offline,
  )
  expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid', faults: [{ field }] } })
  expect(await database.db.exchangeAccount.count()).toBe(0)
  expect(await database.db.auditEntry.count()).toBe(0)
})

test('live prices are taken where the installation has them', async () => {
  const input = { label: 'Live', deposit: '500', market: { kind: 'live', exchange: 'bybit' } }
  expect(await createPaperAccount(tenant, input, { now: noon, livePrices: true })).toMatchObject({ ok: true })
  expect(await accountOptions(tenant)).toMatchObject([
    { exchange: 'Paper exchange', market: 'live prices of Bybit' },
  ])
})

test('ten first visits at once open one account of 10,000', async () => {
  const opened = await Promise.all(
    Array.from({ length: 10 }, () => openFirstPaperAccount(tenant, simulated, noon)),
  )
  expect(opened.filter(Boolean)).toHaveLength(1)
  expect(await accountOptions(tenant)).toMatchObject([
    { environment: 'paper', available: '10000', market: 'simulated market' },
  ])
})

test('who deleted his accounts is not given another first one', async () => {
  await openFirstPaperAccount(tenant, simulated, noon)
  await database.db.exchangeAccount.updateMany({ data: { deletedAt: new Date(noon) } })
  expect(await openFirstPaperAccount(tenant, simulated, noon)).toBe(false)
  expect(await accountOptions(tenant)).toEqual([])
})

test('there are at most twenty accounts, also when they are opened at once', async () => {
  const open = () => createPaperAccount(tenant, { label: 'Mine', deposit: '500', market: simulated }, offline)
  const outcomes = await Promise.all(Array.from({ length: 24 }, open))
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(20)
  expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ error: { kind: 'limit-reached' } })
})

test('what live bots have reserved is not available, what drafts plan is', async () => {
  const accountId = await newPaperAccount(tenant)
  await newBot(tenant, botServices(), { accountId, start: 'on' })
  await newBot(tenant, botServices(), { accountId })
  expect(await accountOptions(tenant)).toMatchObject([{ id: accountId, available: '9000' }])
})

test("another tenant's accounts and markets do not exist", async () => {
  const accountId = await newPaperAccount(tenant)
  const outsider = await newTenant(database.db)
  expect(await accountOptions(outsider)).toEqual([])
  expect(await instrumentOptions(outsider, accountId, botServices())).toEqual([])
  expect(await instrumentOptions(tenant, '../../etc/passwd', botServices())).toEqual([])
})

test('markets come with their last price, and without one while it is unknown', async () => {
  const accountId = await newPaperAccount(tenant)
  const markets = await instrumentOptions(tenant, accountId, botServices())
  expect(markets[0]).toMatchObject({
    instrument: { symbol: 'BTC/USDT:USDT' },
    priceAt: new Date(noon).toISOString(),
  })
  expect(markets.every(({ lastPrice }) => lastPrice !== null && lastPrice > 0)).toBe(true)
  const market = simulatedMarket('test')
  const away = async () => {
    throw new MarketDataUnavailable('away')
  }
  const unpriced = await instrumentOptions(tenant, accountId, botServices(noon, { ...market, quote: away }))
  expect(unpriced).toHaveLength(markets.length)
  expect(unpriced[0]).toMatchObject({ lastPrice: null, priceAt: null })
  expect(
    await instrumentOptions(tenant, accountId, botServices(noon, { ...market, instruments: away })),
  ).toEqual([])
})
