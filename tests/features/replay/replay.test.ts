import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { mulberry32 } from '@/lib/domain/random'
import { parseReplayConfig, type ReplayConfig } from '@/lib/replay/config'
import { printedReport } from '@/lib/replay/print-report'
import { replayCandles } from '@/scripts/replay-candles'
import { ladder } from '@/tests/support/paper-bot'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const FROM = Date.UTC(2025, 5, 10, 12)
const MINUTE = 60_000

/** Minutes of a price that wanders between 90 % and 110 % of its beginning; `gap` leaves out minutes. */
function wandering(count: number, seed: number, gap: readonly [number, number] = [0, 0]): CandleSeries {
  const random = mulberry32(seed)
  const kept = Array.from({ length: count }, (_, n) => n).filter((n) => n < gap[0] || n >= gap[1])
  const series = emptySeries(MINUTE, kept.length)
  let close = 2_000
  kept.forEach((n, index) => {
    const open = close
    close = Math.round((2_000 + 120 * Math.sin(n / 40) + 30 * (random() - 0.5)) * 100) / 100
    series.openTime[index] = FROM + n * MINUTE
    series.open[index] = open
    series.high[index] = Math.max(open, close) + 3 * random()
    series.low[index] = Math.min(open, close) - 3 * random()
    series.close[index] = close
    series.volume[index] = 50 + 500 * random()
  })
  return series
}

const pair = (over: object = {}, config: object = {}) => ({
  ...{
    symbol: 'ETH/USDT:USDT',
    side: 'long',
    leverage: 3,
    strategy: 'dca',
    config: { ...ladder, ...config },
  },
  ...over,
})

function configOf(over: object = {}): ReplayConfig {
  const parsed = parseReplayConfig(JSON.stringify({ deposit: 10_000, pairs: [pair()], ...over }))
  if (!parsed.ok) throw new Error(parsed.error.faults.join('\n'))
  return parsed.value
}

describe('A replay', () => {
  test('of ten hours conserves every cent: deposit, gross profit, fees and funding make the final balance', async () => {
    const series = new Map([['ETH/USDT:USDT', wandering(600, 1)]])
    const config = configOf({ pairs: [pair(), pair({ side: 'short' })] })
    const { summary, deals, trades } = await replayCandles(database.url, config, series)
    expect(summary).toMatchObject({ conserved: true, ticks: 119, candles: 600 })
    expect(deals.length).toBeGreaterThan(3)
    expect(trades.length).toBeGreaterThan(8)
    expect(Number(summary.funding)).not.toBe(0)
    const net = Number(summary.realisedGross) - Number(summary.fees) + Number(summary.funding)
    expect(Number(summary.finalBalance)).toBeCloseTo(10_000 + net, 8)
    expect(printedReport({ summary, deals, trades, warnings: [] })).toContain('holds to the last digit')
  }, 60_000)

  test('gives the same deals and trades each time it is run', async () => {
    const series = new Map([['ETH/USDT:USDT', wandering(240, 2)]])
    const [first, second] = [
      await replayCandles(database.url, configOf(), series),
      await replayCandles(database.url, configOf(), series),
    ]
    expect(second.trades).toEqual(first.trades)
    expect(second.deals).toEqual(first.deals)
  }, 60_000)

  test('over a gap in the record does nothing while there is no price, and goes on after it', async () => {
    const series = new Map([['ETH/USDT:USDT', wandering(300, 3, [60, 180])]])
    const { summary, trades } = await replayCandles(database.url, configOf(), series)
    expect(summary).toMatchObject({ conserved: true, ticks: 59, candles: 180 })
    const within = trades.filter(({ at }) => {
      const minute = (Date.parse(at) - FROM) / MINUTE
      return minute >= 60 && minute < 180
    })
    expect(within).toEqual([])
    expect(trades.some(({ at }) => Date.parse(at) >= FROM + 180 * MINUTE)).toBe(true)
  }, 60_000)

  test.each<[string, string, string]>([
    ['no JSON', '{', 'The configuration is not JSON'],
    [
      'an unknown key',
      JSON.stringify({ deposit: 1, pairs: [pair()], depositt: 1 }),
      'depositt: unknown key.',
    ],
    ['no pairs', JSON.stringify({ deposit: 1, pairs: [] }), 'At least one pair is needed.'],
    [
      'an unknown strategy',
      JSON.stringify({ deposit: 1, pairs: [pair({ strategy: 'x' })] }),
      'pairs.0.strategy',
    ],
    [
      'a pair listed twice',
      JSON.stringify({ deposit: 1, pairs: [pair(), pair()] }),
      'pairs.1: ETH/USDT:USDT long',
    ],
    [
      'a faulty setting',
      JSON.stringify({ deposit: 1, pairs: [pair({}, { takeProfitPct: -1 })] }),
      'pairs.0.config.takeProfitPct',
    ],
  ])('is refused for %s, which it names', (_, text, fault) => {
    const parsed = parseReplayConfig(text)
    expect(parsed.ok ? [] : parsed.error.faults.join('\n')).toContain(fault)
  })
})
