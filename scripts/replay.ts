import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { generateClient } from '@/lib/adapters/database/generate-client'
import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { readSeries } from './candle-series'
import { failCommand } from './input-fault'
import { readRunConfig, readRunOptions } from './run-options'

const usage = `Usage: npm run replay -- --candles FILE --config FILE [--json]
       npm run replay -- --candles SYMBOL=FILE --candles SYMBOL=FILE --config FILE [--json]

Runs a bot over recorded candles (CSV or CSV.gz: timestamp,open,high,low,close,volume) through the whole tick path: a real
PostgreSQL of its own, lease, orders, fills and trades, at virtual time. Prints deals, fees, funding and the final balance.

  --candles  candle file; with several pairs once for each symbol
  --config   JSON: deposit, decisionEverySec, fees, pairs
  --json     one JSON document on standard output`

async function main(): Promise<void> {
  const options = readRunOptions(usage)
  if (options === null) return void console.log(usage)
  const config = await readRunConfig(options.config)
  const symbols = [...new Set(config.pairs.map(({ symbol }) => symbol))]
  const series = await readSeries(options.candles, symbols)
  // The database client is generated code: what needs it is loaded once it is there.
  await generateClient({ root: process.cwd(), env: process.env })
  const report = await inScratchDatabase(async (url) => {
    const { replayCandles } = await import('./replay-candles')
    return replayCandles(url, config, series, progress)
  })
  const { printedReport } = await import('@/lib/replay/print-report')
  console.log(options.json ? JSON.stringify(report) : printedReport(report))
  if (!report.summary.conserved) process.exitCode = 1
}

async function inScratchDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tickwright-replay-'))
  // Thrown away afterwards, so it may forgo crash safety for speed.
  const database = await startEmbeddedPostgres({ dataDir: folder, durable: false })
  try {
    await applyMigrations(database.url)
    return await work(database.url)
  } finally {
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

let shownAt = 0

function progress(done: number, total: number): void {
  if (Date.now() - shownAt < 2_000) return
  shownAt = Date.now()
  console.error(`${done} of ${total} ticks (${Math.floor((done / total) * 100)} %)`)
}

main().catch(failCommand)
