import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { generateClient } from '@/lib/adapters/database/generate-client'
import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { readCandleFile } from '@/lib/adapters/market-data/replay/read-candle-file'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'

const usage = `Usage: npm run replay -- --candles FILE --config FILE [--json]
       npm run replay -- --candles SYMBOL=FILE --candles SYMBOL=FILE --config FILE [--json]

Runs a bot over recorded candles (CSV or CSV.gz: timestamp,open,high,low,close,volume) through the whole tick path: a real
PostgreSQL of its own, lease, orders, fills and trades, at virtual time. Prints deals, fees, funding and the final balance.

  --candles  candle file; with several pairs once for each symbol
  --config   JSON: deposit, decisionEverySec, fees, pairs
  --json     one JSON document on standard output`

/** A fault of the input, told in one sentence and without a stack. */
class InputFault extends Error {}

async function main(): Promise<void> {
  const values = readOptions()
  if (values.help) return void console.log(usage)
  const candleArgs = values.candles ?? []
  if (candleArgs.length === 0 || values.config === undefined) throw new InputFault(usage)
  // The database client is generated code: what needs it is loaded once it is there.
  await generateClient({ root: process.cwd(), env: process.env })
  const { parseReplayConfig } = await import('@/lib/replay/config')
  const text = await readFile(values.config, 'utf8').catch(() => {
    throw new InputFault(`${values.config} cannot be read.`)
  })
  const config = parseReplayConfig(text)
  if (!config.ok)
    throw new InputFault(config.error.faults.map((fault) => `${values.config}: ${fault}`).join('\n'))
  const symbols = [...new Set(config.value.pairs.map(({ symbol }) => symbol))]
  const series = await readSeries(candleArgs, symbols)
  const report = await inScratchDatabase(async (url) => {
    const { replayCandles } = await import('./replay-candles')
    return replayCandles(url, config.value, series, progress)
  })
  const { printedReport } = await import('@/lib/replay/print-report')
  console.log(values.json ? JSON.stringify(report) : printedReport(report))
  if (!report.summary.conserved) process.exitCode = 1
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        candles: { type: 'string', multiple: true },
        config: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new InputFault(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

async function readSeries(
  args: readonly string[],
  symbols: readonly string[],
): Promise<ReadonlyMap<string, CandleSeries>> {
  const series = new Map<string, CandleSeries>()
  for (const arg of args) {
    const split = arg.lastIndexOf('=')
    const symbol =
      split > 0 ? arg.slice(0, split) : args.length === 1 && symbols.length === 1 ? symbols[0] : undefined
    if (symbol === undefined) {
      throw new InputFault('With several symbols each file is named as --candles SYMBOL=FILE.')
    }
    if (!symbols.includes(symbol)) throw new InputFault(`No pair of the configuration trades ${symbol}.`)
    const file = await readCandleFile(arg.slice(split > 0 ? split + 1 : 0))
    if (!file.ok) throw new InputFault(file.error.message)
    for (const gap of file.value.gaps) {
      console.error(
        `${symbol}: ${gap.missingBars} bars are missing from ${new Date(gap.from).toISOString()}.`,
      )
    }
    series.set(symbol, file.value.series)
  }
  const missing = symbols.filter((symbol) => !series.has(symbol))
  if (missing.length > 0) throw new InputFault(`There are no candles for ${missing.join(', ')}.`)
  return series
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

main().catch((error: unknown) => {
  console.error(error instanceof InputFault ? error.message : error)
  process.exitCode = 1
})
