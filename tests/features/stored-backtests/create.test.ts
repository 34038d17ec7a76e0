import type { Tenant } from '@/lib/auth/tenant'
import { cancelRun, deleteRun, renameRun } from '@/lib/backtests/commands'
import { createBacktest } from '@/lib/backtests/create-backtest'
import {
  aheadOf,
  backtestOf,
  backtestPart,
  backtestsOf,
  cancelBacktest,
  deleteBacktest,
  renameBacktest,
  tradesOfDeal,
} from '@/lib/backtests/repository'
import { expectedCandles, readRequest } from '@/lib/backtests/request'
import { addUpload } from '@/lib/candles/uploads/add-upload'
import { CANDLE_HEADER } from '@/lib/domain/candles/parse-candles'
import { planOf } from '@/lib/domain/plans'
import {
  backtestForm,
  backtestNow,
  backtestServices,
  finishedBacktest,
  newBacktest,
  typedPair,
} from '@/tests/support/builders/backtests'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import type { TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let tenant: Tenant
let services: ReturnType<typeof backtestServices>
beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db)
  services = backtestServices(database.db)
})

const create = (over: Record<string, unknown> = {}, of = tenant) =>
  createBacktest(of, backtestForm(over), services)

async function faultsOf(over: Record<string, unknown>) {
  const created = await create(over)
  if (created.ok) throw new Error('the form was accepted')
  return created.error.faults ?? []
}

async function requestOf(id: string) {
  return readRequest((await backtestOf(tenant, id))?.request)
}

const candleFile = (minutes = 1) => {
  const at = Date.UTC(2025, 7, 1)
  const rows = [0, 1, 2, 3].map((n) => `${at + n * minutes * 60_000},1,1,1,1,1`)
  return Buffer.from([CANDLE_HEADER, ...rows].join('\n'))
}

async function file(symbol: string, of = tenant, minutes = 1): Promise<string> {
  const added = await addUpload(of, { name: 'A file', symbol, content: candleFile(minutes), at: backtestNow })
  if (!added.ok) throw new Error(added.error.message)
  return added.value
}

describe('the form of a new back-test', () => {
  it('becomes a request that says everything the run depends on', async () => {
    const { data, config } = await requestOf(await newBacktest(tenant, services))
    expect(data).toEqual({
      ...{ source: { kind: 'simulated', seed: 'test' }, timeframe: '1m' },
      ...{ from: Date.UTC(2025, 7, 1), to: Date.UTC(2025, 7, 11) },
    })
    expect(config).toMatchObject({
      ...{ deposit: 10_000, decisionEverySec: 300, fees: { maker: 0.0002, taker: 0.00055 } },
      pairs: [{ symbol: 'SOL/USDT:USDT', side: 'long', leverage: 3, strategy: 'dca' }],
    })
  })

  it('ends with the last closed candle where the last day is not over', async () => {
    const { data } = await requestOf(
      await newBacktest(tenant, services, { to: '2025-12-31', timeframe: '1h' }),
    )
    expect(data.to).toBe(backtestNow)
  })

  it('understands a market as people write it', async () => {
    const id = await newBacktest(tenant, services, { pairs: [typedPair({ symbol: ' solusdt' })] })
    expect((await requestOf(id)).config.pairs[0]?.symbol).toBe('SOL/USDT:USDT')
  })

  it.each([
    [{ name: ' ' }, 'name'],
    [{ source: 'elsewhere' }, 'source'],
    [{ seed: '' }, 'seed'],
    [{ seed: 'a:b' }, 'seed'],
    [{ source: 'exchange', exchange: 'mtgox' }, 'exchange'],
    [{ timeframe: '7m' }, 'timeframe'],
    [{ from: '1.3.2025' }, 'from'],
    [{ from: '2025-02-31' }, 'from'],
    [{ from: '2025-08-20', to: '2025-08-10' }, 'to'],
    [{ from: '2024-08-20' }, 'from'],
    [{ from: '2030-01-01', to: '2030-01-02' }, 'from'],
    [{ deposit: '1,5' }, 'deposit'],
    [{ deposit: '0' }, 'deposit'],
    [{ intervalSec: '30' }, 'intervalSec'],
    [{ feeMaker: '2' }, 'feeMaker'],
    [{ feeTaker: '-0.1' }, 'feeTaker'],
    [{ pairs: [] }, 'pairs'],
    [{ pairs: [typedPair({ symbol: 'NOPE/USDT:USDT' })] }, 'pairs.0.symbol'],
    [{ pairs: [typedPair({ leverage: 'many' })] }, 'pairs.0.leverage'],
    [{ pairs: [typedPair({}, { takeProfitPct: '-1' })] }, 'pairs.0.config.takeProfitPct'],
    [{ pairs: [typedPair(), typedPair()] }, 'pairs.1.symbol'],
    [{ source: 'exchange', exchange: 'bybit', pairs: [typedPair({ symbol: 'sol' })] }, 'pairs.0.symbol'],
    [{ source: 'files' }, 'files.0'],
  ])('with %j is refused at the field %s', async (over, field) => {
    expect((await faultsOf(over)).map((fault) => fault.field)).toEqual([field])
    expect(await backtestsOf(tenant, null, 10)).toEqual([])
  })

  it('tells all its faults at once', async () => {
    const faults = await faultsOf({ name: '', deposit: 'x', from: '', pairs: [typedPair({ leverage: '' })] })
    expect(faults.map(({ field }) => field)).toEqual(['name', 'from', 'deposit', 'pairs.0.leverage'])
  })

  it('takes what is no form for a form without anything', async () => {
    for (const input of [null, 7, 'text', []]) {
      expect(await createBacktest(tenant, input, services)).toMatchObject({
        ok: false,
        error: { kind: 'invalid' },
      })
    }
  })

  it('sent twice makes one run', async () => {
    const form = backtestForm()
    const twice = await Promise.all([1, 2].map(() => createBacktest(tenant, form, services)))
    expect(twice[0]).toEqual(twice[1])
    expect(await backtestsOf(tenant, null, 10)).toHaveLength(1)
  })
})

