import type { Tenant } from '@/lib/auth/tenant'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { backtestReport } from '@/lib/backtests/report'
import {
  backtestOf,
  backtestPart,
  cancelBacktest,
  deleteBacktest,
  tradesOfDeal,
} from '@/lib/backtests/repository'
import { readRequest } from '@/lib/backtests/request'
import { claimBacktest, endBacktest, keepBacktest } from '@/lib/backtests/running/repository'
import { reviveBacktests } from '@/lib/backtests/running/revive-backtests'
import { MOST_ATTEMPTS, runStoredBacktest } from '@/lib/backtests/running/run-stored-backtest'
import { simulate } from '@/lib/backtests/running/simulate'
import { turnsFor } from '@/lib/backtests/running/turns'
import { addUpload } from '@/lib/candles/uploads/add-upload'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { CANDLE_HEADER, parseCandles } from '@/lib/domain/candles/parse-candles'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { marketModel } from '@/lib/domain/simulation/market-model'
import type { CandleHistory } from '@/lib/ports/candle-history'
import { backtestServices, finishedBacktest, newBacktest } from '@/tests/support/builders/backtests'
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

const run = (id: string, with_ = services) => runStoredBacktest(with_, id)

async function stored(id: string, of = tenant) {
  const row = await backtestOf(of, id)
  if (row === null) throw new Error('there is no such back-test')
  return row
}

/** A worker that took the run and was never heard of again. */
async function abandon(id: string): Promise<void> {
  const held = await claimBacktest(id)
  if (held === null) throw new Error('the run is held')
  await database.db.backtest.update({ where: { id }, data: { leaseUntil: new Date(Date.now() - 60_000) } })
}

async function openMessages(id: string): Promise<string[]> {
  const rows = await database.db.dispatchMessage.findMany({ where: { body: { contains: id } } })
  return rows.map(({ dedupId }) => dedupId)
}

async function grow(id: string): Promise<void> {
  await database.db.backtest.update({ where: { id }, data: { createdAt: new Date(Date.now() - 120_000) } })
}

