import { readFile } from 'node:fs/promises'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { printedSweep } from '@/lib/backtests/sweep/print-sweep'
import { runSweep } from '@/lib/backtests/sweep/run-sweep'
import { sweepReport } from '@/lib/backtests/sweep/sweep-report'
import { WorkerPool } from '@/lib/backtests/sweep/worker-pool'
import { objectiveFault, splitSeries } from '@/lib/domain/sweep/split'
import { parseSweep, type SweepPlan } from '@/lib/domain/sweep/sweep-plan'
import { sweepResult } from '@/lib/domain/sweep/sweep-result'
import { readSeries } from './candle-series'
import { failCommand, InputFault } from './input-fault'
import { progressBar } from './progress-bar'
import { readRunConfig } from './run-options'
import { readSweepOptions } from './sweep-options'

const usage = `Usage: npm run sweep -- --candles FILE --config FILE --sweep FILE [--workers N] [--json]
       npm run sweep -- --candles SYMBOL=FILE --candles SYMBOL=FILE --config FILE --sweep FILE

Runs many back-tests that differ in some settings, on all cores, and ranks them by the first part of the candles; the second part
only checks. Prints the best with both parts side by side, a heat map, and how far the result can be believed. Ctrl-C ends it with
what is done so far.

  --candles  candle file; with several pairs once for each symbol
  --config   JSON: deposit, decisionEverySec, fees, pairs (as for npm run backtest)
  --sweep    JSON: axes: [{ setting, from, to, step } or { setting, values }, with "pair": "BTC/USDT:USDT long" for one pair only],
             method: grid or random (then candidates and seed), inSamplePct: 50 to 90 (70),
             objective: return-per-drawdown (default), net-profit, profit-factor, sharpe, smallest-drawdown
  --workers  threads (one for each core)
  --json     one JSON document on standard output`

/** What a shell expects of a program that was ended by Ctrl-C. */
const INTERRUPTED = 130

async function main(): Promise<void> {
  const options = readSweepOptions(usage)
  if (options === null) return void console.log(usage)
  const config = await readRunConfig(options.config)
  const plan = await readPlan(options.sweep, config.pairs)
  const series = await readSeries(options.candles, [...new Set(config.pairs.map(({ symbol }) => symbol))])
  const split = splitSeries(series, plan.inSamplePct)
  if (split === null) throw new InputFault('The candles are too few to be split into two parts.')
  const fault = objectiveFault(plan.objective, split)
  if (fault !== null) throw new InputFault(fault)
  const { deposit, intervalMs, markets } = backtestInput(config, series)
  const base = { deposit, intervalMs, markets, pairs: config.pairs, axes: plan.axes }
  const pool = new WorkerPool({ base, inSamplePct: plan.inSamplePct })
  const bar = progressBar(plan.candidates.length)
  const startedAt = performance.now()
  const proceedings = await runSweep(plan, {
    run: pool.run,
    workers: options.workers,
    signal: interruption(),
    onProgress: ({ done, deaths }) => bar.show(done, deaths > 0 ? `, ${deaths} workers died` : ''),
    now: () => performance.now(),
  }).finally(() => pool.close())
  bar.end()
  const [{ barMs } = { barMs: 0 }] = series.values()
  const seconds = (performance.now() - startedAt) / 1_000
  const report = sweepReport(sweepResult(plan, split, proceedings), {
    workers: options.workers,
    seconds,
    barMs,
  })
  console.log(options.json ? JSON.stringify(report) : printedSweep(report))
  if (!report.summary.complete) process.exitCode = proceedings.stopped === 'cancelled' ? INTERRUPTED : 1
}

async function readPlan(file: string, pairs: Parameters<typeof parseSweep>[1]): Promise<SweepPlan> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputFault(`${file} cannot be read.`)
  })
  const plan = parseSweep(text, pairs)
  if (!plan.ok) throw new InputFault(plan.error.faults.map((fault) => `${file}: ${fault}`).join('\n'))
  return plan.value
}

/** Aborted by the first Ctrl-C; a later one ends the program without a result. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  let asked = Infinity
  const onSignal = () => {
    controller.abort()
    // One Ctrl-C can arrive twice: the terminal sends it, and so does who started us.
    asked = Math.min(asked, performance.now())
    if (performance.now() - asked > 1_000) process.exit(INTERRUPTED)
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return controller.signal
}

main().catch(failCommand)
