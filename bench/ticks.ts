import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { generateClient } from '@/lib/adapters/database/generate-client'
import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { buildIfOutdated } from '@/scripts/build-if-outdated'
import { startBenchServer } from './support/bench-server'
import { reportOf } from './support/report'
import { countedStatements, countingSettings, startCounting } from './support/statements'
import { printedTicks, tickResults } from './support/tick-results'
import type { Round } from './support/tick-rounds'

const usage = `Usage: npm run bench:ticks -- [--bots 500] [--rounds 3] [--interval 30] [--spread] [--json]

Lets N running bots fall due on a real, durable PostgreSQL and measures their ticks through the signed route of the production build,
with the embedded dispatcher. The bots are brought into a steady state (a deal open, its ladder resting) by the tick's own code.
A first round warms up and is not counted. Needs no network; everything is made in a temporary folder and removed.

  --bots N      bots (500)
  --rounds N    measured rounds, one per interval (3)
  --interval S  seconds between two ticks of a bot, 30 to 86400 (30)
  --spread      leaves every bot its own second of the interval; without it all are due at the same second
  --profile DIR writes a CPU profile of the application into this folder
  --statements  prints what each statement costs
  --json        one JSON document on standard output

Settings of the application such as DISPATCH_CONCURRENCY are taken from the environment.`

type Options = {
  readonly bots: number
  readonly rounds: number
  readonly intervalSec: number
  readonly together: boolean
  readonly profile: string | null
  readonly statements: boolean
  readonly json: boolean
}

/** A fault of the call itself, told in one sentence. */
class UsageFault extends Error {}

async function main(): Promise<void> {
  const options = readOptions()
  if (options === null) return void console.log(usage)
  const root = process.cwd()
  await generateClient({ root, env: process.env })
  await buildIfOutdated(root)
  const folder = await mkdtemp(path.join(tmpdir(), 'tickwright-bench-'))
  const started = new Started()
  started.add(() => rm(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void started.endAll().finally(() => process.exit(1)))
  }
  try {
    await measured(options, folder, started)
  } finally {
    await started.endAll()
  }
}

/** What has been started and must be ended, last first, however the benchmark ends. */
class Started {
  private ends: (() => Promise<void>)[] = []
  private ending: Promise<void> | null = null

  add(end: () => Promise<void>): void {
    this.ends.unshift(end)
  }

  endAll(): Promise<void> {
    this.ending ??= (async () => {
      for (const end of this.ends) await end().catch((error: unknown) => console.error(error))
    })()
    return this.ending
  }
}

async function measured(options: Options, folder: string, started: Started): Promise<void> {
  const database = await startEmbeddedPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: countingSettings,
  })
  started.add(() => database.stop())
  await applyMigrations(database.url)
  const { makeFleet } = await import('./support/tick-fleet')
  await makeFleet({ url: database.url, ...options, onProgress: progress(options.bots) })
  const { rounds, statements } = await runRounds(options, folder, database, started)
  const results = tickResults(rounds, statements, options.bots)
  const report = reportOf(results, { bots: options.bots, rounds: rounds.length, due: due(options) })
  console.log(
    options.json ? JSON.stringify(report) : printedTicks(report, options.statements ? statements : []),
  )
  const faults = results.filter(({ name }) => name === 'failed ticks' || name === 'missing ticks')
  if (faults.some(({ value }) => value > 0)) process.exitCode = 1
}

async function runRounds(
  options: Options,
  folder: string,
  database: { readonly url: string; readonly pid: number },
  started: Started,
) {
  const { bots, intervalSec } = options
  const { measureRound, scheduleFleet } = await import('./support/tick-rounds')
  const client = new pg.Client({ connectionString: database.url, application_name: 'tickwright bench' })
  await client.connect()
  started.add(() => client.end())
  const nodeArgs =
    options.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(options.profile)}`]
  const server = await startBenchServer({ folder, databaseUrl: database.url, nodeArgs })
  started.add(() => server.stop())
  // Statistics as a server has them that has been running for a while, and the pages of the history on disk.
  await client.query('ANALYZE')
  await client.query('CHECKPOINT')
  const firstKey = await scheduleFleet(client, intervalSec)
  const measure = (index: number) =>
    measureRound(
      { client, intervalSec, nodePid: server.pid, postgresPid: database.pid },
      bots,
      firstKey + index * intervalSec,
    )
  console.error('Warming up ...')
  await measure(0)
  await startCounting(client)
  const rounds: Round[] = []
  for (let index = 1; index <= options.rounds; index += 1) {
    console.error(`Round ${index} of ${options.rounds} ...`)
    rounds.push(await measure(index))
  }
  return { rounds, statements: await countedStatements(client) }
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      bots: { type: 'string', default: '500' },
      rounds: { type: 'string', default: '3' },
      interval: { type: 'string', default: '30' },
      spread: { type: 'boolean', default: false },
      profile: { type: 'string' },
      statements: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  return {
    bots: whole('--bots', values.bots, 1, 100_000),
    rounds: whole('--rounds', values.rounds, 1, 1_000),
    intervalSec: whole('--interval', values.interval, 30, 86_400),
    together: !values.spread,
    profile: values.profile ?? null,
    statements: values.statements,
    json: values.json,
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new UsageFault(`${name} must be a whole number from ${min} to ${max}.`)
}

const due = ({ together, intervalSec }: Options): string =>
  together ? `all at once, every ${intervalSec} s` : `spread over ${intervalSec} s`

function progress(bots: number): (made: number) => void {
  let shown = 0
  return (made) => {
    const tenth = Math.floor((made / bots) * 10)
    if (tenth > shown) console.error(`${made} of ${bots} bots have opened their deals ...`)
    shown = Math.max(shown, tenth)
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageFault ? error.message : error)
  process.exitCode = 1
})
