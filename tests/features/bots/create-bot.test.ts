import type { Tenant } from '@/lib/auth/tenant'
import { createBot } from '@/lib/bots/creation/create-bot'
import { newId } from '@/lib/ids'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import { botForm, botServices, newBot, newPaperAccount, noon, pairForm } from '@/tests/support/builders/bots'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import { rowsOf } from '@/tests/support/builders/trading-rows'
import type { TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let tenant: Tenant
let accountId: string
const services = botServices()

beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db)
  accountId = await newPaperAccount(tenant)
})

const create = (over: Record<string, unknown> = {}) => createBot(tenant, botForm(accountId, over), services)
const bots = () => database.db.bot.findMany({ include: { pairs: true } })

/** The faulty fields of a refused form, after checking that nothing was stored. */
async function refusedFields(over: Record<string, unknown>): Promise<Record<string, string>> {
  const before = await rowsOf(database.db, tenant.userId)
  const refused = await create(over)
  expect(await rowsOf(database.db, tenant.userId)).toBe(before)
  if (refused.ok) throw new Error('the form was accepted')
  return Object.fromEntries((refused.error.faults ?? []).map(({ field, message }) => [field, message]))
}

test('a valid form makes a draft with its pairs, a log line and an audit entry, and nothing runs', async () => {
  const created = await create()
  expect(created).toMatchObject({ ok: true, value: { created: true, started: false } })
  const [bot] = await bots()
  expect(bot).toMatchObject({
    name: 'Ladder',
    status: 'DRAFT',
    intervalSec: 300,
    nextRunAt: null,
    startedAt: null,
  })
  expect(bot?.pairs).toMatchObject([
    { symbol: 'SOL/USDT:USDT', side: 'long', leverage: 3, holdsMarket: false, accountId },
  ])
  expect(bot?.pairs[0]?.config).toMatchObject({ allocatedCapital: 1000, stopLossPct: 12, maxDeals: null })
  expect(await database.db.botLog.findMany()).toMatchObject([{ code: 'bot-created', botId: bot?.id }])
  expect(await database.db.auditEntry.findMany({ where: { action: 'bot.created' } })).toHaveLength(1)
})

test('"start at once" makes it run, hold its markets and be due now', async () => {
  await create({ start: 'on' })
  const [bot] = await bots()
  expect(bot).toMatchObject({ status: 'RUNNING', startedAt: new Date(noon) })
  expect(bot?.pairs[0]?.holdsMarket).toBe(true)
  expect(bot?.nextRunAt?.getTime()).toBeLessThanOrEqual(noon)
  expect(bot?.nextRunAt?.getTime()).toBeGreaterThan(noon - 300_000)
})

const badNumbers = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e-400',
  '0',
  '-5',
  '0.000000000000000000001',
  '99999999999999999999',
  '1,5',
  '0x10',
  '1_000',
  '012',
  '+5',
  '',
  true,
  [],
  {},
  null,
] as const

test.each(badNumbers)('an order size of %p is refused at its field and nothing is stored', async (value) => {
  const pairs = [pairForm({}, { baseOrderSize: value })]
  expect(Object.keys(await refusedFields({ pairs }))).toEqual(['pairs.0.config.baseOrderSize'])
})

test('a comma is answered with the way to write it', async () => {
  const faults = await refusedFields({ pairs: [pairForm({}, { baseOrderSize: '1,5' })] })
  expect(faults['pairs.0.config.baseOrderSize']).toContain('1.5, not 1,5')
})

test('spaces around a number are trimmed everywhere alike', async () => {
  await create({ intervalSec: ' 300 ', pairs: [pairForm({ leverage: ' 3 ' }, { baseOrderSize: ' 200 ' })] })
  const [bot] = await bots()
  expect(bot?.pairs[0]).toMatchObject({ leverage: 3, config: { baseOrderSize: 200 } })
})

test.each(['0', '0.5', '1000', '-1', 'x'])('a leverage of %s is refused', async (leverage) => {
  expect(await refusedFields({ pairs: [pairForm({ leverage })] })).toHaveProperty(['pairs.0.leverage'])
})

test('a leverage above the risk tier of the market is refused with the highest allowed', async () => {
  const faults = await refusedFields({ pairs: [pairForm({ leverage: '80' }, { stopLossPct: '0.5' })] })
  expect(faults['pairs.0.leverage']).toBeDefined()
})

