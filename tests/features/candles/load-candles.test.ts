import { ccxtHistory } from '@/lib/adapters/market-data/ccxt/history'
import type { Tenant } from '@/lib/auth/tenant'
import type { CandleServices, LoadingOptions } from '@/lib/candles/candle-services'
import { loadCandles, type CandleQuery } from '@/lib/candles/load-candles'
import { FORGET_AFTER_DAYS, storeDays, storedDays } from '@/lib/candles/repository'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { marketModel } from '@/lib/domain/simulation/market-model'
import { bybitPublicServer } from '@/tests/features/market-data/bybit-public-server'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import type { TestDatabase } from '@/tests/support/database'

const BTC = 'BTC/USDT:USDT'
const MINUTE = 60_000
const DAY = 86_400_000
const LAUNCH = Date.UTC(2026, 0, 5)

let database: TestDatabase
let venue: Awaited<ReturnType<typeof bybitPublicServer>>
let tenant: Tenant
beforeAll(async () => {
  database = await featureDatabase()
  venue = await bybitPublicServer()
  await ccxtHistory('bybit', { baseUrl: venue.baseUrl, timeoutMs: 30_000 }).listedSince(BTC)
  await venue.close()
}, 60_000)
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  venue = await bybitPublicServer()
  venue.state.now = LAUNCH + 3 * DAY + 12 * 60 * MINUTE + 30_000
  tenant = await newTenant(database.db)
})
afterEach(() => venue.close())

const now = () => venue.state.now
function services(): CandleServices {
  const history = ccxtHistory('bybit', { baseUrl: venue.baseUrl, timeoutMs: 2_000, now, pauseMs: 0 })
  return { clock: { now }, history: () => history }
}

const bybit = { kind: 'exchange', exchange: 'bybit' } as const
const ofBybit = (from: number, to: number): CandleQuery => ({ source: bybit, symbol: BTC, from, to })

async function load(query: CandleQuery, more: Partial<LoadingOptions> = {}, from = services()) {
  return loadCandles(from, tenant, query, { mostCandles: 100_000, ...more })
}

async function loaded(query: CandleQuery, from = services()): Promise<CandleSeries> {
  const result = await load(query, {}, from)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

const minutesOf = ({ openTime }: CandleSeries) => [...openTime].map((time) => (time - LAUNCH) / MINUTE)

describe("an exchange's history", () => {
  it('is fetched page by page, comes out whole and in order, and only once', async () => {
    const query = ofBybit(LAUNCH + DAY + 5 * MINUTE, LAUNCH + 2 * DAY + 7 * MINUTE)
    const first = await loaded(query)
    expect(minutesOf(first)).toEqual(Array.from({ length: 1_442 }, (_, i) => 1_445 + i))
    expect(first.open[0]).toBe(50_000 + 1_445)
    const asked = venue.requestsTo('/kline').length
    expect(await loaded(query)).toEqual(first)
    expect(venue.requestsTo('/kline')).toHaveLength(asked)
  })

  it('is shared by all tenants', async () => {
    const query = ofBybit(LAUNCH, LAUNCH + DAY)
    await loaded(query)
    const asked = venue.requestsTo('/kline').length
    tenant = await newTenant(database.db)
    expect((await loaded(query)).length).toBe(1_440)
    expect(venue.requestsTo('/kline')).toHaveLength(asked)
  })

  it('keeps its gaps as gaps', async () => {
    const missing = [10, 11, 12].map((minute) => LAUNCH + minute * MINUTE)
    missing.forEach((time) => venue.state.missing.add(time))
    const minutes = minutesOf(await loaded(ofBybit(LAUNCH, LAUNCH + 20 * MINUTE)))
    expect(minutes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 18, 19])
  })

  it('ends with the last closed candle, and today is not taken for a whole day', async () => {
    const early = await loaded(ofBybit(LAUNCH + 3 * DAY, LAUNCH + 9 * DAY))
    expect(early.length).toBe(720)
    venue.state.now += 60 * MINUTE
    expect((await loaded(ofBybit(LAUNCH + 3 * DAY, LAUNCH + 9 * DAY))).length).toBe(780)
  })

  it('before the listing is empty without asking for it', async () => {
    const result = await load(ofBybit(LAUNCH - 3 * DAY, LAUNCH))
    expect(result).toMatchObject({ ok: false, error: { kind: 'no-candles' } })
    expect(venue.requestsTo('/kline')).toEqual([])
  })

  it('of a symbol that the venue does not list is not found', async () => {
    const result = await load({ ...ofBybit(LAUNCH, LAUNCH + DAY), symbol: 'NOPE/USDT:USDT' })
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'not-found', message: 'Bybit does not list NOPE/USDT:USDT.' },
    })
  })

  it('that cannot be reached is said to be so, and what was fetched before is kept', async () => {
    await loaded(ofBybit(LAUNCH, LAUNCH + DAY))
    venue.state.fault = 'reset'
    venue.state.faultyPath = '/kline'
    const result = await load(ofBybit(LAUNCH, LAUNCH + 2 * DAY))
    expect(result).toMatchObject({ ok: false, error: { kind: 'unavailable' } })
    expect(JSON.stringify(result)).toContain('Bybit could not be reached')
    expect((await loaded(ofBybit(LAUNCH, LAUNCH + DAY))).length).toBe(1_440)
  })

  it('is refused with a sentence where this installation asks no venues', async () => {
    const result = await load(ofBybit(LAUNCH, LAUNCH + DAY), {}, { clock: { now }, history: () => null })
    expect(result).toMatchObject({ ok: false, error: { kind: 'unavailable' } })
  })

  it('goes on from where a stopped loading ended', async () => {
    let asked = 0
    const stopped = await load(ofBybit(LAUNCH, LAUNCH + 3 * DAY), { shouldStop: () => (asked += 1) > 2 })
    expect(stopped).toMatchObject({ ok: false, error: { kind: 'unfinished' } })
    const pages = venue.requestsTo('/kline').length
    expect(pages).toBeGreaterThan(0)
    expect((await loaded(ofBybit(LAUNCH, LAUNCH + 3 * DAY))).length).toBe(3 * 1_440)
    expect(venue.requestsTo('/kline')).toHaveLength(pages)
  })

  it('that nobody has read for a long time is forgotten', async () => {
    await loaded(ofBybit(LAUNCH, LAUNCH + DAY))
    const old = new Date(Date.now() - (FORGET_AFTER_DAYS + 1) * DAY)
    await database.db.candleDay.updateMany({ data: { usedAt: old } })
    await storeDays({ source: 'bybit', symbol: BTC, barMs: MINUTE }, [
      [LAUNCH + DAY, await loaded(ofBybit(LAUNCH + DAY, LAUNCH + 2 * DAY))],
    ])
    const days = await storedDays(
      { source: 'bybit', symbol: BTC, barMs: MINUTE },
      0,
      LAUNCH + 9 * DAY,
      new Date(),
    )
    expect([...days.keys()]).not.toContain(LAUNCH)
    expect(days.size).toBeGreaterThan(0)
  })
})

