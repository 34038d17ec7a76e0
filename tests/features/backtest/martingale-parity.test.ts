import { existsSync } from 'node:fs'
import path from 'node:path'
import { readCandleFile } from '@/lib/adapters/market-data/replay/read-candle-file'
import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import type { ReplayConfig } from '@/lib/replay/config'
import { bars, configOf, walk } from '@/tests/support/backtest-market'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { sameRecords } from '@/tests/support/same-records'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const ETH = 'ETH/USDT:USDT'
const SOL = 'SOL/USDT:USDT'
const only = (series: CandleSeries, symbol = ETH): ReadonlyMap<string, CandleSeries> =>
  new Map([[symbol, series]])

// Averages short enough that a few hours of candles warm them up, and thresholds that a lively hour crosses.
const lively = {
  ...{ gateSlowPeriod: 20, gateFastPeriod: 5, entryPeriod: 10, entryIntervalMin: 5, volatilityCandles: 50 },
  ...{
    beginSizeOfBalance: 0.02,
    buyUntilLimit: 0.03,
    profitThreshold: 0.0005,
    profitPnl: 0.02,
    cooldownSec: 300,
  },
  ...{
    stopLossPct: 3,
    haltAfterStops: null,
    reduceSteps: [
      { abovePct: 6, part: 0.33 },
      { abovePct: 9, part: 0.5 },
    ],
  },
}

const pairOf = (over: object = {}, config: object = {}) => ({
  ...{ symbol: ETH, side: 'long', leverage: 10, strategy: 'martingale' },
  config: { ...lively, ...config },
  ...over,
})

const classic = { mode: 'classic' }

const generated: readonly [name: string, config: ReplayConfig, series: ReadonlyMap<string, CandleSeries>][] =
  [
    ['a corrected long', configOf([pairOf()]), only(walk({ count: 1_100, seed: 31 }))],
    ['a corrected short', configOf([pairOf({ side: 'short' })]), only(walk({ count: 1_100, seed: 32 }))],
    [
      'two corrected pairs on one balance',
      configOf([pairOf(), pairOf({ symbol: SOL, side: 'short' })]),
      new Map([
        [ETH, walk({ count: 900, seed: 33 })],
        [SOL, walk({ count: 900, seed: 34, start: 150 })],
      ]),
    ],
    [
      'entries that only rest, in a thin market',
      configOf([pairOf({}, { entryType: 'maker' })]),
      only(walk({ count: 1_000, seed: 35, volume: 3 })),
    ],
    [
      'immediate orders that a thin market fills in parts',
      configOf([pairOf({}, { maxSlippagePct: 0.1 })]),
      only(walk({ count: 1_000, seed: 31, volume: 4 })),
    ],
    ['a classic long', configOf([pairOf({}, classic)]), only(walk({ count: 1_100, seed: 37 }))],
    [
      'a classic short',
      configOf([pairOf({ side: 'short' }, classic)]),
      only(walk({ count: 1_100, seed: 38 })),
    ],
    [
      'a ladder and a martingale beside each other',
      configOf([
        pairOf({}, { maxMarginPct: 0.2 }),
        {
          ...{ symbol: SOL, side: 'long', leverage: 5, strategy: 'dca' },
          config: {
            allocatedCapital: 1_500,
            baseOrderSize: 200,
            safetyOrderSize: 200,
            priceDeviationPct: 0.4,
            takeProfitPct: 0.5,
          },
        },
      ]),
      new Map([
        [ETH, walk({ count: 700, seed: 39 })],
        [SOL, walk({ count: 700, seed: 40, start: 150 })],
      ]),
    ],
  ]

describe('A back-test of the martingale strategy and its replay through the whole tick path', () => {
  test.each(generated)(
    'leave the same records of %s',
    async (_, config, series) => {
      const { trades } = await sameRecords(database.url, config, series)
      expect(trades.length).toBeGreaterThan(4)
    },
    240_000,
  )
})

const folder = path.resolve('../shared/data')

const recorded: readonly [string, string, string, string, string, readonly object[]][] = [
  [
    'the crash of May 2021',
    'binance-spot-BTCUSDT-5m-2021-05-crash',
    'BTC/USDT:USDT',
    '2021-05-17',
    '2021-05-20',
    [
      [{}, {}],
      [{ side: 'short' }, {}],
    ],
  ],
  [
    'the fall of August 2023, in classic mode',
    'binance-perp-ETHUSDT-5m-2023_2024',
    ETH,
    '2023-08-16',
    '2023-08-19',
    [[{}, classic]],
  ],
  ['minutes of May 2025', 'binance-perp-ETHUSDT-1m-2025-05_06', ETH, '2025-05-18', '2025-05-19', [[{}, {}]]],
]

describe('On recorded candles', () => {
  if (!existsSync(folder)) {
    test.skip(`no comparison: ${folder} is absent`, () => undefined)
    return
  }
  test.each(recorded)(
    'both leave the same records of %s',
    async (_, file, symbol, from, to, pairs) => {
      const read = await readCandleFile(path.join(folder, `${file}.csv.gz`))
      if (!read.ok) throw new Error(read.error.message)
      const { series } = read.value
      const [first, end] = [from, to].map((day) => firstIndexFrom(series, Date.parse(day)))
      const gateIntervalMin = series.barMs / 60_000
      const config = configOf(
        pairs.map((pair) => {
          const [over, settings] = pair as readonly [object, object]
          return pairOf({ symbol, ...over }, { gateIntervalMin, ...settings })
        }),
      )
      const { trades } = await sameRecords(
        database.url,
        config,
        only(bars(series, first ?? 0, end ?? 0), symbol),
      )
      expect(trades.length).toBeGreaterThan(4)
    },
    240_000,
  )
})
