import { gzipSync } from 'node:zlib'
import type { Tenant } from '@/lib/auth/tenant'
import { loadCandles } from '@/lib/candles/load-candles'
import { addUpload } from '@/lib/candles/uploads/add-upload'
import { deleteUpload, uploadsOf } from '@/lib/candles/uploads/repository'
import { handleUploadCall } from '@/lib/candles/uploads/uploads-call'
import { memoryRateLimiter } from '@/lib/adapters/rate-limiter/memory'
import { CANDLE_HEADER, parseCandles } from '@/lib/domain/candles/parse-candles'
import type { HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import { planOf } from '@/lib/domain/plans'
import { featureDatabase } from '@/tests/support/builders/feature-database'
import { newTenant } from '@/tests/support/builders/tenants'
import type { TestDatabase } from '@/tests/support/database'

const SYMBOL = 'SOL/USDT:USDT'
const MINUTE = 60_000
const T0 = Date.UTC(2024, 0, 1)
const at = Date.UTC(2025, 5, 1)

let database: TestDatabase
let tenant: Tenant
beforeAll(async () => {
  database = await featureDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  tenant = await newTenant(database.db, { plan: 'FREE' })
})

const candles = (count: number, { without = [] as number[] } = {}) =>
  [
    CANDLE_HEADER,
    ...Array.from({ length: count }, (_, i) => i)
      .filter((i) => !without.includes(i))
      .map(
        (i) => `${T0 + i * MINUTE},${100 + i / 100},${101 + i / 100},${99 + i / 100},${100.5 + i / 100},12.5`,
      ),
  ].join('\n')

const upload = (text: string | Buffer, { name = 'January', symbol = SYMBOL as unknown, of = tenant } = {}) =>
  addUpload(of, { name, symbol, content: Buffer.from(text), at })

async function uploaded(text: string | Buffer, of = tenant): Promise<string> {
  const added = await upload(text, { of })
  if (!added.ok) throw new Error(added.error.message)
  return added.value
}

function load(
  uploadId: string,
  more: { of?: Tenant; timeframe?: HistoryTimeframe; from?: number; to?: number } = {},
) {
  const { of = tenant, from = 0, to = at, ...rest } = more
  const query = { source: { kind: 'upload', uploadId } as const, symbol: SYMBOL, from, to, ...rest }
  return loadCandles({ clock: { now: () => at }, history: () => null }, of, query, { mostCandles: 1_000_000 })
}

describe('a candle file', () => {
  it.each([
    ['as it is', (text: string) => Buffer.from(text)],
    ['gzipped', (text: string) => gzipSync(text)],
    [
      'from Windows, with a byte order mark',
      (text: string) => Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`),
    ],
  ])('comes back candle by candle: %s', async (_, pack) => {
    const text = candles(45_000)
    const expected = parseCandles(text)
    const id = await uploaded(pack(text))
    const series = await load(id)
    expect(series.ok && expected.ok && series.value).toEqual(expected.ok && expected.value.series)
  })

  it('is read in parts, and merged into longer candles where asked', async () => {
    const id = await uploaded(candles(45_000))
    const part = await load(id, { from: T0 + 30_000 * MINUTE, to: T0 + 30_060 * MINUTE })
    expect(part.ok && part.value.openTime[0]).toBe(T0 + 30_000 * MINUTE)
    expect(part.ok && part.value.length).toBe(60)
    const hours = await load(id, { timeframe: '1h' })
    expect(hours.ok && [hours.value.barMs, hours.value.length]).toEqual([60 * MINUTE, 750])
  })

  it('lists its facts and its holes', async () => {
    await uploaded(candles(100, { without: [10, 11, 40] }))
    expect(await uploadsOf(tenant)).toMatchObject([
      {
        ...{ name: 'January', symbol: SYMBOL, barMs: MINUTE, count: 97, missing: 3 },
        ...{ firstOpen: T0, lastOpen: T0 + 99 * MINUTE },
        gaps: [
          { from: T0 + 10 * MINUTE, missingBars: 2 },
          { from: T0 + 40 * MINUTE, missingBars: 1 },
        ],
      },
    ])
  })

  it('is found under no other symbol', async () => {
    const id = await uploaded(candles(10))
    const query = {
      source: { kind: 'upload', uploadId: id } as const,
      symbol: 'BTC/USDT:USDT',
      from: 0,
      to: at,
    }
    const services = { clock: { now: () => at }, history: () => null }
    expect(await loadCandles(services, tenant, query, { mostCandles: 100 })).toMatchObject({
      ok: false,
      error: { kind: 'not-found' },
    })
  })

  it('of spot candles counts for the perpetual in the same coin', async () => {
    await upload(candles(10), { symbol: ' sol/usdt ' })
    expect((await uploadsOf(tenant)).map(({ symbol }) => symbol)).toEqual([SYMBOL])
  })
})

describe('a file that cannot be used', () => {
  const bad = (line: number, text: string) => {
    const lines = candles(10).split('\n')
    lines[line - 1] = text
    return lines.join('\n')
  }

  it.each([
    ['nothing', '', 'file', 'The file is empty.'],
    ['a page', '<html></html>', 'file', 'Line 1: the header'],
    ['not a number', bad(4, `${T0},1,NaN,1,1,1`), 'file', 'Line 4:'],
    ['a negative price', bad(5, `${T0 + 3 * MINUTE},-1,1,1,1,1`), 'file', 'Line 5:'],
    ['disorder', bad(6, `${T0},1,1,1,1,1`), 'file', 'Line 6:'],
    ['seconds among milliseconds', bad(7, `${(T0 + 5 * MINUTE) / 1000},1,1,1,1,1`), 'file', 'Line 7:'],
    ['damaged gzip', gzipSync(candles(100)).subarray(0, 200), 'file', 'The file is damaged gzip data.'],
  ])('is refused with its line: %s', async (_, text, field, message) => {
    const refused = await upload(text)
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid', field } })
    expect(!refused.ok && refused.error.message).toContain(message)
    expect(await uploadsOf(tenant)).toEqual([])
  })

  it.each([
    ['', SYMBOL, 'name'],
    ['x', 'SOL', 'symbol'],
    ['x', 7, 'symbol'],
  ])('is refused at the field that is wrong: name %p, market %p', async (name, symbol, field) => {
    expect(await upload(candles(10), { name, symbol })).toMatchObject({ ok: false, error: { field } })
  })

  it('that unpacks to far more than its size is refused before it is unpacked whole', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'x'))
    const refused = await upload(bomb)
    expect(!refused.ok && refused.error.message).toContain('unpacks to more than 128 MB')
  })
})

describe("a plan's room for files", () => {
  const { files, candlesPerFile } = planOf('free').backtests

  it('holds the stated number, also when many arrive at once', async () => {
    const added = await Promise.all(Array.from({ length: files + 3 }, () => upload(candles(10))))
    expect(added.filter(({ ok }) => ok)).toHaveLength(files)
    expect(added.find(({ ok }) => !ok)).toMatchObject({
      error: {
        kind: 'limit-reached',
        message: 'Free keeps 2 candle files. Delete one first. Basic keeps 10.',
      },
    })
    expect(await uploadsOf(tenant)).toHaveLength(files)
  })

  it('holds no longer file than stated', async () => {
    const refused = await upload(candles(candlesPerFile + 1))
    expect(refused).toMatchObject({ ok: false, error: { kind: 'limit-reached', field: 'file' } })
  })
})

describe("another tenant's file", () => {
  it('is not found, not listed and not deleted', async () => {
    const id = await uploaded(candles(10))
    const stranger = await newTenant(database.db)
    expect(await load(id, { of: stranger })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect(await uploadsOf(stranger)).toEqual([])
    expect(await deleteUpload(stranger, id)).toBe(false)
    expect((await load(id)).ok).toBe(true)
  })

  it('is gone for its owner once he deleted it', async () => {
    const id = await uploaded(candles(10))
    expect(await deleteUpload(tenant, id)).toBe(true)
    expect(await load(id)).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect(await database.db.candleUploadPart.count()).toBe(0)
  })
})

describe('the route that takes files', () => {
  const origin = 'https://bots.example.com'
  const post = (body: string | Buffer, headers: Record<string, string> = { origin }) =>
    handleUploadCall(
      new Request(`${origin}/api/app/candles/uploads?name=January&symbol=SOL%2FUSDT`, {
        method: 'POST',
        body: new Uint8Array(Buffer.from(body)),
        headers,
      }),
      tenant,
      { clock: { now: () => at }, rateLimiter: memoryRateLimiter(), appOrigin: origin },
    )

  it('keeps a file and names it', async () => {
    const response = await post(candles(10))
    expect(response.status).toBe(201)
    const [kept] = await uploadsOf(tenant)
    expect(await response.json()).toEqual({ id: kept?.id })
  })

  it('answers a fault with its line and its field', async () => {
    const response = await post('nonsense')
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      error: { field: 'file', message: expect.stringContaining('Line 1') },
    })
  })

  it('takes nothing that another site sent, and nothing too large', async () => {
    expect((await post(candles(10), { origin: 'https://evil.example.com' })).status).toBe(403)
    expect((await post(candles(10), {})).status).toBe(403)
    expect((await post(candles(10), { origin, 'content-length': String(33 * 1024 * 1024) })).status).toBe(413)
    expect(await uploadsOf(tenant)).toEqual([])
  })
})
