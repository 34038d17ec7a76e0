import { parseArgs } from 'node:util'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { backtestReport } from '@/lib/backtests/report'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { MARKET_GENESIS, marketModel } from '@/lib/domain/simulation/market-model'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { parseReplayConfig } from '@/lib/replay/config'
import { percentile, reportOf, type Result } from './support/report'

const usage = `Usage: npm run bench:backtest -- [--candles 525600] [--runs 15] [--plain] [--json]

Measures back-tests on the simulated market, one-minute candles, a decision every five minutes, in one thread: one DCA pair with six
safety orders, one corrected martingale pair, then eight DCA pairs on one balance; fees, funding, slippage and liquidation included.
The first run of each is cold (the program is still being compiled) and is told apart; best and median count the runs after it, by the
clock and by the processor time of the whole process, which other programs on the machine disturb less.

  --candles N  one-minute candles of each symbol (525600, one year)
  --runs N     warm runs of each at most (15); a case ends after 30 seconds all the same
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

const MOST_MS = 30_000

const dcaPair = {
  strategy: 'dca',
  config: {
    ...{ allocatedCapital: 5_000, baseOrderSize: 200, safetyOrderSize: 200, maxSafetyOrders: 6 },
    ...{ priceDeviationPct: 1, takeProfitPct: 1.2, stopLossPct: 15 },
  },
}

const martingalePair = { strategy: 'martingale', config: { mode: 'corrected' } }

if (options.help) console.log(usage)
else process.exitCode = main()

function main(): number {
  const [candles, runs] = [Number(options.candles), Number(options.runs)]
  if (!(Number.isInteger(candles) && candles >= 1_000 && Number.isInteger(runs) && runs > 0)) {
    console.error(`--candles must be a whole number from 1000 on and --runs a positive one.\n${usage}`)
    return 2
  }
  const symbols = [...simulatedInstruments.keys()]
  const one = inputOf(symbols.slice(0, 1), candles, dcaPair)
  const results = [
    ...measured('dca, one pair', one, runs),
    ...(options.plain ? measured('dca, one pair, plain loop', { ...one, plain: true }, 3) : []),
    ...measured(
      'martingale corrected, one pair',
      inputOf(symbols.slice(0, 1), candles, martingalePair),
      runs,
    ),
    ...measured('dca, eight pairs on one balance', inputOf(symbols, candles, dcaPair), runs),
    { name: 'peak memory of the process', value: peakMb(), unit: 'MB' },
  ]
  const report = reportOf(results)
  if (options.json) console.log(JSON.stringify(report))
  else {
    console.log(JSON.stringify(report.machine))
    for (const { name, value, unit } of results)
      console.log(`${name.padEnd(58)}${String(value).padStart(14)} ${unit}`)
  }
  return 0
}

function inputOf(symbols: readonly string[], candles: number, pair: typeof dcaPair | typeof martingalePair) {
  const model = marketModel('bench')
  const until = MARKET_GENESIS + candles * 60_000
  const series = new Map(symbols.map((symbol) => [symbol, model.series(symbol, MARKET_GENESIS, until)]))
  const pairs = symbols.map((symbol) => ({ symbol, side: 'long', leverage: 5, ...pair }))
  const parsed = parseReplayConfig(JSON.stringify({ deposit: 10_000 * symbols.length, pairs }))
  if (!parsed.ok) throw new Error(parsed.error.faults.join('\n'))
  return backtestInput(parsed.value, series)
}

function measured(name: string, input: BacktestInput, runs: number): Result[] {
  const bars = [...input.markets.values()].reduce((sum, { candles }) => sum + candles.length, 0)
  const cold = timed(input)
  const warm = [timed(input)]
  const startedAt = performance.now()
  while (warm.length < runs && performance.now() - startedAt < MOST_MS) warm.push(timed(input))
  const rate = (seconds: number): number => Math.round(bars / seconds)
  const clock = warm.map(({ seconds }) => seconds)
  const cpu = warm.map(({ cpuSeconds }) => cpuSeconds)
  const { summary } = backtestReport(input, cold.run, 1)
  const orders = Object.values(summary.orders).reduce((a, b) => a + b, 0)
  return [
    { name: `${name}: median`, value: rate(percentile(clock, 0.5)), unit: 'candles/s' },
    { name: `${name}: best`, value: rate(percentile(clock, 0)), unit: 'candles/s' },
    { name: `${name}: median by CPU time`, value: rate(percentile(cpu, 0.5)), unit: 'candles/s of CPU' },
    { name: `${name}: best by CPU time`, value: rate(percentile(cpu, 0)), unit: 'candles/s of CPU' },
    { name: `${name}: first run, cold`, value: rate(cold.seconds), unit: 'candles/s' },
    { name: `${name}: warm runs`, value: warm.length, unit: 'runs' },
    { name: `${name}: candles`, value: bars, unit: 'candles' },
    { name: `${name}: trades`, value: summary.trades, unit: 'trades' },
    { name: `${name}: orders`, value: orders, unit: 'orders' },
    { name: `${name}: memory so far`, value: peakMb(), unit: 'MB' },
    { name: `${name}: fingerprint ${summary.fingerprint.slice(0, 16)}`, value: 1, unit: '' },
  ]
}

function timed(input: BacktestInput) {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  const run = runBacktest(input)
  const seconds = (performance.now() - startedAt) / 1_000
  const { user, system } = process.cpuUsage(before)
  return { run, seconds, cpuSeconds: (user + system) / 1e6 }
}

function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}
