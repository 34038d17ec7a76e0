import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { openEmbeddedPostgres } from '@/lib/adapters/database/embedded/open'
import { verifyBot } from '@/lib/journal/verify-bot'
import { journalFaults } from '@/tests/support/journal-of'
import { replayWithBooks } from '@/scripts/replay-candles'
import { configOf, pairOf, walk } from '@/tests/support/backtest-market'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

const ETH = 'ETH/USDT:USDT'
const SOL = 'SOL/USDT:USDT'

let database: TestDatabase
let folder: string
let botId: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'verify-journal-'))
  database = await testDatabase()
  const config = configOf([pairOf(), pairOf({ symbol: SOL, side: 'short' })])
  const series = new Map([
    [ETH, walk({ count: 400, seed: 41 })],
    [SOL, walk({ count: 400, seed: 42, start: 150 })],
  ])
  await replayWithBooks(database.url, config, series)
  botId = (await database.db.bot.findFirstOrThrow()).id
}, 120_000)
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

type Ended = { readonly code: number; readonly out: string; readonly err: string }

const run = (script: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const tsx = path.resolve('node_modules/tsx/dist/cli.mjs')
    const all = [tsx, '--tsconfig', 'scripts/tsconfig.json', script, ...args]
    const options = { maxBuffer: 1 << 26, env: { ...process.env, DATABASE_URL: database.url, ...env } }
    execFile(process.execPath, all, options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

const verify = (...args: string[]) => run('scripts/verify-journal.ts', args)
const names = ({ out }: Ended) => {
  const { ok, checks } = JSON.parse(out) as {
    ok: boolean
    checks: { name: string; ok: boolean; detail: string }[]
  }
  return { ok, checks: Object.fromEntries(checks.map((check) => [check.name, check])) }
}

describe('The journal of a replay', () => {
  test('explains every order of both pairs, and every decision comes out the same', async () => {
    expect(await database.db.order.count()).toBeGreaterThan(30)
    expect(await journalFaults(database.db, botId)).toEqual([])
  })

  test('is checked from the command line', async () => {
    const plain = await verify('--bot', botId)
    expect(plain.code).toBe(0)
    expect(plain.out).toMatch(/decisions: ([\d,]+) of \1 identical\./)
    expect(plain.out).toMatch(/orders: ([\d,]+) of \1 orders come from a decision/)
    const { ok, checks } = names(await verify('--bot', botId, '--json'))
    expect(ok).toBe(true)
    expect(Object.keys(checks)).toEqual(['chain', 'decisions', 'orders'])
    expect(await verifyBot(database.url, botId)).toMatchObject({ ok: true })
  }, 60_000)

  test('does not pass once an entry was changed, and the exit code says so', async () => {
    const [row] = await database.db.journalBlock.findMany({ orderBy: { sequence: 'desc' }, take: 1 })
    if (row === undefined) throw new Error('no block')
    const key = { botId_sequence: { botId, sequence: row.sequence } }
    await database.db.journalBlock.update({ where: key, data: { tickKey: row.tickKey + 1n } })
    const ended = await verify('--bot', botId, '--json')
    await database.db.journalBlock.update({ where: key, data: { tickKey: row.tickKey } })
    expect(ended.code).toBe(1)
    expect(names(ended)).toMatchObject({
      ok: false,
      checks: { chain: { ok: false }, decisions: { ok: true } },
    })
  }, 60_000)

  test.each([
    ['an unknown bot', ['--bot', 'bot_none'], 'There is no bot bot_none in this database.'],
    ['a file that is no journal', ['--file', 'package.json'], 'package.json is no journal.'],
    ['two things at once', ['--bot', 'a', '--file', 'b'], 'Usage: npm run verify-journal'],
    ['an unknown option', ['--bots', 'a'], '--bots'],
  ])(
    'refuses %s in a sentence',
    async (_, args, sentence) => {
      const { code, out, err } = await verify(...args)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(sentence)
      expect(err).not.toContain('    at ')
    },
    60_000,
  )

  test('helps', async () => {
    const { code, out } = await verify('--help')
    expect(code).toBe(0)
    expect(out).toContain('Usage: npm run verify-journal')
  }, 60_000)
})

describe('The back-test command', () => {
  test.each(['journal.ndjson', 'journal.ndjson.gz'])(
    'writes a journal that can be checked: %s',
    async (name) => {
      const { length, openTime, open, high, low, close, volume } = walk({ count: 400, seed: 43 })
      const rows = Array.from({ length }, (_, i) =>
        [openTime, open, high, low, close, volume].map((column) => column[i]).join(','),
      )
      const file = (each: string) => path.join(folder, each)
      await writeFile(file('eth.csv'), ['timestamp,open,high,low,close,volume', ...rows].join('\n'))
      await writeFile(file('config.json'), JSON.stringify({ deposit: 10_000, pairs: [pairOf()] }))
      const inputs = ['--candles', file('eth.csv'), '--config', file('config.json')]
      const ran = await run('scripts/backtest.ts', [...inputs, '--json', '--journal', file(name)])
      expect([ran.code, ran.err]).toEqual([0, ''])
      const { ok, checks } = names(await verify('--file', file(name), '--json'))
      expect(ok).toBe(true)
      expect(checks.decisions?.detail).toMatch(/^([\d,]+) of \1 identical\.$/)
      if (name.endsWith('.gz')) return
      const cut = (await readFile(file(name), 'utf8')).slice(0, -200)
      await writeFile(file('cut.ndjson'), cut)
      expect((await verify('--file', file('cut.ndjson'))).code).toBe(1)
    },
    60_000,
  )
})

describe('The built-in database', () => {
  test('can be read while the application runs, and while it does not', async () => {
    const dataDir = path.join(folder, 'postgres')
    expect(await openEmbeddedPostgres(dataDir)).toBeNull()
    const running = await startEmbeddedPostgres({ dataDir, durable: false })
    await applyMigrations(running.url)
    const beside = await openEmbeddedPostgres(dataDir)
    expect(await verifyBot(beside?.url ?? '', 'bot_none')).toBeNull()
    await beside?.close()
    // The application's server goes on.
    expect(await verifyBot(running.url, 'bot_none')).toBeNull()
    await running.stop()
    const alone = await openEmbeddedPostgres(dataDir)
    expect(await verifyBot(alone?.url ?? '', 'bot_none')).toBeNull()
    await alone?.close()
  }, 120_000)
})