test.each([
  ['below the minimum', { baseOrderSize: '1' }, 'pairs.0.config.baseOrderSize'],
  ['more steps than allowed', { maxSafetyOrders: '10000' }, 'pairs.0.config.maxSafetyOrders'],
  ['a multiplier of 100', { volumeScale: '100' }, 'pairs.0.config.volumeScale'],
  ['a ladder that exceeds the capital', { volumeScale: '5' }, 'pairs.0.config.allocatedCapital'],
  ['a stop on the wrong side', { stopLossPct: '-5' }, 'pairs.0.config.stopLossPct'],
  ['an unknown setting', { martingale: '2' }, 'pairs.0.config.martingale'],
  ['an unknown choice', { deviationFrom: 'above' }, 'pairs.0.config.deviationFrom'],
])('%s is refused at its field', async (_, config, field) => {
  expect(await refusedFields({ pairs: [pairForm({}, config)] })).toHaveProperty([field])
})

test.each(['SOLUSDT', 'sol/usdt', 'SOL-USDT', ' SOL/USDT:USDT '])(
  '%p is understood as SOL/USDT:USDT',
  async (symbol) => {
    await create({ pairs: [pairForm({ symbol })] })
    expect((await bots())[0]?.pairs[0]?.symbol).toBe('SOL/USDT:USDT')
  },
)

test.each(['NOPE/USDT:USDT', 'BTC/USD:BTC', 'SOL/USDT:USDC', 'USDT', '', 5, null])(
  'the symbol %p is refused',
  async (symbol) => {
    expect(await refusedFields({ pairs: [pairForm({ symbol })] })).toHaveProperty(['pairs.0.symbol'])
  },
)

test('a pair named twice is refused, its other side is not', async () => {
  const twice = [pairForm(), pairForm({ symbol: 'solusdt' })]
  expect(await refusedFields({ pairs: twice })).toHaveProperty(['pairs.1.symbol'])
  expect(await create({ pairs: [pairForm(), pairForm({ side: 'short' })] })).toMatchObject({ ok: true })
})

test.each([[[]], ['x'], [undefined], [{}]])('pairs of %p are refused', async (pairs) => {
  expect(await refusedFields({ pairs })).toHaveProperty(['pairs'])
})

test('pairs beyond the plan or any reason are refused before one of them is looked at', async () => {
  const pairs = new Array<unknown>(100_000)
  const untouched = new Proxy(pairs, {
    get: (target, name) => {
      if (typeof name === 'string' && /^\d+$/.test(name)) throw new Error('an element was looked at')
      return Reflect.get(target, name) as unknown
    },
  })
  expect(Object.keys(await refusedFields({ pairs: untouched }))).toEqual(['pairs'])
  const free = await newTenant(database.db, { plan: 'FREE' })
  const account = await newPaperAccount(free)
  const three = ['SOL', 'ETH', 'BTC'].map((base) => pairForm({ symbol: `${base}/USDT:USDT` }))
  const refused = await createBot(free, botForm(account, { pairs: three }), services)
  expect(refused).toMatchObject({
    ok: false,
    error: { faults: [{ message: 'Free allows 2 pairs per bot.' }] },
  })
})

test('names are composed, freed of controls that turn text around, and otherwise kept as typed', async () => {
  const kept = "🦊 Größe 台 <script>${7*7}{{7*7}}' OR 1=1 --"
  await create({ name: `  \u202e${kept.normalize('NFD')}\u200b ` })
  expect((await bots())[0]?.name).toBe(kept.normalize('NFC'))
})

test.each([
  ['of 61 characters', 'x'.repeat(61)],
  ['of 10,000 characters', 'x'.repeat(10_000)],
  ['of spaces', '  '],
  ['of nothing visible', '\u200b\u202e'],
  ['with half a surrogate pair', 'a\ud800b'],
  ['with a zero byte', 'a\u0000b'],
  ['that is a number', 5],
  ['that is missing', undefined],
])('a name %s is refused', async (_, name) => {
  expect(Object.keys(await refusedFields({ name }))).toEqual(['name'])
})

test.each(['../../etc/passwd', 'acc_00000000000000000000000000', 7, undefined])(
  'the account %p is refused',
  async (id) => {
    expect(await refusedFields({ accountId: id })).toHaveProperty(['accountId'])
  },
)

test('an account of somebody else is refused like one that does not exist', async () => {
  const other = await newTenant(database.db)
  const foreign = await newPaperAccount(other)
  const before = await rowsOf(database.db, other.userId)
  expect(await refusedFields({ accountId: foreign })).toEqual({ accountId: 'Choose one of your accounts.' })
  expect(await rowsOf(database.db, other.userId)).toBe(before)
})

