import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SweepReport } from '@/lib/backtests/sweep/sweep-report'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { pairOf, walk } from '@/tests/support/backtest-market'
import { someAxes } from '@/tests/support/sweep-setup'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sweep-command-'))
  const json = (name: string, content: object) => writeFile(file(name), JSON.stringify(content))
  await writeFile(file('eth.csv'), csv(walk({ count: 2_400, seed: 11 })))
  await json('config.json', { deposit: 10_000, pairs: [pairOf()] })
  await json('sweep.json', { axes: [...someAxes, { setting: 'baseOrderSize', values: [200, 8_000] }] })
  await json('wrong.json', { axes: [{ setting: 'takeProfit', values: [1] }] })
  await json('sharpe.json', { axes: someAxes, objective: 'sharpe' })
  const range = { from: 0.5, to: 3, step: 0.01 }
  await json('long.json', {
    axes: ['takeProfitPct', 'priceDeviationPct'].map((setting) => ({ setting, ...range })),
    method: 'random',
    candidates: 10_000,
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const file = (name: string) => path.join(folder, name)

function csv({ length, openTime, open, high, low, close, volume }: CandleSeries): string {
  const rows = Array.from({ length }, (_, i) =>
    [openTime, open, high, low, close, volume].map((column) => column[i]).join(','),
  )
  return ['timestamp,open,high,low,close,volume', ...rows].join('\n')
}

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs the command as a shell would; `onError` sees what it has printed to standard error so far and may interrupt it. */
function sweep(
  args: readonly string[],
  onError?: (text: string, interrupt: () => void) => void,
): Promise<Ended> {
  const tsx = path.resolve('node_modules/tsx/dist/cli.mjs')
  const all = [tsx, '--tsconfig', 'scripts/tsconfig.json', 'scripts/sweep.ts', ...args]
  // A terminal sends Ctrl-C to the whole group.
  const child = spawn(process.execPath, all, { detached: true })
  const interrupt = () => void (child.pid !== undefined && process.kill(-child.pid, 'SIGINT'))
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
    onError?.(err, interrupt)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

const withFiles = (sweepFile: string, ...more: string[]) => [
  ...['--candles', file('eth.csv'), '--config', file('config.json')],
  ...['--sweep', file(sweepFile), ...more],
]

describe('The sweep command', () => {
  test('prints one JSON document and moves its progress on standard error', async () => {
    const { code, out, err } = await sweep(withFiles('sweep.json', '--json', '--workers', '2'))
    expect(code).toBe(0)
    const report = JSON.parse(out) as SweepReport
    expect(Object.keys(report)).toEqual(['summary', 'results', 'invalid', 'lost', 'heatMap', 'warnings'])
    expect(report.summary).toMatchObject({
      ...{ objective: 'return-per-drawdown', method: 'grid', complete: true, stopped: null, workers: 2 },
      counts: { candidates: 24, done: 12, invalid: 12, lost: 0, notReached: 0 },
    })
    expect(report.results.map(({ rank }) => rank)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
    expect(report.results[0]?.outOfSample.ended).toBeGreaterThanOrEqual(0)
    expect(report.heatMap?.cells).toHaveLength(3)
    expect(report.invalid).toMatchObject([{ code: 'capital-insufficient', count: 12 }])
    expect(report.warnings[0]).toContain('The best of 12 candidates looks better than it is')
    expect(err).toMatch(/\] 24 of 24/)
  }, 60_000)

  test('prints a table with both parts, the heat map and the warnings for people', async () => {
    const { code, out } = await sweep(withFiles('sweep.json'))
    expect(code).toBe(0)
    expect(out).toMatch(/^Out of sample .* shown, never ranked by$/m)
    expect(out).toMatch(
      /takeProfitPct +priceDeviationPct +baseOrderSize +in: score +return +drawdown +deals +out: score/,
    )
    expect(out).toMatch(/^ *#1 /m)
    expect(out).toContain('Mean in-sample score')
    expect(out).toMatch(/^Refused 12: The whole ladder needs/m)
    expect(out).toMatch(/^Warning: The best of 12 candidates/m)
  }, 60_000)

  test('ends with what is done so far when interrupted, marked as incomplete', async () => {
    let interrupted = false
    const { code, out, err } = await sweep(
      withFiles('long.json', '--json', '--workers', '2'),
      (text, interrupt) => {
        if (interrupted || !/\] [1-9]\d* of 10000/.test(text)) return
        interrupted = true
        interrupt()
      },
    )
    expect([interrupted, code]).toEqual([true, 130])
    const { summary, results, warnings } = JSON.parse(out) as SweepReport
    expect(summary).toMatchObject({ complete: false, stopped: 'cancelled', deaths: [] })
    expect(summary.counts.done).toBeGreaterThan(0)
    expect(summary.counts.notReached).toBeGreaterThan(5_000)
    expect(results).toHaveLength(summary.counts.done)
    expect(warnings.join(' ')).toContain(
      `The sweep was stopped: ${summary.counts.notReached} candidates were not run.`,
    )
    expect(err).not.toContain('    at ')
  }, 60_000)

  test.each([
    ['an unknown setting', () => withFiles('wrong.json'), '"takeProfit" is no setting of the dca strategy'],
    [
      'an objective that the candles are too few for',
      () => withFiles('sharpe.json'),
      'needs at least 30 days in sample',
    ],
    ['a missing sweep', () => withFiles('nowhere.json'), 'cannot be read'],
    ['no workers', () => withFiles('sweep.json', '--workers', '0'), 'from 1 to 64'],
    ['no sweep at all', () => ['--candles', 'a.csv', '--config', 'b.json'], 'Usage: npm run sweep'],
  ])(
    'refuses %s in a sentence',
    async (_, args, sentence) => {
      const { code, out, err } = await sweep(args())
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(sentence)
      expect(err).not.toContain('    at ')
    },
    60_000,
  )
})
