import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { MAX_CANDLES } from '@/lib/domain/candles/parse-candles'
import { readSeries } from '@/scripts/candle-series'
import { InputFault } from '@/scripts/input-fault'
import { pairOf } from '@/tests/support/backtest-market'

const T0 = Date.UTC(2024, 0, 1)
const HEADER = 'timestamp,open,high,low,close,volume'
const LINES = 40

/** A sound file of minutes, with the line of a number (1 = the header) rewritten. */
function file(rewrite: Readonly<Record<number, string>> = {}, header = HEADER): string {
  const rows = Array.from({ length: LINES }, (_, minute) => row(minute))
  const lines = [header, ...rows].map((line, index) => rewrite[index + 1] ?? line)
  return `${lines.join('\n')}\n`
}

const row = (minute: number, prices = '100,101,99,100', unit = 1) =>
  `${(T0 + minute * 60_000) * unit},${prices},5`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bad-candles-'))
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ deposit: 10_000, pairs: [pairOf()] }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function backtest(candles: string): Promise<{ code: number; out: string; err: string }> {
  const tsx = path.resolve('node_modules/tsx/dist/cli.mjs')
  const command = [tsx, '--tsconfig', 'scripts/tsconfig.json', 'scripts/backtest.ts']
  const args = [...command, '--candles', candles, '--config', path.join(folder, 'config.json'), '--json']
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err: ourWords(err) }),
    )
  })
}

/** Standard error without what node itself has to say. */
const ourWords = (err: string): string =>
  err
    .split('\n')
    .filter((line) => !/^\(node:|^\(Use `node/.test(line))
    .join('\n')
    .trim()

const cases: readonly (readonly [name: string, content: string | Buffer, answer: string])[] = [
  ['duplicates', file({ 20: row(17) }), `Line 20: timestamp ${T0 + 17 * 60_000} repeats the line before.`],
  ['disorder', file({ 20: row(3) }), 'Line 20: timestamp 1704067380000 is earlier than the line before'],
  ['a zero price', file({ 9: row(7, '0,101,0,100') }), 'Line 9: open is 0; a price must be above zero.'],
  [
    'a negative price',
    file({ 9: row(7, '100,101,-1,100') }),
    'Line 9: low is -1; a price must be above zero.',
  ],
  ['NaN', file({ 30: row(28, '100,NaN,99,100') }), 'Line 30: high is "NaN", not a finite decimal number.'],
  ['wrong columns', file({ 30: '1704068880000,1,1,1,1' }), 'Line 30: 6 columns are needed, found 5'],
  [
    'another header',
    file({}, 'time,o,h,l,c,v'),
    `Line 1: the header must be "${HEADER}", found "time,o,h,l,c,v".`,
  ],
  ['seconds', file({ 2: row(0, '100,101,99,100', 1e-3) }), 'Line 2: timestamp 1704067200 looks like seconds'],
  [
    'mixed units',
    file({ 35: row(33, '100,101,99,100', 1e3) }),
    'Line 35: timestamp 1704069180000000 looks like microseconds; milliseconds are needed.',
  ],
  ['high below low', file({ 12: row(10, '100,98,99,100') }), 'Line 12: high 98 is below low 99.'],
  ['a header alone', `${HEADER}\n`, 'Line 1: at least two candles are needed'],
  ['nothing at all', '', 'is empty.'],
  ['an archive that was cut off', gzipSync(file()).subarray(0, -20), 'is damaged gzip data'],
]

describe('The back-test command, given candles it cannot use', () => {
  test.each(cases)('answers %s in one sentence with the file and the line', async (name, content, answer) => {
    const stored = path.join(folder, `${name.replaceAll(' ', '-')}.csv`)
    await writeFile(stored, content)
    const refusal = readSeries([stored], ['ETH/USDT:USDT'])
    await expect(refusal).rejects.toBeInstanceOf(InputFault)
    await expect(refusal).rejects.toThrow(answer)
    await expect(refusal).rejects.toThrow(new RegExp(`^${stored}[^\\n]*\\.$`))
  })

  test('prints that sentence alone, gives no result and fails', async () => {
    const stored = path.join(folder, 'mixed.csv')
    await writeFile(stored, file({ 35: row(33, '100,101,99,100', 1e3) }))
    const { code, out, err } = await backtest(stored)
    expect([code, out]).toEqual([1, ''])
    expect(err).toBe(
      `${stored}: Line 35: timestamp 1704069180000000 looks like microseconds; milliseconds are needed.`,
    )
  }, 60_000)

  test('tells of gaps where they are, runs all the same and warns of the coverage', async () => {
    const stored = path.join(folder, 'gaps.csv')
    const rows = Array.from({ length: 60 }, (_, minute) => minute).filter(
      (minute) => minute < 20 || minute > 25,
    )
    await writeFile(stored, [HEADER, ...rows.map((minute) => row(minute))].join('\n'))
    const { code, out, err } = await backtest(stored)
    expect(code).toBe(0)
    expect(err).toContain('6 bars are missing from 2024-01-01T00:20:00.000Z.')
    const report = JSON.parse(out) as { warnings: string[] }
    expect(report.warnings.join(' ')).toContain('Bars are missing: 90.0 % of the time is covered.')
  }, 60_000)

  test('refuses more rows than it takes, with the limit, before it reads any of them', async () => {
    const stored = path.join(folder, 'ten-million.csv.gz')
    // Ten million rows of one byte each: the count alone decides.
    await writeFile(stored, gzipSync(`${HEADER}\n${'0\n'.repeat(10_000_000)}`))
    const { code, out, err } = await backtest(stored)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`Line ${MAX_CANDLES + 2}: the file holds more than 5,000,000 candles`)
  }, 60_000)
})