test('all faults are told at once, those of the market too', async () => {
  const faults = await refusedFields({
    name: '',
    intervalSec: '7',
    surprise: '1',
    pairs: [
      pairForm({ symbol: 'NOPE' }),
      pairForm({ side: 'up' }, { takeProfitPct: 'x' }),
      pairForm({}, { baseOrderSize: '1' }),
    ],
  })
  expect(Object.keys(faults).toSorted()).toEqual(
    [
      '',
      'intervalSec',
      'name',
      'pairs.0.symbol',
      'pairs.1.config.takeProfitPct',
      'pairs.1.side',
      'pairs.2.config.baseOrderSize',
    ].toSorted(),
  )
})

test('a pair without a stop loss is saved only when that is confirmed', async () => {
  const pairs = [pairForm({}, { stopLossPct: '' })]
  expect(Object.keys(await refusedFields({ pairs }))).toEqual(['confirmNoStop'])
  expect(await create({ pairs, confirmNoStop: 'on' })).toMatchObject({ ok: true })
})

test('the pairs of one bot share what the account holds', async () => {
  const pairs = [pairForm(), pairForm({ side: 'short' }, { allocatedCapital: '9900' })]
  expect(await refusedFields({ pairs })).toHaveProperty(['pairs.0.config.allocatedCapital'])
})

test('twenty forms at once make as many bots as the plan allows', async () => {
  const basic = await newTenant(database.db, { plan: 'BASIC' })
  const account = await newPaperAccount(basic)
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => createBot(basic, botForm(account), services)),
  )
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3)
  const refused = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error.message]))
  expect(new Set(refused)).toEqual(new Set(['Basic allows 3 bots. Pro allows 10.']))
  expect(await database.db.bot.count({ where: { tenantId: basic.userId } })).toBe(3)
})

test('the same form sent twice, also at the same moment, makes one bot', async () => {
  const form = botForm(accountId, { start: 'on', requestKey: newId('ord') })
  const both = await Promise.all([createBot(tenant, form, services), createBot(tenant, form, services)])
  const again = await createBot(tenant, form, services)
  const ids = [...both, again].map((outcome) => (outcome.ok ? outcome.value.botId : outcome.error))
  expect(new Set(ids).size).toBe(1)
  expect(await database.db.bot.count()).toBe(1)
})

test('the same request key of another tenant makes his own bot', async () => {
  const requestKey = newId('ord')
  const other = await newTenant(database.db)
  const theirs = await newBot(other, services, { requestKey })
  const mine = await newBot(tenant, services, { requestKey, accountId })
  expect(mine).not.toBe(theirs)
})

test('two live bots of one account do not share a market, and the sentence names the holder', async () => {
  await newBot(tenant, services, { accountId, name: 'First', start: 'on' })
  const faults = await refusedFields({ start: 'on' })
  expect(faults['pairs.0.symbol']).toContain('"First" already trades SOL/USDT:USDT long')
  expect(await create({ start: 'on', pairs: [pairForm({ side: 'short' })] })).toMatchObject({ ok: true })
  expect(await create()).toMatchObject({ ok: true })
})

test('of two racing forms for one market one bot is made', async () => {
  const outcomes = await Promise.all([create({ start: 'on' }), create({ start: 'on' })])
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await database.db.tradingPair.count({ where: { holdsMarket: true } })).toBe(1)
})

test('without a fresh price nothing is saved and the sentence says so', async () => {
  const market = simulatedMarket('test')
  const away = async () => {
    throw new MarketDataUnavailable('away')
  }
  const unreachable = botServices(noon, { ...market, quote: away })
  expect(await createBot(tenant, botForm(accountId), unreachable)).toMatchObject({
    error: { kind: 'prices-unavailable' },
  })
  const stale = botServices(noon, { ...market, quote: (symbol) => market.quote(symbol, noon - 61_000) })
  expect(await createBot(tenant, botForm(accountId), stale)).toMatchObject({
    error: { kind: 'invalid', faults: [{ field: 'pairs.0.symbol' }] },
  })
  expect(await database.db.bot.count()).toBe(0)
})

test.each(['PENDING', 'SUSPENDED', 'REJECTED'] as const)('a %s user makes no bot', async (status) => {
  await database.db.user.update({ where: { id: tenant.userId }, data: { status } })
  expect(await create()).toMatchObject({ ok: false, error: { kind: 'refused' } })
  expect(await database.db.bot.count()).toBe(0)
})

test('the plan of the database counts, not the one the session started with', async () => {
  await database.db.user.update({ where: { id: tenant.userId }, data: { plan: 'FREE' } })
  await create()
  expect(await create()).toMatchObject({ error: { message: 'Free allows one bot. Basic allows 3.' } })
})