describe('files as the source', () => {
  it('give each pair its market', async () => {
    const [sol, eth] = [await file('SOL/USDT'), await file('ETH/USDT')]
    const id = await newBacktest(tenant, services, {
      ...{ source: 'files', files: [sol, eth, eth] },
      pairs: [typedPair(), typedPair(), typedPair({ side: 'short' })],
    })
    const { data, config } = await requestOf(id)
    expect(config.pairs.map(({ symbol, side }) => `${symbol} ${side}`)).toEqual([
      'SOL/USDT:USDT long',
      'ETH/USDT:USDT long',
      'ETH/USDT:USDT short',
    ])
    expect(data.source).toMatchObject({
      files: { 'SOL/USDT:USDT': { id: sol }, 'ETH/USDT:USDT': { id: eth } },
    })
  })

  it('must be one for each market, and all of one candle length', async () => {
    const [sol, other, long] = [
      await file('SOL/USDT'),
      await file('SOL/USDT'),
      await file('ETH/USDT', tenant, 5),
    ]
    const two = { source: 'files', pairs: [typedPair(), typedPair({ side: 'short' })] }
    expect((await faultsOf({ ...two, files: [sol, other] })).map(({ field }) => field)).toEqual(['files.1'])
    expect((await faultsOf({ ...two, files: [sol, long] })).map(({ field }) => field)).toEqual(['files.1'])
  })

  it('must be the tenant’s own', async () => {
    const theirs = await file('SOL/USDT', await newTenant(database.db))
    expect(await faultsOf({ source: 'files', files: [theirs] })).toEqual([
      { field: 'files.0', message: 'Choose one of your files.' },
    ])
  })
})

