import { existsSync } from 'node:fs'
import path from 'node:path'
import { readCandleFile } from '@/lib/adapters/market-data/replay/read-candle-file'
import { firstIndexFrom } from '@/lib/domain/candles/candle-series'
import { bars, configOf, pairOf, walk } from '@/tests/support/backtest-market'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { entryFeatures } from '@/tests/support/entry-features'
import { sameRecords } from '@/tests/support/same-records'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const ETH = 'ETH/USDT:USDT'
const cases = entryFeatures.map(
  ([name, settings, volatility = 0.002], index) =>
    [name, index % 2 === 0 ? 'long' : 'short', settings, volatility, 60 + index] as const,
)

describe('A back-test and a replay through the whole tick path', () => {
  test.each(cases)(
    'leave the same records with %s, %s',
    async (_name, side, settings, volatility, seed) => {
      const config = configOf([pairOf({ side }, settings)], { decisionEverySec: 120 })
      const series = walk({ count: 500, seed, volatility, gap: [300, 312] })
      const { trades } = await sameRecords(database.url, config, new Map([[ETH, series]]))
      expect(trades.length).toBeGreaterThan(2)
    },
    120_000,
  )
})

const folder = path.resolve('../shared/data')

/** Conditions of several timeframes, rungs that wait, a guard, and a base order that follows the price: everything that reads candles. */
const everything = {
  startConditions: [
    {
      kind: 'any',
      conditions: [
        { kind: 'rsi', timeframe: '15m', period: 6, when: 'below', value: 40 },
        { kind: 'ema-cross', timeframe: '5m', fast: 4, slow: 9, when: 'crosses-above' },
      ],
    },
  ],
  safetyConditions: [
    { kind: 'bollinger', timeframe: '5m', period: 8, deviations: 1, band: 'middle', when: 'below' },
  ],
  ...{ crashGuard: true, baseOrderType: 'limit', baseOrderTimeoutSec: 600, reinvestPct: 50 },
  ...{ priceDeviationPct: 1, takeProfitPct: 1 },
}

describe('On recorded candles, with everything that reads candles', () => {
  if (!existsSync(folder)) {
    test.skip(`no comparison: ${folder} is absent`, () => undefined)
    return
  }
  test.each([
    [
      'the crash of May 2021',
      'binance-spot-BTCUSDT-5m-2021-05-crash',
      'BTC/USDT:USDT',
      '2021-05-18',
      '2021-05-21',
    ],
    ['minutes of May 2025', 'binance-perp-ETHUSDT-1m-2025-05_06', ETH, '2025-05-18', '2025-05-19'],
  ])(
    'both leave the same records of %s',
    async (_name, file, symbol, from, to) => {
      const read = await readCandleFile(path.join(folder, `${file}.csv.gz`))
      if (!read.ok) throw new Error(read.error.message)
      const [first, end] = [from, to].map((day) => firstIndexFrom(read.value.series, Date.parse(day)))
      const config = configOf([pairOf({ symbol }, everything)])
      const series = new Map([[symbol, bars(read.value.series, first ?? 0, end ?? 0)]])
      const { trades } = await sameRecords(database.url, config, series)
      expect(trades.length).toBeGreaterThan(3)
    },
    180_000,
  )
})
