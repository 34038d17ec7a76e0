import { existsSync } from 'node:fs'
import path from 'node:path'
import { readCandleFile } from '@/lib/adapters/market-data/replay/read-candle-file'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import type { ReplayConfig } from '@/lib/replay/config'
import { replayWithBooks } from '@/scripts/replay-candles'
import { bars, configOf, pairOf, walk } from '@/tests/support/backtest-market'
import { testDatabase, type TestDatabase } from '@/tests/support/database'
import { exitFeatures } from '@/tests/support/exit-features'
import { recordsOf } from '@/tests/support/replay-books'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

type Series = ReadonlyMap<string, CandleSeries>

async function expectSameRecords(config: ReplayConfig, series: Series) {
  const input = backtestInput(config, series)
  const run = recordsOf(runBacktest(input), input)
  const { books } = await replayWithBooks(database.url, config, series)
  expect(run.trades).toEqual(books.trades)
  expect(run.deals).toEqual(books.deals)
  expect(run.funding).toEqual(books.funding)
  expect(run.wallet).toBe(books.venueWallet)
  expect(run.orders).toEqual(books.orders)
  expect([...run.refusals].sort()).toEqual(books.refusals.map(({ cause, count }) => [cause, count]).sort())
  return run
}

const ETH = 'ETH/USDT:USDT'
const SOL = 'SOL/USDT:USDT'
const only = (series: CandleSeries, symbol = ETH): Series => new Map([[symbol, series]])

// The ladder needs 281.54; once one of the two has lost more than a little, the other may open nothing.
const shared = { allocatedCapital: 285, volumeScale: 1 }

const generated: readonly [name: string, config: ReplayConfig, series: Series][] = [
  ['a long pair', configOf(), only(walk({ count: 900, seed: 1 }))],
  ['a short pair', configOf([pairOf({ side: 'short' })]), only(walk({ count: 900, seed: 2 }))],
  [
    'both sides of one symbol',
    configOf([pairOf(), pairOf({ side: 'short' })]),
    only(walk({ count: 700, seed: 3 })),
  ],
  [
    'two symbols on one balance that hardly covers them',
    configOf([pairOf({}, shared), pairOf({ symbol: SOL }, shared)], {
      deposit: 575,
    }),
    new Map([
      [ETH, walk({ count: 600, seed: 4 })],
      [SOL, walk({ count: 600, seed: 5, start: 150 })],
    ]),
  ],
  ['a thin market that fills in parts', configOf(), only(walk({ count: 600, seed: 6, volume: 0.6 }))],
  [
    'a hole in the record while a deal is open',
    configOf([pairOf({}, { takeProfitPct: 4 })]),
    only(walk({ count: 700, seed: 7, gap: [200, 330] })),
  ],
  [
    'high leverage that ends in liquidation',
    configOf([
      pairOf(
        { leverage: 50 },
        {
          ...{ liquidationBuffer: 0.05, stopLossPct: null },
          ...{ priceDeviationPct: 0.1, maxSafetyOrders: 2 },
        },
      ),
    ]),
    only(walk({ count: 600, seed: 8, volatility: 0.006 })),
  ],
  [
    'a decision every minute with a cooldown and a limit of deals',
    configOf([pairOf({}, { cooldownSec: 900, maxDeals: 3 })], { decisionEverySec: 60 }),
    only(walk({ count: 400, seed: 9 })),
  ],
  [
    'a grid that falls into the middle of bars',
    configOf([pairOf()], { decisionEverySec: 90 }),
    only(walk({ count: 300, seed: 10 })),
  ],
]

describe('A back-test and a replay through the whole tick path', () => {
  test.each(generated)(
    'leave the same records of %s',
    async (_, config, series) => {
      const { trades } = await expectSameRecords(config, series)
      expect(trades.length).toBeGreaterThan(2)
    },
    120_000,
  )
})

// Long and short at once, so that each feature is compared on both sides.
const featured = exitFeatures.map(([name, settings, seen, pair = {}]) => {
  const pairs = (['long', 'short'] as const).map((side) => pairOf({ side, ...pair }, settings))
  const series = only(walk({ count: 300, seed: seen.includes('stop-loss') ? 42 : 41, volatility: 0.003 }))
  return [name, configOf(pairs, { decisionEverySec: 120 }), series] as const
})

describe('With each way out of a deal and each guard', () => {
  test.each(featured)(
    'both leave the same records: %s',
    async (_, config, series) => {
      const { trades } = await expectSameRecords(config, series)
      expect(trades.length).toBeGreaterThan(4)
    },
    240_000,
  )
})

const folder = path.resolve('../shared/data')

// Windows of a few days: the fall of May 2021, the minute of the worst bar of August 2023, and a quiet stretch.
const recorded: readonly [string, string, string, string, string, object, object?][] = [
  [
    'the crash of May 2021',
    'binance-spot-BTCUSDT-5m-2021-05-crash',
    'BTC/USDT:USDT',
    '2021-05-18',
    '2021-05-21',
    {},
  ],
  [
    'the fall of August 2023',
    'binance-perp-ETHUSDT-5m-2023_2024',
    ETH,
    '2023-08-17',
    '2023-08-19',
    { side: 'short' },
  ],
  [
    'the crash of May 2021 with a waiting stop, trailing and every limit',
    'binance-spot-BTCUSDT-5m-2021-05-crash',
    'BTC/USDT:USDT',
    '2021-05-19',
    '2021-05-20',
    {},
    {
      ...{ trailingPct: 0.5, stopLossPct: 4, stopLossDelaySec: 600, maxDealHours: 6, maxDealLossPct: 3 },
      ...{ dailyLossPct: 4, maxDrawdownPct: 5, drawdownHaltHours: 3, liquidationReduceBuffer: 0.6 },
      ...{ maxMarginPct: 15, haltAfterStops: null },
    },
  ],
  [
    'the fall of August 2023 with profit in steps',
    'binance-perp-ETHUSDT-5m-2023_2024',
    ETH,
    '2023-08-17',
    '2023-08-18',
    { side: 'short' },
    {
      takeProfitSteps: [
        { profitPct: 0.4, closePct: 50 },
        { profitPct: 2, closePct: 50 },
      ],
      moveStopToBreakeven: true,
    },
  ],
  ['minutes of May 2025', 'binance-perp-ETHUSDT-1m-2025-05_06', ETH, '2025-05-18', '2025-05-19', {}],
]

describe('On recorded candles', () => {
  if (!existsSync(folder)) {
    test.skip(`no comparison: ${folder} is absent`, () => undefined)
    return
  }
  test.each(recorded)(
    'both leave the same records of %s',
    async (_, file, symbol, from, to, over, settings = {}) => {
      const read = await readCandleFile(path.join(folder, `${file}.csv.gz`))
      if (!read.ok) throw new Error(read.error.message)
      const [first, end] = [from, to].map((day) => firstIndexFrom(read.value.series, Date.parse(day)))
      const config = configOf([
        pairOf({ symbol, ...over }, { priceDeviationPct: 1, takeProfitPct: 1, ...settings }),
      ])
      const { trades } = await expectSameRecords(
        config,
        only(bars(read.value.series, first ?? 0, end ?? 0), symbol),
      )
      expect(trades.length).toBeGreaterThan(3)
    },
    180_000,
  )
})
