import { testVolatility } from '@/lib/domain/indicators/volatility-test'
import { candlesOf } from '@/tests/domain/indicators/series'

/** Closes that go up and down by one: every true range is 1 from the second candle on, so its average nears 1. */
const zigzag = (count: number, size = 1): number[] =>
  Array.from({ length: count }, (_, i) => 1_000 + (i % 2 === 0 ? 0 : size))

describe('the volatility test', () => {
  test.each([
    [13, { atr: null, bandWidthPct: null, historicalVolatility: null, atrThreshold: null }],
    [14, { bandWidthPct: null, historicalVolatility: null, atrThreshold: null }],
    [20, { historicalVolatility: null, atrThreshold: null }],
    [49, { atrThreshold: null }],
  ])('knows after %d candles only what they suffice for', (count, absent) => {
    const test = testVolatility(candlesOf(zigzag(count)))
    const missing = Object.entries(test).filter(([name, value]) => name !== 'trigger' && value === null)
    expect(Object.fromEntries(missing)).toEqual(absent)
    expect(test.trigger).toBeNull()
  })

  test('knows nothing of no candles and is calm', () => {
    expect(testVolatility([])).toMatchObject({ atr: null, trigger: null })
  })

  test('measures the range against 1.5 times its mean over the first 14 to 50 candles of the window', () => {
    // All ranges but the first (0) are 1: the average of i candles is 1 - (13/15)^(i-1).
    const averages = Array.from({ length: 37 }, (_, k) => 1 - (13 / 15) ** (13 + k))
    const mean = averages.reduce((sum, value) => sum + value, 0) / averages.length
    const test = testVolatility(candlesOf(zigzag(100)))
    expect(test.atrThreshold).toBeCloseTo(1.5 * mean, 12)
    expect(test.atr).toBeCloseTo(1 - (13 / 15) ** 99, 12)
  })

  test('names the first measure beyond its limit', () => {
    const wild = [...zigzag(80), ...zigzag(20, 200)]
    expect(testVolatility(candlesOf(wild)).trigger).toBe('atr')
    // Under 50 candles there is no threshold to pass: the bands are next, 20 closes alternating by 200 around 1,100.
    expect(testVolatility(candlesOf(wild.slice(60))).trigger).toBe('band-width')
    // A jump of 30 % just before the last 20 closes: the bands no longer see it, the last 20 returns do.
    const returns = [...Array<number>(10).fill(1_000), ...Array<number>(20).fill(1_300)]
    const test = testVolatility(candlesOf(returns))
    expect(test.bandWidthPct).toBe(0)
    expect(test.historicalVolatility).toBeCloseTo((Math.log(1.3) * 100) / Math.sqrt(20), 9)
    expect(test.trigger).toBe('historical-volatility')
  })

  test('a market that does not move has no threshold and no trigger', () => {
    const test = testVolatility(candlesOf(Array<number>(100).fill(5)))
    expect(test).toEqual({
      atr: 0,
      atrThreshold: null,
      bandWidthPct: 0,
      historicalVolatility: 0,
      trigger: null,
    })
  })
})
