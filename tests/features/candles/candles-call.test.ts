import { gunzipSync } from 'node:zlib'
import { memoryRateLimiter } from '@/lib/adapters/rate-limiter/memory'
import type { Tenant } from '@/lib/auth/tenant'
import { handleCandlesCall } from '@/lib/candles/candles-call'
import { fetchCandles } from '@/lib/candles/fetch-candles'
import { MAX_SERVED_CANDLES } from '@/lib/candles/served-candles'
import { addUpload } from '@/lib/candles/uploads/add-upload'
import { CANDLE_HEADER } from '@/lib/domain/candles/parse-candles'
import { decodeCandles } from '@/lib/domain/candles/wire'
import { marketModel } from '@/lib/domain/simulation/market-model'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import type { TestDatabase } from '@/tests/support/database'

const BTC = 'BTC/USDT:USDT'
const MINUTE = 60_000
const DAY = 86_400_000
const from = Date.UTC(2025, 2, 1)
const origin = 'https://bots.example.com'

let database: TestDatabase
let tenant: Tenant
let limiter = memoryRateLimiter()
beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db)
  limiter = memoryRateLimiter()
})
afterEach(() => jest.restoreAllMocks())

const question = (more: Record<string, string> = {}) => ({
  ...{ source: 'simulated:1', symbol: BTC, timeframe: '1m' },
  ...{ from: String(from), to: String(from + DAY) },
  ...more,
})

const ask = (parameters: Record<string, string>, headers: Record<string, string> = {}, of = tenant) =>
  handleCandlesCall(
    new Request(`${origin}/api/app/candles?${new URLSearchParams(parameters)}`, { headers }),
    of,
    { clock: { now: () => Date.UTC(2026, 5, 1) }, history: () => null, rateLimiter: limiter },
  )

test('candles come as bytes that a browser decodes', async () => {
  const response = await ask(question())
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
  const series = decodeCandles(new Uint8Array(await response.arrayBuffer()))
  expect(series.ok && series.value).toEqual(marketModel('1').series(BTC, from, from + DAY))
})

test('they are packed for whoever can unpack them', async () => {
  const response = await ask(question(), { accept: 'application/gzip, application/octet-stream' })
  expect(response.headers.get('content-type')).toBe('application/gzip')
  const series = decodeCandles(gunzipSync(Buffer.from(await response.arrayBuffer())))
  expect(series.ok && series.value.length).toBe(1_440)
})

test.each([
  [{ source: 'nowhere' }, 422],
  [{ source: 'upload:upl_short' }, 422],
  [{ symbol: 'BTC' }, 422],
  [{ timeframe: '7m' }, 422],
  [{ from: 'yesterday' }, 422],
  [{ extra: '1' }, 422],
  [{ to: '0' }, 422],
  [{ to: String(from + (MAX_SERVED_CANDLES + 1) * MINUTE) }, 422],
  [{ symbol: 'NOPE/USDT:USDT' }, 404],
  [{ source: 'exchange:bybit' }, 503],
])('a question with %j is answered %d with a sentence', async (wrong, status) => {
  const response = await ask(question(wrong))
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ error: { kind: expect.any(String), message: expect.any(String) } })
})

test("another tenant's file is not found", async () => {
  const content = Buffer.from([CANDLE_HEADER, `${from},1,1,1,1,1`, `${from + MINUTE},1,1,1,1,1`].join('\n'))
  const added = await addUpload(tenant, { name: 'Mine', symbol: BTC, content, at: from })
  const source = `upload:${added.ok ? added.value : ''}`
  expect((await ask(question({ source }))).status).toBe(200)
  expect((await ask(question({ source }), {}, await newTenant(database.db))).status).toBe(404)
})

test('who asks without end is told to wait', async () => {
  const wrong = question({ symbol: 'BTC' })
  const answers = await Promise.all(Array.from({ length: 121 }, () => ask(wrong)))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
})

describe('the reader for browsers', () => {
  const wanted = { source: { kind: 'simulated', seed: '1' }, symbol: BTC, timeframe: '1m', from } as const

  const answerWith = (answer: (url: string) => Promise<Response>) =>
    jest.spyOn(globalThis, 'fetch').mockImplementation((url) => answer(String(url)))

  const answerFromHere = () => answerWith((url) => ask(Object.fromEntries(new URL(url, origin).searchParams)))

  test('asks in as many pieces as it takes', async () => {
    const asked = answerFromHere()
    const to = from + (MAX_SERVED_CANDLES + 100) * MINUTE
    const series = await fetchCandles({ ...wanted, to })
    expect(series.ok && series.value.length).toBe(MAX_SERVED_CANDLES + 100)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  test('asks again while the history is still being fetched', async () => {
    let asked = 0
    answerWith(async (url) => {
      asked += 1
      const busy = { error: { kind: 'busy', message: 'more is to come' } }
      if (asked < 3) return Response.json(busy, { status: 503, headers: { 'Retry-After': '0' } })
      return ask(Object.fromEntries(new URL(url, origin).searchParams))
    })
    const series = await fetchCandles({ ...wanted, to: from + DAY })
    expect([asked, series.ok]).toEqual([3, true])
  })

  test('tells why there are none', async () => {
    answerFromHere()
    const none = await fetchCandles({ ...wanted, symbol: 'NOPE/USDT:USDT', to: from + DAY })
    expect(none).toMatchObject({ ok: false, error: { kind: 'no-candles' } })
    const away = await fetchCandles({
      ...wanted,
      source: { kind: 'exchange', exchange: 'bybit' },
      to: from + DAY,
    })
    expect(away).toMatchObject({
      ok: false,
      error: { kind: 'failed', message: expect.stringContaining('simulated') },
    })
  })
})
