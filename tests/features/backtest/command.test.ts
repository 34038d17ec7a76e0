import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { pairOf, walk } from '@/tests/support/backtest-market'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'backtest-command-'))
  await writeFile(path.join(folder, 'eth.csv'), csv(walk({ count: 600, seed: 31 })))
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ deposit: 10_000, pairs: [pairOf()] }))
  await writeFile(
    path.join(folder, 'wrong.json'),
    JSON.stringify({ deposit: 10_000, pairs: [pairOf()], x: 1 }),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function csv({ length, openTime, open, high, low, close, volume }: CandleSeries): string {
  const rows = Array.from({ length }, (_, i) =>
    [openTime, open, high, low, close, volume].map((column) => column[i]).join(','),
  )
  return ['timestamp,open,high,low,close,volume', ...rows].join('\n')
}

type Ended = { readonly code: number; readonly out: string; readonly err: string }

const backtest = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const tsx = path.resolve('node_modules/tsx/dist/cli.mjs')
    const all = [tsx, '--tsconfig', 'scripts/tsconfig.json', 'scripts/backtest.ts', ...args]
    execFile(process.execPath, all, { maxBuffer: 1 << 26 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

const file = (name: string) => path.join(folder, name)

describe('The back-test command', () => {
  test('prints one JSON document in the shape of a replay', async () => {
    const { code, out } = await backtest(
      '--candles',
      file('eth.csv'),
      '--config',
      file('config.json'),
      '--json',
    )
    const report = JSON.parse(out) as {
      summary: object
      deals: unknown[]
      trades: object[]
      warnings: string[]
    }
    expect(code).toBe(0)
    expect(Object.keys(report)).toEqual(['summary', 'deals', 'trades', 'warnings', 'series'])
    expect(report.summary).toMatchObject({ deposit: '10000', candles: 600, conserved: true })
    expect(report.trades.length).toBeGreaterThan(5)
    expect(report.warnings.join(' ')).toContain('too few to judge')
  }, 60_000)

  test('prints figures and deals for people', async () => {
    const { code, out } = await backtest('--candles', file('eth.csv'), '--config', file('config.json'))
    expect(code).toBe(0)
    expect(out).toMatch(/Final balance +\d/)
    expect(out).toContain('holds to the last digit')
    expect(out).toMatch(/ETH\/USDT:USDT long #1 /)
  }, 60_000)

  test.each([
    ['a missing file', ['--candles', 'nowhere.csv', '--config', 'config.json'], 'does not exist'],
    ['an unknown key', ['--candles', 'eth.csv', '--config', 'wrong.json'], 'x: unknown key.'],
    ['no candles', ['--config', 'config.json'], 'Usage: npm run backtest'],
    ['an unknown option', ['--candle', 'eth.csv'], '--candle'],
  ])(
    'refuses %s in a sentence',
    async (_, args, sentence) => {
      const given = args.map((arg) => (arg.startsWith('-') ? arg : file(arg)))
      const { code, out, err } = await backtest(...given)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(sentence)
      expect(err).not.toContain('    at ')
    },
    60_000,
  )
})
