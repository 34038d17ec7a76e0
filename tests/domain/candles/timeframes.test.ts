import fc from 'fast-check'
import { aggregateCandles, closedCandles } from '@/lib/domain/candles/aggregate-candles'
import { barRange, volumeOfDay } from '@/lib/domain/candles/bar-range'
import { candleOpen, timeframeMs, timeframes } from '@/lib/domain/candles/timeframe'
import { bars, firstBars, FROM, MINUTE, walk } from '@/tests/support/backtest-market'

describe('a timeframe', () => {
  test.each([
    ['1m', '2025-06-11T12:34:56', '2025-06-11T12:34:00'],
    ['15m', '2025-06-11T12:44:59', '2025-06-11T12:30:00'],
    ['4h', '2025-06-11T11:59:59', '2025-06-11T08:00:00'],
    ['1d', '2025-06-11T23:59:59', '2025-06-11T00:00:00'],
    ['1w', '2025-06-15T23:59:59', '2025-06-09T00:00:00'],
    ['1w', '2025-06-16T00:00:00', '2025-06-16T00:00:00'],
  ] as const)('%s: the candle of %s opened at %s', (timeframe, at, open) => {
    expect(candleOpen(Date.parse(`${at}Z`), timeframe)).toBe(Date.parse(`${open}Z`))
  })

  test('puts every instant into exactly one candle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(...timeframes), (at, timeframe) => {
        const open = candleOpen(at, timeframe)
        expect(open).toBeLessThanOrEqual(at)
        expect(at - open).toBeLessThan(timeframeMs[timeframe])
        expect(candleOpen(open, timeframe)).toBe(open)
      }),
    )
  })
})

describe('merged candles', () => {
  const series = walk({ count: 180, seed: 5, gap: [61, 63] })

  test('hold the first open, the extremes, the last close and the sum of volumes of their bars', () => {
    const merged = aggregateCandles(series, '5m')
    const at = 3
    const part = bars(series, at * 5, at * 5 + 5)
    expect(merged.openTime[at]).toBe(FROM + at * 5 * MINUTE)
    expect([merged.open[at], merged.close[at]]).toEqual([part.open[0], part.close[4]])
    expect([merged.high[at], merged.low[at]]).toEqual([Math.max(...part.high), Math.min(...part.low)])
    expect(merged.volume[at]).toBe(part.volume.reduce((sum, each) => sum + each, 0))
  })

  test('leave out a candle that lacks a bar, and nothing else', () => {
    const opens = [...aggregateCandles(series, '5m').openTime].map((open) => (open - FROM) / MINUTE)
    expect(opens).toEqual(Array.from({ length: 36 }, (_, i) => i * 5).filter((open) => open !== 60))
  })

  test('leave out a candle whose bars have not all come', () => {
    expect(aggregateCandles(firstBars(series, 9), '5m').length).toBe(1)
    expect(aggregateCandles(firstBars(series, 10), '5m').length).toBe(2)
  })

  test('of a beginning of the bars are a beginning of the candles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 178 }),
        fc.constantFrom('5m', '15m', '1h' as const),
        (shown, timeframe) => {
          const part = aggregateCandles(firstBars(series, shown), timeframe)
          const whole = aggregateCandles(series, timeframe)
          expect([...part.close]).toEqual([...whole.close.subarray(0, part.length)])
          expect([...part.openTime]).toEqual([...whole.openTime.subarray(0, part.length)])
        },
      ),
    )
  })

  test('of bars that do not divide them there are none; bars of their own length are themselves', () => {
    expect(aggregateCandles(walk({ count: 40, seed: 1, barMs: 2 * MINUTE }), '5m').length).toBe(0)
    expect(aggregateCandles(series, '1m')).toBe(series)
  })

  test('a closed one has closed by the instant, to the millisecond', () => {
    const merged = aggregateCandles(series, '5m')
    const newest = (at: number) => closedCandles(merged, 2, at).openTime.at(-1)
    expect(newest(FROM + 20 * MINUTE)).toBe(FROM + 15 * MINUTE)
    expect(newest(FROM + 20 * MINUTE - 1)).toBe(FROM + 10 * MINUTE)
    expect(closedCandles(merged, 2, FROM + 20 * MINUTE).length).toBe(2)
    expect(closedCandles(merged, 99, FROM + 20 * MINUTE).length).toBe(4)
    expect(closedCandles(merged, 2, FROM).length).toBe(0)
  })
})

describe('the range of closed bars', () => {
  const series = walk({ count: 60, seed: 6 })

  test('reaches from the first bar that opened since to the last that has closed', () => {
    const part = bars(series, 10, 20)
    const range = { high: Math.max(...part.high), low: Math.min(...part.low), until: FROM + 20 * MINUTE }
    expect(barRange(series, FROM + 10 * MINUTE, FROM + 20 * MINUTE)).toEqual(range)
    expect(barRange(series, FROM + 9 * MINUTE + 1, FROM + 21 * MINUTE - 1)).toEqual(range)
  })

  test('is none where no bar has closed since', () => {
    expect(barRange(series, FROM + 10 * MINUTE, FROM + 11 * MINUTE - 1)).toBeNull()
    expect(barRange(series, FROM + 90 * MINUTE, FROM + 95 * MINUTE)).toBeNull()
  })
})

describe('the volume of a day', () => {
  const series = walk({ count: 1_500, seed: 7 })

  test('is the sum over the last 24 hours of base coin at the close', () => {
    let sum = 0
    for (let i = 60; i < 1_500; i++) sum += (series.volume[i] ?? 0) * (series.close[i] ?? 0)
    expect(volumeOfDay(series, FROM + 1_500 * MINUTE)).toBeCloseTo(sum, 6)
  })

  test('is not known before a whole day is, and never takes a part for the whole', () => {
    expect(volumeOfDay(series, FROM + 1_439 * MINUTE)).toBeNull()
    expect(volumeOfDay(series, FROM + 1_440 * MINUTE)).not.toBeNull()
    expect(volumeOfDay(firstBars(series, 0), FROM)).toBeNull()
  })
})
