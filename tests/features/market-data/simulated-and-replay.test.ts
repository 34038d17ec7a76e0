import fc from 'fast-check'
import { replayMarket } from '@/lib/adapters/market-data/replay/feed'
import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import { barsBetween } from '@/lib/domain/candles/bars'
import { parseCandles } from '@/lib/domain/candles/parse-candles'
import { MARKET_GENESIS, MINUTE_MS, marketModel } from '@/lib/domain/simulation/market-model'

const BTC = 'BTC/USDT:USDT'
const T = MARKET_GENESIS + 7 * 86_400_000

describe('the simulated feed', () => {
  const feed = simulatedMarket('feed')

  it('quotes the price of the asked instant with a spread around it', async () => {
    const quote = await feed.quote(BTC, T + 12_345)
    expect(quote?.at).toBe(T + 12_345)
    expect(quote?.mark).toBe(quote?.last)
    expect(quote?.bid).toBeLessThan(quote?.last ?? 0)
    expect(quote?.ask).toBeGreaterThan(quote?.last ?? Infinity)
  })

  it('opens each bar at the price quoted at that instant', async () => {
    const bars = await feed.bars(BTC, T, T + 5 * MINUTE_MS)
    expect(bars.map((bar) => bar.openTime)).toEqual([0, 1, 2, 3, 4].map((i) => T + i * MINUTE_MS))
    for (const bar of bars) expect((await feed.quote(BTC, bar.openTime))?.last).toBe(bar.open)
  })

  it('repeats itself for the same seed', async () => {
    expect(await simulatedMarket('feed').bars(BTC, T, T + 9 * MINUTE_MS)).toEqual(
      await feed.bars(BTC, T, T + 9 * MINUTE_MS),
    )
  })

  it('gives the same bars whatever was asked before', async () => {
    const symbols = (await feed.instruments()).map(({ symbol }) => symbol)
    const model = marketModel('feed')
    const question = fc.record({
      symbol: fc.constantFrom(...symbols.slice(0, 2)),
      // More than is kept, with windows shorter and longer than what is answered bar by bar.
      from: fc.integer({ min: 0, max: 3_000 * MINUTE_MS }),
      length: fc.oneof(
        fc.integer({ min: 0, max: 90 * MINUTE_MS }),
        fc.integer({ min: 0, max: 800 * MINUTE_MS }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(question, { minLength: 1, maxLength: 12 }), async (questions) => {
        const asked = simulatedMarket('feed')
        for (const { symbol, from, length } of questions) {
          const [start, end] = [T + from, T + from + length]
          const expected = barsBetween(model.series(symbol, start, end), -Infinity, Infinity)
          expect(await asked.bars(symbol, start, end)).toEqual(expected)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('gives the same price whether its minute was drawn before or not', async () => {
    const there = await feed.quote(BTC, T + 30_000)
    await feed.quote(BTC, T + 90_000)
    await feed.bars(BTC, T, T + 3 * MINUTE_MS)
    expect(await feed.quote(BTC, T + 30_000)).toEqual(there)
    expect(await simulatedMarket('feed').quote(BTC, T + 30_000)).toEqual(there)
  })

  it('knows its instruments and nothing else', async () => {
    const instruments = await feed.instruments()
    expect(instruments).toHaveLength(8)
    expect(await feed.instrument(BTC)).toEqual(instruments[0])
    expect(await feed.instrument('NOPE/USDT:USDT')).toBeNull()
    expect(await feed.quote('NOPE/USDT:USDT', T)).toBeNull()
    expect(await feed.bars('NOPE/USDT:USDT', T, T + MINUTE_MS)).toEqual([])
    expect(await feed.quote(BTC, MARKET_GENESIS - 1)).toBeNull()
  })
})

function candles(minutes: readonly number[], stepMs = MINUTE_MS) {
  const lines = minutes.map((m) => `${T + m * stepMs},${100 + m},${102 + m},${99 + m},${101 + m},5`)
  const result = parseCandles(['timestamp,open,high,low,close,volume', ...lines].join('\n'))
  if (!result.ok) throw new Error(result.error.message)
  return result.value.series
}

describe('the replay feed', () => {
  const feed = replayMarket(new Map([[BTC, candles([0, 1, 3])]]))

  it.each([
    ['at the start of a bar', 0, 100],
    ['within a bar', 59_999, 100],
    ['at the start of the next', 60_000, 101],
    ['at the start of a gap', 120_000, null],
    ['at the end of a gap', 179_999, null],
    ['after a gap', 180_000, 103],
    ['after the record', 240_000, null],
    ['before the record', -1, null],
  ])('quotes the open of the bar that contains the instant: %s', async (_, offset, last) => {
    const quote = await feed.quote(BTC, T + offset)
    if (last === null) expect(quote).toBeNull()
    else expect(quote).toMatchObject({ last, mark: last, at: T + offset })
  })

  it('never shows a bar that has not closed by the end of the range', async () => {
    const opens = async (from: number, to: number) =>
      (await feed.bars(BTC, T + from, T + to)).map((bar) => bar.open)
    expect(await opens(0, 60_000)).toEqual([100])
    expect(await opens(0, 119_999)).toEqual([100])
    expect(await opens(0, 120_000)).toEqual([100, 101])
    expect(await opens(1, 999_999)).toEqual([101, 103])
    expect(await opens(60_000, 0)).toEqual([])
  })

  it('lends rules to its symbols and knows no others', async () => {
    const other = replayMarket(new Map([['NEW/USDT:USDT', candles([0, 1])]]))
    expect(await other.instruments()).toHaveLength(1)
    expect(await other.instrument('NEW/USDT:USDT')).toMatchObject({ symbol: 'NEW/USDT:USDT', tickSize: 0.01 })
    expect(await other.instrument(BTC)).toBeNull()
    expect(await other.quote(BTC, T)).toBeNull()
    expect(await other.bars(BTC, T, T + 999_999)).toEqual([])
  })

  it('keeps the length of its bars', () => {
    expect(replayMarket(new Map([[BTC, candles([0, 1], 300_000)]])).barMs).toBe(300_000)
  })

  it('refuses series that cannot be one market', () => {
    expect(() => replayMarket(new Map())).toThrow(RangeError)
    expect(() => replayMarket(new Map([['BTCUSDT', candles([0, 1])]]))).toThrow(/no symbol like/)
    const mixed = new Map([
      [BTC, candles([0, 1])],
      ['ETH/USDT:USDT', candles([0, 1], 300_000)],
    ])
    expect(() => replayMarket(mixed)).toThrow(/same bar length/)
  })
})