describe('a stored back-test', () => {
  it('comes with its message, runs once it is delivered, and keeps everything it found', async () => {
    const id = await newBacktest(tenant, services)
    expect(await openMessages(id)).toEqual([`${id}_first`])
    expect((await stored(id)).status).toBe('queued')
    expect(await run(id)).toBe('done')
    const row = await stored(id)
    expect(row).toMatchObject({ status: 'done', failure: null })
    expect([row.done, row.total]).toEqual([14_400, 14_400])
    expect(row.summary?.candles).toBe(14_400)
    expect(row.summary?.trades).toBeGreaterThan(10)
    expect(row.summary?.warnings.length).toBeGreaterThan(0)
    const deals = await backtestPart(tenant, id, 'deals', 0)
    const trades = await backtestPart(tenant, id, 'trades', 0)
    const series = await backtestPart(tenant, id, 'series', 0)
    const candles = await backtestPart(tenant, id, 'candles', 0)
    expect(deals?.length).toBe(Math.min(50, row.summary?.dealCount ?? 0))
    expect(trades?.length).toBe(Math.min(50, row.summary?.trades ?? 0))
    expect(series?.equity.length).toBe(series?.at.length)
    expect(candles?.candles.length).toBeGreaterThan(100)
    expect(candles?.candles.length).toBeLessThanOrEqual(501)
    const first = deals?.[0]
    const ofFirst = await tradesOfDeal(tenant, id, { symbol: 'SOL/USDT:USDT', side: 'long', number: 1 })
    expect(ofFirst).toEqual(trades?.filter(({ deal }) => deal === first?.number))
    expect(services.errors).toEqual([])
  })

  it('finds what the command finds in the same candles, to the last trade', async () => {
    const id = await finishedBacktest(tenant, services)
    const { data, config } = readRequest((await stored(id)).request)
    const candles = marketModel('test').series('SOL/USDT:USDT', data.from, data.to)
    const input = backtestInput(config, new Map([['SOL/USDT:USDT', candles]]))
    const { summary } = backtestReport(input, runBacktest(input), 1)
    expect((await stored(id)).summary?.fingerprint).toBe(summary.fingerprint)
    expect((await stored(id)).summary?.identity).toEqual(summary.identity)
  })

  it('over a file finds what the command finds in that file', async () => {
    const from = Date.UTC(2025, 2, 1)
    const text = csv(marketModel('file').series('SOL/USDT:USDT', from, from + 5 * 86_400_000))
    const upload = await addUpload(tenant, {
      ...{ name: 'March', symbol: 'SOL/USDT', content: Buffer.from(text), at: from },
    })
    const id = await finishedBacktest(tenant, services, {
      ...{ source: 'files', files: [upload.ok ? upload.value : ''], from: '2025-03-01', to: '2025-03-05' },
    })
    const file = parseCandles(text)
    if (!file.ok) throw new Error(file.error.message)
    const { config } = readRequest((await stored(id)).request)
    const input = backtestInput(config, new Map([['SOL/USDT:USDT', file.value.series]]))
    expect((await stored(id)).summary?.fingerprint).toBe(
      backtestReport(input, runBacktest(input), 1).summary.fingerprint,
    )
  })

  it('in slices gives the same run as in one go, and lets others have their turn', async () => {
    const id = await newBacktest(tenant, services)
    const { data, config } = readRequest((await stored(id)).request)
    const candles = marketModel('test').series('SOL/USDT:USDT', data.from, data.to)
    const input = backtestInput(config, new Map([['SOL/USDT:USDT', candles]]))
    let slices = 0
    const sliced = await simulate(input, { onProgress: () => (slices += 1), shouldStop: () => false })
    if (sliced.kind !== 'done') throw new Error(sliced.kind)
    const fingerprint = (result: ReturnType<typeof runBacktest>) =>
      backtestReport(input, result, 1).summary.fingerprint
    expect(fingerprint(sliced.run)).toBe(fingerprint(runBacktest(input)))
    expect(slices).toBeGreaterThan(2)
  })
})

describe('delivered more than once', () => {
  it('runs once: who comes second finds it held, who comes later finds it ended', async () => {
    const id = await newBacktest(tenant, services)
    const both = await Promise.all([run(id), run(id)])
    expect(both.toSorted()).toEqual(['done', 'held'])
    expect(await run(id)).toBe('held')
    expect(await database.db.backtestPart.count({ where: { kind: 'series' } })).toBe(1)
  })

  it('what a worker writes after it lost its lease counts for nothing', async () => {
    const id = await newBacktest(tenant, services)
    const early = await claimBacktest(id)
    if (early === null) throw new Error('not claimed')
    await database.db.backtest.update({ where: { id }, data: { leaseUntil: new Date(0) } })
    expect(await run(id)).toBe('done')
    const before = await stored(id)
    expect(await keepBacktest(early, { phase: 'running', done: 1, total: 2 })).toBe('lost')
    expect(await endBacktest(early, { status: 'failed', failure: 'late' })).toBe(false)
    expect(await stored(id)).toEqual(before)
  })
})

describe('a run whose worker died', () => {
  it('is delivered again and ends well', async () => {
    const id = await newBacktest(tenant, services)
    await abandon(id)
    await grow(id)
    expect(await reviveBacktests(services)).toBe(1)
    expect(await openMessages(id)).toHaveLength(2)
    expect(await run(id)).toBe('done')
    expect(await reviveBacktests(services)).toBe(0)
  })

  it('again and again is reported instead of running for ever', async () => {
    const id = await newBacktest(tenant, services)
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) await abandon(id)
    await grow(id)
    await reviveBacktests(services)
    expect(await stored(id)).toMatchObject({ status: 'failed', failure: expect.stringContaining('3 times') })
    expect(await run(id)).toBe('held')
  })

  it('too often is reported also where a late message still comes', async () => {
    const id = await newBacktest(tenant, services)
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) await abandon(id)
    expect(await run(id)).toBe('failed')
  })

  it('and whose message was lost is asked for again, once a minute at most', async () => {
    const id = await newBacktest(tenant, services)
    await database.db.dispatchMessage.deleteMany({})
    await grow(id)
    await reviveBacktests(services)
    await reviveBacktests(services)
    expect(await openMessages(id)).toHaveLength(1)
  })
})

