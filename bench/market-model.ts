import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { MARKET_GENESIS, marketModel } from '@/lib/domain/simulation/market-model'
import {
  marketStatistics,
  median,
  type MarketStatistics,
} from '@/lib/domain/simulation/market-model-statistics'

const DAY_MS = 86_400_000
const BAR_MINUTES = 5

const targets: Record<keyof MarketStatistics, readonly [low: number, high: number, unit: string]> = {
  volatilityBp: [12, 18, 'bp per bar'],
  kurtosis: [100, 400, ''],
  clustering: [0.1, 0.5, 'acf of squared returns, lag 1'],
  worstBarPct: [-14, -6, '%'],
  deepestDrawdownPct: [18, 40, '% within 30 days'],
}

const usage = `Measures the simulated market on five-minute closes and times it.
  --seeds N   markets to measure (default 24)
  --days N    simulated days of each (default 500)
  --symbol S  default BTC/USDT:USDT
  --json      one JSON document on stdout`

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '24' },
    days: { type: 'string', default: '500' },
    symbol: { type: 'string', default: 'BTC/USDT:USDT' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) console.log(usage)
else process.exitCode = report()

function report(): number {
  const [seeds, days] = [Number(options.seeds), Number(options.days)]
  if (!(Number.isInteger(seeds) && seeds > 0 && Number.isInteger(days) && days >= 30)) {
    console.error(`--seeds must be a positive whole number and --days one of at least 30.\n${usage}`)
    return 2
  }
  const measured = Array.from({ length: seeds }, (_, index) => measure(`bench-${index}`, days))
  const names = Object.keys(targets) as (keyof MarketStatistics)[]
  const figures = names.map((name) => {
    const values = measured.map((statistics) => statistics[name])
    const [low, high, unit] = targets[name]
    const value = median(values)
    const holds = value >= low && value <= high
    return { name, value, unit, low, high, least: Math.min(...values), most: Math.max(...values), holds }
  })
  const speeds = timings()
  if (options.json) console.log(JSON.stringify(document([...figures, ...speeds])))
  else print(figures, speeds, seeds, days)
  return figures.every((figure) => figure.holds) ? 0 : 1
}

function measure(seed: string, days: number): MarketStatistics {
  const series = marketModel(seed).series(options.symbol, MARKET_GENESIS, MARKET_GENESIS + days * DAY_MS)
  const closes = series.close.filter((_, index) => index % BAR_MINUTES === BAR_MINUTES - 1)
  return marketStatistics(closes, BAR_MINUTES * 60_000)
}

function timings() {
  const later = MARKET_GENESIS + 700 * DAY_MS
  const model = marketModel('timing')
  const prefix = timed(() => model.priceAt('ETH/USDT:USDT', later))
  const series = timed(() => model.series('ETH/USDT:USDT', MARKET_GENESIS, MARKET_GENESIS + 100 * DAY_MS))
  return [
    { name: 'first price after 700 days', value: prefix, unit: 'ms' },
    { name: 'bars drawn', value: Math.round((100 * 1440) / (series / 1000)), unit: 'bars/s' },
  ]
}

function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function document(results: readonly { name: string; value: number; unit: string }[]) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
  return { machine, commit, results }
}

function print(
  figures: readonly {
    name: string
    value: number
    low: number
    high: number
    least: number
    most: number
    unit: string
    holds: boolean
  }[],
  speeds: readonly { name: string; value: number; unit: string }[],
  seeds: number,
  days: number,
) {
  console.log(`${options.symbol}, ${days} days, median of ${seeds} seeds (least to most), wanted range`)
  for (const { name, value, low, high, least, most, unit, holds } of figures) {
    const range = `(${least.toFixed(2)} to ${most.toFixed(2)})`.padEnd(22)
    console.log(
      `${holds ? 'ok  ' : 'MISS'} ${name.padEnd(20)} ${value.toFixed(2).padStart(8)} ${range} ${low} to ${high} ${unit}`,
    )
  }
  for (const { name, value, unit } of speeds)
    console.log(`     ${name.padEnd(28)} ${value.toFixed(0)} ${unit}`)
}
