import fc from 'fast-check'
import { EmaAtr, emaAtrSeries, WilderAtr, wilderAtrSeries } from '@/lib/domain/indicators/atr'
import type { Candle } from '@/lib/domain/indicators/candle'
import { Ema, emaSeries } from '@/lib/domain/indicators/ema'
import { Rsi, rsiSeries } from '@/lib/domain/indicators/rsi'
import { Sma, smaSeries } from '@/lib/domain/indicators/sma'
import { TrueRange, trueRangeSeries } from '@/lib/domain/indicators/true-range'
import { candleSeries, candlesOf, closeSeries, offBy } from './series'

type Stream<Input> = { update(input: Input): void; readonly value: number | null }

const streamed = <Input>(stream: Stream<Input>, inputs: readonly Input[]): (number | null)[] =>
  inputs.map((input) => {
    stream.update(input)
    return stream.value
  })

const periods = fc.integer({ min: 1, max: 40 })

/** Four candles whose true ranges are 2, 5 (up from 9), 4 (down from 14) and 1. */
const four: Candle[] = [
  { open: 9, high: 10, low: 8, close: 9, volume: 1 },
  { open: 12, high: 14, low: 12, close: 14, volume: 1 },
  { open: 11, high: 12, low: 10, close: 11, volume: 1 },
  { open: 11, high: 11.5, low: 10.5, close: 11, volume: 1 },
]

describe('values computed by hand', () => {
  test('EMA(3) of 2, 4, 6, 8 is seeded with the first close: 2, 3, 4.5, 6.25', () => {
    expect(streamed(new Ema(3), [2, 4, 6, 8])).toEqual([2, 3, 4.5, 6.25])
    expect(emaSeries([2, 4, 6, 8], 3)).toEqual([2, 3, 4.5, 6.25])
  })

  test('SMA(3) of 2, 4, 6, 11 begins at the third close: 4, 7', () => {
    expect(streamed(new Sma(3), [2, 4, 6, 11])).toEqual([null, null, 4, 7])
    expect(smaSeries([2, 4, 6, 11], 3)).toEqual([null, null, 4, 7])
  })

  test('the true range counts the jump from the previous close, and the first candle has none', () => {
    expect(streamed(new TrueRange(), four)).toEqual([2, 5, 4, 1])
    expect(trueRangeSeries(four)).toEqual([2, 5, 4, 1])
  })

  test('ATR(2) after Wilder: mean of the first two ranges 3.5, then (3.5+4)/2 = 3.75, (3.75+1)/2 = 2.375', () => {
    expect(streamed(new WilderAtr(2), four)).toEqual([null, 3.5, 3.75, 2.375])
    expect(wilderAtrSeries(four, 2)).toEqual([null, 3.5, 3.75, 2.375])
  })

  test('ATR(3) as exponential average seeded with the first range 2: 3.5, 3.75, 2.375, the first two withheld', () => {
    expect(streamed(new EmaAtr(3), four)).toEqual([null, null, 3.75, 2.375])
    expect(emaAtrSeries(four, 3)).toEqual([null, null, 3.75, 2.375])
  })

  test('RSI(2) of 10, 11, 10, 13, 12: gains 0.5, 1.75, 0.875 over losses 0.5, 0.25, 0.625', () => {
    const wanted = [null, null, 50, 87.5, 100 - 100 / (1 + 0.875 / 0.625)]
    expect(streamed(new Rsi(2), [10, 11, 10, 13, 12])).toEqual(wanted)
    expect(rsiSeries([10, 11, 10, 13, 12], 2).map((point) => point?.value ?? null)).toEqual(wanted)
  })

  test('RSI is 100 without a loss and 0 without a gain', () => {
    expect(streamed(new Rsi(2), [1, 2, 3]).at(-1)).toBe(100)
    expect(streamed(new Rsi(2), [3, 2, 1]).at(-1)).toBe(0)
  })
})

describe('a market that does not move', () => {
  test('reads as RSI 100 and says that it is flat, until it moves once', () => {
    const rsi = new Rsi(2)
    const seen = [5, 5, 5, 5, 6].map((close) => {
      rsi.update(close)
      return [rsi.value, rsi.isFlat]
    })
    expect(seen).toEqual([
      [null, false],
      [null, false],
      [100, true],
      [100, true],
      [100, false],
    ])
    expect(rsiSeries([5, 5, 5, 5, 6], 2).map((point) => point?.isFlat ?? false)).toEqual(
      seen.map(([, flat]) => flat),
    )
  })
})

