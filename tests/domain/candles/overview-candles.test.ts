import fc from 'fast-check'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { parseSource, sourceText, type CandleSource } from '@/lib/domain/candles/candle-source'
import { joinSeries } from '@/lib/domain/candles/join-series'
import { overviewCandles } from '@/lib/domain/candles/overview-candles'

const MINUTE = 60_000
const T0 = Date.UTC(2025, 0, 1)

function minutes(numbers: readonly number[]): CandleSeries {
  const series = emptySeries(MINUTE, numbers.length)
  numbers.forEach((minute, i) => {
    series.openTime[i] = T0 + minute * MINUTE
    series.open[i] = 100 + minute
    series.high[i] = 102 + minute
    series.low[i] = 99 + minute
    series.close[i] = 101 + minute
  })
  return series
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('the candles of an overview', () => {
  it('are the bars themselves while they fit', () => {
    expect(overviewCandles(minutes([0, 1, 5]), 10)).toEqual(
      [0, 1, 5].map((minute) => ({
        ...{ time: T0 / 1_000 + minute * 60, open: 100 + minute, high: 102 + minute },
        ...{ low: 99 + minute, close: 101 + minute },
      })),
    )
  })

  it('open with their first bar, close with their last and lose no extreme, over gaps too', () => {
    const [first, second, ...rest] = overviewCandles(minutes([...range(0, 4), ...range(7, 12)]), 3)
    expect(first).toEqual({ time: T0 / 1_000, open: 100, high: 105, low: 99, close: 104 })
    expect(second).toEqual({ time: T0 / 1_000 + 300, open: 107, high: 111, low: 106, close: 110 })
    expect(rest).toHaveLength(1)
  })

  it('are about as many as asked for, ascending, whatever the series', () => {
    const anyMinutes = fc.uniqueArray(fc.nat(20_000), { minLength: 1, maxLength: 500 })
    fc.assert(
      fc.property(anyMinutes, fc.integer({ min: 5, max: 300 }), (numbers, most) => {
        const series = minutes(numbers.toSorted((a, b) => a - b))
        const candles = overviewCandles(series, most)
        const times = candles.map(({ time }) => time)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        expect(new Set(times).size).toBe(times.length)
        expect(candles.length).toBeLessThanOrEqual(most + 1)
        expect(Math.max(...candles.map(({ high }) => high))).toBe(Math.max(...series.high))
        expect(Math.min(...candles.map(({ low }) => low))).toBe(Math.min(...series.low))
      }),
    )
  })

  it('are none of a series without bars', () => {
    expect(overviewCandles(minutes([]), 10)).toEqual([])
  })
})

test('parts of a series join to the whole', () => {
  const whole = minutes(range(0, 10))
  expect(joinSeries(MINUTE, [minutes(range(0, 3)), minutes([]), minutes(range(3, 10))])).toEqual(whole)
  expect(joinSeries(MINUTE, [])).toEqual(minutes([]))
})

describe('the text of a candle source', () => {
  it.each<CandleSource>([
    { kind: 'simulated', seed: 'a:b c' },
    { kind: 'exchange', exchange: 'kraken' },
    { kind: 'upload', uploadId: `upl_${'a'.repeat(26)}` },
  ])('is read back: %j', (source) => {
    expect(parseSource(sourceText(source))).toEqual(source)
  })

  it.each([
    '',
    'simulated',
    'simulated:',
    `simulated:${'x'.repeat(65)}`,
    'exchange:mtgox',
    'upload:bot_1',
    'file:x',
  ])('names nothing: %p', (text) => {
    expect(parseSource(text)).toBeNull()
  })
})
