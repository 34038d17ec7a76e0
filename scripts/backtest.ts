import { backtestInput } from '@/lib/backtests/backtest-input'
import { metricRows } from '@/lib/backtests/print-metrics'
import { backtestReport } from '@/lib/backtests/report'
import { Backtest } from '@/lib/domain/backtest/run-backtest'
import { printedReport } from '@/lib/replay/print-report'
import { readSeries } from './candle-series'
import { failCommand } from './input-fault'
import { openJournalFile } from './open-journal-file'
import { readRunConfig, readRunOptions } from './run-options'

const usage = `Usage: npm run backtest -- --candles FILE --config FILE [--json] [--journal FILE]
       npm run backtest -- --candles SYMBOL=FILE --candles SYMBOL=FILE --config FILE [--json] [--journal FILE]

Runs a bot over recorded candles (CSV or CSV.gz: timestamp,open,high,low,close,volume) on the simulated venue, with fees, funding,
slippage and liquidation, and prints what came of it. Decides exactly as a running bot does (npm run replay proves it), without a
database.

  --candles  candle file; with several pairs once for each symbol
  --config   JSON: deposit, decisionEverySec, fees, pairs
  --json     one JSON document on standard output
  --journal  writes every decision with all it was based on to this file; npm run verify-journal -- --file FILE checks it`

async function main(): Promise<void> {
  const options = readRunOptions(usage, true)
  if (options === null) return void console.log(usage)
  const config = await readRunConfig(options.config)
  const symbols = [...new Set(config.pairs.map(({ symbol }) => symbol))]
  const input = backtestInput(config, await readSeries(options.candles, symbols))
  const journal = options.journal === undefined ? null : openJournalFile(options.journal)
  const startedAt = performance.now()
  const backtest = new Backtest(journal === null ? input : { ...input, onDecision: journal.add })
  while (backtest.advance(500_000)) console.error(`${Math.floor(backtest.progress * 100)} % of the run`)
  journal?.close()
  const report = backtestReport(input, backtest.result(), (performance.now() - startedAt) / 1_000)
  console.log(options.json ? JSON.stringify(report) : printedReport(report, metricRows(report.summary)))
  if (!report.summary.conserved) process.exitCode = 1
}

main().catch(failCommand)