describe('a run that cannot go on', () => {
  it('for want of a place gives itself back and comes again', async () => {
    const id = await newBacktest(tenant, services)
    expect(await run(id, { ...services, turns: turnsFor(0) })).toBe('continued')
    expect(await stored(id)).toMatchObject({ status: 'queued' })
    expect(await openMessages(id)).toHaveLength(2)
    expect(await run(id)).toBe('done')
  })

  it('for want of time goes on with the next delivery, as often as it takes', async () => {
    const id = await newBacktest(tenant, services)
    for (let times = 0; times <= MOST_ATTEMPTS; times += 1) {
      expect(await run(id, { ...services, loadingBudgetMs: -1 })).toBe('continued')
    }
    expect(await run(id)).toBe('done')
  })

  it('for want of candles says why', async () => {
    const id = await newBacktest(tenant, services, { source: 'exchange', exchange: 'bybit' })
    expect(await run(id)).toBe('failed')
    expect(await stored(id)).toMatchObject({
      status: 'failed',
      failure: expect.stringContaining('does not ask exchanges'),
      summary: null,
    })
  })

  it('for a fault of ours says so and tells the log', async () => {
    const id = await newBacktest(tenant, services, { source: 'exchange', exchange: 'bybit' })
    const broken: CandleHistory = {
      pageBars: 1_000,
      listedSince: async () => {
        throw new TypeError('a bug')
      },
      page: async () => {
        throw new TypeError('a bug')
      },
    }
    expect(await run(id, { ...services, history: () => broken })).toBe('failed')
    expect((await stored(id)).failure).toContain('our side')
    expect(services.errors).toEqual([new TypeError('a bug')])
  })

  it('of a plan that allows less by now is refused before it takes the memory', async () => {
    const id = await newBacktest(tenant, services, { timeframe: '1m', from: '2025-01-10', to: '2025-08-30' })
    await database.db.user.update({ where: { id: tenant.userId }, data: { plan: 'FREE' } })
    expect(await run(id)).toBe('failed')
    expect((await stored(id)).failure).toContain('more than 300,000 candles')
  })
})

describe('cancelled', () => {
  it('while it waits it ends at once', async () => {
    const id = await newBacktest(tenant, services)
    expect(await cancelBacktest(tenant, id)).toBe('cancelled')
    expect(await stored(id)).toMatchObject({ status: 'cancelled' })
    expect(await run(id)).toBe('held')
    expect(await cancelBacktest(tenant, id)).toBe('ended')
  })

  it('while it runs it ends within a second and keeps nothing', async () => {
    const id = await newBacktest(tenant, services, { from: '2025-01-10', to: '2025-08-30' })
    const running = run(id)
    await until(async () => (await stored(id)).status === 'running')
    expect(await cancelBacktest(tenant, id)).toBe('asked')
    expect(await running).toBe('cancelled')
    expect(await stored(id)).toMatchObject({ status: 'cancelled', summary: null })
    expect(await database.db.backtestPart.count()).toBe(0)
  })

  it('by deleting it, its worker finds nothing to write to', async () => {
    const id = await newBacktest(tenant, services, { from: '2025-01-10', to: '2025-08-30' })
    const running = run(id)
    await until(async () => (await stored(id)).status === 'running')
    expect(await deleteBacktest(tenant, id)).toBe(true)
    expect(await running).toBe('lost')
    expect(await database.db.backtestPart.count()).toBe(0)
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it never happened')
}

function csv({ length, openTime, open, high, low, close, volume }: CandleSeries): string {
  const rows = Array.from({ length }, (_, i) =>
    [openTime, open, high, low, close, volume].map((column) => column[i]).join(','),
  )
  return [CANDLE_HEADER, ...rows].join('\n')
}
