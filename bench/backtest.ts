import { parseArgs } from 'node:util'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { backtestReport } from '@/lib/backtests/report'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { MARKET_GENESIS, marketModel } from '@/lib/domain/simulation/market-model'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { parseReplayConfig } from '@/lib/replay/config'
import { reportOf, type Result } from './support/report'

const usage = `Usage: npm run bench:backtest -- [--candles 525600] [--runs 15] [--json]

Measures back-tests on the simulated market, one-minute candles, a decision every five minutes, in one thread: one DCA pair with six
safety orders, then eight pairs on one balance; fees, funding, slippage and liquidation included. The best of the runs counts as the
speed of the program, the median is what this machine gave beside its other work; the first run shows a cold start.

  --candles N  one-minute candles of each symbol (525600, one year)
  --runs N     runs of each (15)
  --plain      also measures the plain loop that asks the strategy at every tick
  --json       one JSON document on standard output`

const { values: options } = parseArgs({
  options: {
    candles: { type: 'string', default: '525600' },
    runs: { type: 'string', default: '15' },
    plain: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) console.log(usage)
else process.exitCode = main()

function main(): number {
  const [candles, runs] = [Number(options.candles), Number(options.runs)]
  if (!(Number.isInteger(candles) && candles >= 1_000 && Number.isInteger(runs) && runs > 0)) {
    console.error(`--candles must be a whole number from 1000 on and --runs a positive one.\n${usage}`)
    return 2
  }
  const symbols = [...simulatedInstruments.keys()]
  const one = inputOf(symbols.slice(0, 1), candles)
  const results = [
    ...measured('dca, one pair', one, runs),
    ...(options.plain ? measured('dca, one pair, plain loop', { ...one, plain: true }, 3) : []),
    ...measured('dca, eight pairs on one balance', inputOf(symbols, candles), runs),
    {
      name: 'peak memory of the process',
      value: Math.round(process.resourceUsage().maxRSS / 1024),
      unit: 'MB',
    },
  ]
  const report = reportOf(results)
  if (options.json) console.log(JSON.stringify(report))
  else {
    console.log(JSON.stringify(report.machine))
    for (const { name, value, unit } of results)
      console.log(`${name.padEnd(46)}${String(value).padStart(14)} ${unit}`)
  }
  return 0
}

function inputOf(symbols: readonly string[], candles: number): BacktestInput {
  const model = marketModel('bench')
  const series = new Map(
    symbols.map((symbol) => [
      symbol,
      model.series(symbol, MARKET_GENESIS, MARKET_GENESIS + candles * 60_000),
    ]),
  )
  const config = {
    ...{ allocatedCapital: 5_000, baseOrderSize: 200, safetyOrderSize: 200, maxSafetyOrders: 6 },
    ...{ priceDeviationPct: 1, takeProfitPct: 1.2, stopLossPct: 15 },
  }
  const pairs = symbols.map((symbol) => ({ symbol, side: 'long', leverage: 5, strategy: 'dca', config }))
  const parsed = parseReplayConfig(JSON.stringify({ deposit: 10_000 * symbols.length, pairs }))
  if (!parsed.ok) throw new Error(parsed.error.faults.join('\n'))
  return backtestInput(parsed.value, series)
}

function measured(name: string, input: BacktestInput, runs: number): Result[] {
  const rates: number[] = []
  const cpuRates: number[] = []
  const bars = [...input.markets.values()].reduce((sum, { candles }) => sum + candles.length, 0)
  let run = runBacktest(input)
  for (let count = 0; count < runs; count += 1) {
    const cpu = process.cpuUsage()
    const startedAt = performance.now()
    run = runBacktest(input)
    rates.push(Math.round(bars / ((performance.now() - startedAt) / 1_000)))
    const { user, system } = process.cpuUsage(cpu)
    cpuRates.push(Math.round(bars / ((user + system) / 1e6)))
  }
  const { summary } = backtestReport(input, run, 1)
  const sorted = rates.toSorted((a, b) => a - b)
  return [
    { name: `${name}: best`, value: sorted[sorted.length - 1] ?? 0, unit: 'candles/s' },
    { name: `${name}: median`, value: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: 'candles/s' },
    { name: `${name}: best by CPU time`, value: Math.max(...cpuRates), unit: 'candles/s of CPU' },
    { name: `${name}: candles`, value: bars, unit: 'candles' },
    { name: `${name}: trades`, value: summary.trades, unit: 'trades' },
    {
      name: `${name}: orders`,
      value: Object.values(summary.orders).reduce((a, b) => a + b, 0),
      unit: 'orders',
    },
    { name: `${name}: fingerprint ${summary.fingerprint.slice(0, 16)}`, value: 1, unit: '' },
  ]
}
