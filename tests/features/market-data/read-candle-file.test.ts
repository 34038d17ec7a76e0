import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readCandleFile } from '@/lib/adapters/market-data/replay/read-candle-file'

const T0 = Date.UTC(2024, 0, 1)
const text = `timestamp,open,high,low,close,volume\n${T0},1,2,1,2,3\n${T0 + 60_000},2,2,1,1,4\n`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candles-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function stored(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('reading a candle file', () => {
  it.each([
    ['plain.csv', text],
    ['packed.csv.gz', gzipSync(text)],
    ['packed-but-named-otherwise.csv', gzipSync(text)],
  ])('reads %s', async (name, content) => {
    const result = await readCandleFile(await stored(name, content))
    expect(result).toMatchObject({ ok: true, value: { gaps: [], series: { length: 2, barMs: 60_000 } } })
  })

  it('names the file and the line of a fault in its content', async () => {
    const path = await stored('bad.csv', text.replace(',2,2,1,1,', ',2,2,1,x,'))
    expect(await readCandleFile(path)).toMatchObject({
      ok: false,
      error: {
        kind: 'malformed',
        fault: { line: 3 },
        message: expect.stringContaining(`${path}: Line 3: close is "x"`),
      },
    })
  })

  it.each<[string, () => Promise<string>, string, RegExp]>([
    ['a missing file', async () => join(folder, 'none.csv'), 'missing', /none\.csv does not exist\.$/],
    ['a folder', async () => folder, 'unreadable', /is a folder/],
    ['an empty file', () => stored('empty.csv', ''), 'empty', /is empty/],
    ['an empty archive', () => stored('empty.csv.gz', gzipSync('')), 'empty', /is empty/],
    ['text named .gz', () => stored('text.csv.gz', text), 'damaged', /is not gzip data/],
    [
      'half an archive',
      () => stored('cut.csv.gz', gzipSync(text).subarray(0, 40)),
      'damaged',
      /is damaged gzip data/,
    ],
  ])('explains %s', async (_, path, kind, message) => {
    const result = await readCandleFile(await path())
    expect(result).toMatchObject({ ok: false, error: { kind, message: expect.stringMatching(message) } })
  })

  it.each([
    [
      'an archive that unpacks to far more than it holds',
      'bomb.csv.gz',
      gzipSync(Buffer.alloc(8 * 1024 * 1024)),
    ],
    ['a large plain file', 'large.csv', Buffer.alloc(8 * 1024 * 1024, '0')],
  ])('refuses %s', async (_, name, content) => {
    const result = await readCandleFile(await stored(name, content), 1024 * 1024)
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'too-large', message: expect.stringContaining('1 MB') },
    })
  })

  it('explains a path through a file', async () => {
    const path = await stored('file.csv', text)
    expect(await readCandleFile(join(path, 'x.csv'))).toMatchObject({ ok: false, error: { kind: 'missing' } })
  })
})

const data = process.env.CANDLE_DATA ?? join(process.cwd(), '..', 'shared', 'data')
const recorded = existsSync(data) ? describe : describe.skip
if (recorded === describe.skip) process.stdout.write(`Skipped: no recorded candles in ${data}\n`)

recorded('the recorded candles of real markets', () => {
  const hour = 3_600_000
  const minute = 60_000
  it.each([
    ['perp-BTCUSDT-1m-2025-05', 43_199, minute, 0, 0],
    ['perp-ETHUSDT-1m-2025-05_06', 60_191, minute, 0, 0],
    ['perp-XRPUSDT-1m-2025-05', 43_199, minute, 0, 0],
    ['perp-BTCUSDT-5m-2023_2024', 143_900, 5 * minute, 0, 0],
    ['perp-ETHUSDT-5m-2023_2024', 143_901, 5 * minute, 0, 0],
    ['perp-BTCUSDT-1h-2019-09_2022-07', 25_273, hour, 0, 0],
    ['spot-BTCUSDT-1h-2017_2024', 58_419, hour, 28, 128],
    ['spot-BTCUSDT-5m-2022-08_2023-09', 121_739, 5 * minute, 1, 16],
    ['spot-ETHUSDT-5m-2022-08_2023-09', 121_743, 5 * minute, 1, 16],
    ['spot-BTCUSDT-5m-2021-05-crash', 8_768, 5 * minute, 0, 0],
  ])('%s has its rows, bar length and gaps', async (name, rows, barMs, gapCount, missing) => {
    const result = await readCandleFile(join(data, `binance-${name}.csv.gz`))
    if (!result.ok) throw new Error(result.error.message)
    const { series, gaps } = result.value
    expect([series.length, series.barMs, gaps.length]).toEqual([rows, barMs, gapCount])
    expect(gaps.reduce((sum, gap) => sum + gap.missingBars, 0)).toBe(missing)
  })

  it('have their gaps where the market was closed', async () => {
    const halt = await readCandleFile(join(data, 'binance-spot-BTCUSDT-5m-2022-08_2023-09.csv.gz'))
    expect(halt.ok && halt.value.gaps).toEqual([{ from: Date.UTC(2023, 2, 24, 12, 40), missingBars: 16 }])
    const long = await readCandleFile(join(data, 'binance-spot-BTCUSDT-1h-2017_2024.csv.gz'))
    if (!long.ok) throw new Error(long.error.message)
    expect(long.value.gaps.slice(0, 3)).toEqual([
      { from: Date.UTC(2017, 8, 6, 17), missingBars: 6 },
      { from: Date.UTC(2018, 0, 4, 4), missingBars: 1 },
      { from: Date.UTC(2018, 1, 8, 1), missingBars: 33 },
    ])
    expect(long.value.gaps.at(-1)).toEqual({ from: Date.UTC(2023, 2, 24, 13), missingBars: 1 })
  })
})
