import fc from 'fast-check'
import { candlesOfBars } from '@/lib/adapters/market-data/candles-of-bars'
import { aggregateCandles, window } from '@/lib/domain/candles/aggregate-candles'
import { barsBetween } from '@/lib/domain/candles/bars'
import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { candleOpen, timeframeMs, type Timeframe } from '@/lib/domain/candles/timeframe'
import { FROM, MINUTE, walk } from '@/tests/support/backtest-market'

const markets: Readonly<Record<string, CandleSeries>> = {
  ETH: walk({ count: 900, seed: 12, gap: [333, 341] }),
  SOL: walk({ count: 700, seed: 13, start: 150 }),
}

const seriesOf = (symbol: string) => markets[symbol] ?? walk({ count: 0, seed: 1 })

/** The candles of a memory, and how many bars it has read for them. */
function memory() {
  let read = 0
  const candles = candlesOfBars(MINUTE, async (symbol, from, to) => {
    const bars = barsBetween(seriesOf(symbol), from, to)
    read += bars.length
    return bars
  })
  return { candles, barsRead: () => read }
}

/** The candles of the `count` timeframes before the instant, as far as there are any. */
function fresh(symbol: string, timeframe: Timeframe, count: number, at: number) {
  const merged = aggregateCandles(seriesOf(symbol), timeframe)
  const end = candleOpen(at, timeframe)
  const first = firstIndexFrom(merged, end - count * timeframeMs[timeframe])
  return window(merged, first, firstIndexFrom(merged, end))
}

const columns = ({ openTime, open, high, low, close, volume }: CandleSeries) =>
  [openTime, open, high, low, close, volume].map((column) => [...column])

test('what a memory of candles answers is what would be merged afresh, whatever was asked before', async () => {
  const questions = fc.array(
    fc.record({
      symbol: fc.constantFrom('ETH', 'SOL'),
      timeframe: fc.constantFrom<Timeframe>('1m', '5m', '15m', '1h'),
      count: fc.integer({ min: 1, max: 40 }),
      at: fc.integer({ min: FROM + 60 * MINUTE, max: FROM + 960 * MINUTE }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  await fc.assert(
    fc.asyncProperty(questions, fc.boolean(), async (asked, inOrder) => {
      const { candles } = memory()
      const order = inOrder ? asked.toSorted((a, b) => a.at - b.at) : asked
      for (const { symbol, timeframe, count, at } of order) {
        const answer = await candles(symbol, timeframe, count, at)
        expect(columns(answer)).toEqual(columns(fresh(symbol, timeframe, count, at)))
      }
    }),
    { numRuns: 60 },
  )
})

test('asked tick after tick it reads only what is new', async () => {
  const { candles, barsRead } = memory()
  await candles('SOL', '15m', 20, FROM + 400 * MINUTE)
  const first = barsRead()
  expect(first).toBeGreaterThan(280)
  for (let minute = 401; minute <= 460; minute += 1) await candles('SOL', '15m', 20, FROM + minute * MINUTE)
  expect(barsRead() - first).toBe(60)
})