describe('the first figure and the first one that conditions may use', () => {
  const streams = [
    ['EMA(4)', () => new Ema(4), 1, 4, 12],
    ['SMA(4)', () => new Sma(4), 4, 4, 4],
    ['RSI(4)', () => new Rsi(4), 5, 5, 20],
  ] as const

  test.each(streams)('%s: defined, stable and settled by count', (_name, make, defined, stable, settled) => {
    const stream = make()
    expect(stream.value).toBeNull()
    const first = { defined: 0, stable: 0, settled: 0 }
    for (let count = 1; count <= 25; count++) {
      stream.update(100 + (count % 3))
      if (stream.value !== null) first.defined ||= count
      if (stream.isStable) first.stable ||= count
      if (stream.isSettled) first.settled ||= count
    }
    expect(first).toEqual({ defined, stable, settled })
  })

  const ranges = [
    ['true range', () => new TrueRange(), 1, 1, 1],
    ['ATR(4) after Wilder', () => new WilderAtr(4), 4, 4, 20],
    ['ATR(4) as exponential average', () => new EmaAtr(4), 4, 4, 4],
  ] as const

  test.each(ranges)('%s: defined, stable and settled by count', (_name, make, defined, stable, settled) => {
    const stream = make()
    expect(stream.value).toBeNull()
    const first = { defined: 0, stable: 0, settled: 0 }
    candlesOf(Array.from({ length: 25 }, (_, i) => 100 + (i % 3))).forEach((candle, index) => {
      stream.update(candle)
      if (stream.value !== null) first.defined ||= index + 1
      if (stream.isStable) first.stable ||= index + 1
      if (stream.isSettled) first.settled ||= index + 1
    })
    expect(first).toEqual({ defined, stable, settled })
  })

  test('an EMA(200) keeps 13.7 % of its seed after 200 candles and 0.25 % after 600', () => {
    const ema = new Ema(200)
    ema.update(1)
    for (let i = 1; i < 200; i++) ema.update(0)
    expect(ema.value).toBeCloseTo((199 / 201) ** 199, 12)
    expect(ema.value).toBeCloseTo(0.137, 3)
    for (let i = 200; i < 600; i++) ema.update(0)
    expect(ema.value).toBeCloseTo(0.0025, 4)
  })
})

describe('streaming equals the definition over a whole series', () => {
  const everywhere = (
    actual: readonly (number | null)[],
    wanted: readonly (number | null)[],
    scale: (index: number) => number = () => 0,
  ) => {
    expect(actual).toHaveLength(wanted.length)
    const worst = Math.max(...actual.map((value, i) => offBy(value, wanted[i] ?? null, scale(i))))
    expect(worst).toBeLessThanOrEqual(1e-9)
  }

  test('EMA, against its batch form and against the sum of weights written out', () => {
    fc.assert(
      fc.property(closeSeries, periods, (closes, period) => {
        const actual = streamed(new Ema(period), closes)
        everywhere(actual, emaSeries(closes, period))
        const a = 2 / (period + 1)
        const last = closes.length - 1
        const weighted = closes.reduce(
          (sum, close, i) => sum + close * (i === 0 ? (1 - a) ** last : a * (1 - a) ** (last - i)),
          0,
        )
        everywhere([actual[last] ?? null], [weighted])
      }),
    )
  })

  test('SMA, also after a jump from 1e6 to 1e-6', () => {
    fc.assert(
      fc.property(closeSeries, periods, (closes, period) => {
        everywhere(streamed(new Sma(period), closes), smaSeries(closes, period))
      }),
    )
  })

  test('true range and both average true ranges', () => {
    fc.assert(
      fc.property(candleSeries, periods, (candles, period) => {
        everywhere(streamed(new TrueRange(), candles), trueRangeSeries(candles))
        everywhere(streamed(new WilderAtr(period), candles), wilderAtrSeries(candles, period))
        everywhere(streamed(new EmaAtr(period), candles), emaAtrSeries(candles, period))
      }),
    )
  })

  test('RSI with its flat mark, always between 0 and 100', () => {
    fc.assert(
      fc.property(closeSeries, periods, (closes, period) => {
        const batch = rsiSeries(closes, period)
        const actual = streamed(new Rsi(period), closes)
        everywhere(
          actual,
          batch.map((point) => point?.value ?? null),
          () => 1e-3,
        )
        expect(actual.every((value) => value === null || (value >= 0 && value <= 100))).toBe(true)
        const rsi = new Rsi(period)
        const flat = closes.map((close) => {
          rsi.update(close)
          return rsi.isFlat
        })
        expect(flat).toEqual(batch.map((point) => point?.isFlat ?? false))
      }),
    )
  })
})

test.each([0, -1, 1.5, Number.NaN])('a period of %d is refused', (period) => {
  expect(() => new Ema(period)).toThrow(RangeError)
  expect(() => new Rsi(period)).toThrow(RangeError)
  expect(() => smaSeries([1], period)).toThrow(RangeError)
})