describe('the simulated market', () => {
  const simulated = { kind: 'simulated', seed: '7' } as const
  const from = Date.UTC(2025, 11, 1)

  it('gives the candles of its model, and is never stored', async () => {
    const series = await loaded({ source: simulated, symbol: BTC, from, to: from + 20 * DAY })
    expect(series).toEqual(marketModel('7').series(BTC, from, from + 20 * DAY))
    expect(await database.db.candleDay.count()).toBe(0)
  })

  it('merges its minutes into longer candles', async () => {
    const series = await loaded({ source: simulated, symbol: BTC, from, to: from + DAY, timeframe: '1h' })
    expect(series.length).toBe(24)
    expect(series.barMs).toBe(60 * MINUTE)
  })

  it('does not know other symbols', async () => {
    const result = await load({ source: simulated, symbol: 'NOPE/USDT:USDT', from, to: from + DAY })
    expect(result).toMatchObject({ ok: false, error: { kind: 'not-found' } })
  })
})

describe('a question for candles', () => {
  const simulated = { kind: 'simulated', seed: '7' } as const

  it.each([
    ['a period that ends before it begins', 10 * DAY, 5 * DAY, 'bad-range'],
    ['a period in the future', 30_000 * DAY, 30_001 * DAY, 'bad-range'],
    ['no number', NaN, 5 * DAY, 'bad-range'],
    ['too many candles', LAUNCH - 200 * DAY, LAUNCH, 'too-many'],
  ])('is refused: %s', async (_, from, to, kind) => {
    expect(await load({ source: simulated, symbol: BTC, from, to })).toMatchObject({
      ok: false,
      error: { kind },
    })
  })

  it('gives the event loop back between its pieces', async () => {
    let turns = 0
    let isLoading = true
    const count = () => {
      turns += 1
      if (isLoading) setImmediate(count)
    }
    setImmediate(count)
    await load({
      source: { kind: 'simulated', seed: 'fresh' },
      symbol: BTC,
      from: LAUNCH - 60 * DAY,
      to: LAUNCH,
    })
    isLoading = false
    expect(turns).toBeGreaterThanOrEqual(60 / 7)
  })
})