describe("a plan's room for back-tests", () => {
  it('holds the stated number at once, also when many forms arrive together', async () => {
    const { atOnce } = planOf('pro').backtests
    const created = await Promise.all(Array.from({ length: atOnce + 3 }, () => create()))
    expect(created.filter(({ ok }) => ok)).toHaveLength(atOnce)
    expect(created.find(({ ok }) => !ok)).toMatchObject({
      error: { kind: 'limit-reached', message: expect.stringContaining('Pro runs 3 back-tests at a time.') },
    })
  })

  it('holds the stated number in all, and says what helps', async () => {
    const owner = await newTenant(database.db, { plan: 'FREE' })
    const first = await newBacktest(owner, services)
    const ended = {
      tenantId: owner.userId,
      name: 'Ended',
      status: 'cancelled',
      endedAt: new Date(),
      request: {},
    }
    await database.db.backtest.createMany({
      data: Array.from({ length: planOf('free').backtests.stored }, (_, n) => ({
        ...{ ...ended, id: `bt_${n}`, requestKey: `key${n}` },
      })),
    })
    await cancelBacktest(owner, first)
    expect(await create({}, owner)).toMatchObject({
      error: {
        kind: 'limit-reached',
        message: 'Free keeps 10 back-tests. Delete one first. Basic keeps 50 back-tests.',
      },
    })
    await deleteBacktest(owner, first)
    await deleteBacktest(owner, 'bt_0')
    expect((await create({}, owner)).ok).toBe(true)
  })

  it('holds runs of the stated length', async () => {
    const owner = await newTenant(database.db, { plan: 'FREE' })
    const long = { from: '2025-01-01', to: '2025-08-31' }
    expect(await create(long, owner)).toMatchObject({ ok: false, error: { faults: [{ field: 'to' }] } })
    const id = await createBacktest(owner, backtestForm({ ...long, timeframe: '5m' }), services)
    const row = await backtestOf(owner, id.ok ? id.value : '')
    expect(expectedCandles(readRequest(row?.request))).toBe(243 * 288)
  })

  it('is none for an account that is not active', async () => {
    await database.db.user.update({ where: { id: tenant.userId }, data: { status: 'SUSPENDED' } })
    expect(await create()).toMatchObject({ ok: false, error: { kind: 'refused' } })
  })
})

describe("another tenant's back-test", () => {
  it('is not found by any question and not touched by any command', async () => {
    const id = await finishedBacktest(tenant, services)
    const stranger = await newTenant(database.db)
    const before = await backtestOf(tenant, id)
    expect(await backtestOf(stranger, id)).toBeNull()
    expect(await backtestsOf(stranger, null, 10)).toEqual([])
    expect(await backtestPart(stranger, id, 'trades', 0)).toBeNull()
    expect(await tradesOfDeal(stranger, id, { symbol: 'SOL/USDT:USDT', side: 'long', number: 1 })).toEqual([])
    expect(await cancelBacktest(stranger, id)).toBe('not-found')
    expect(await renameBacktest(stranger, id, 'Mine')).toBe(false)
    expect(await deleteBacktest(stranger, id)).toBe(false)
    expect(await backtestOf(tenant, id)).toEqual(before)
  })
})

describe('the commands', () => {
  it('answer in sentences', async () => {
    const id = await newBacktest(tenant, services)
    expect(await renameRun(tenant, { backtestId: id, name: ' August  ' })).toEqual({
      ok: true,
      value: 'Renamed.',
    })
    expect((await backtestOf(tenant, id))?.name).toBe('August')
    expect(await renameRun(tenant, { backtestId: id, name: '' })).toMatchObject({
      error: { faults: [{ field: 'name' }] },
    })
    expect(await cancelRun(tenant, id)).toEqual({ ok: true, value: 'Cancelled.' })
    expect(await cancelRun(tenant, id)).toMatchObject({ ok: false, error: { kind: 'conflict' } })
    expect(await deleteRun(tenant, id)).toEqual({ ok: true, value: 'Deleted.' })
    expect(await deleteRun(tenant, id)).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect(await cancelRun(tenant, id)).toMatchObject({ ok: false, error: { kind: 'not-found' } })
  })
})

test('runs come newest first, page by page, and those that wait know how many are before them', async () => {
  const ids: string[] = []
  for (let n = 0; n < 3; n += 1) {
    const at = { ...services, clock: { now: () => backtestNow + n * 60_000 } }
    ids.unshift(await newBacktest(tenant, at))
  }
  const [newest, second] = await backtestsOf(tenant, null, 2)
  expect([newest?.id, second?.id]).toEqual(ids.slice(0, 2))
  const older = await backtestsOf(
    tenant,
    { at: second?.createdAt.toISOString() ?? '', id: second?.id ?? '' },
    2,
  )
  expect(older.map(({ id }) => id)).toEqual(ids.slice(2))
  expect(await aheadOf(newest?.createdAt ?? new Date())).toBe(2)
})
