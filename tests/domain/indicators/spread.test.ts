import fc from 'fast-check'
import { bandWidthPct, Bollinger, bollingerSeries, type Deviation } from '@/lib/domain/indicators/bollinger'
import {
  declineVelocity,
  DeclineDetector,
  type DeclineForm,
  type DeclineKind,
} from '@/lib/domain/indicators/decline-velocity'
import {
  HistoricalVolatility,
  historicalVolatilitySeries,
} from '@/lib/domain/indicators/historical-volatility'
import { candleSeries, candlesOf, closeSeries, offBy } from './series'

const bandsOf = (closes: readonly number[], period: number, factor: number, deviation: Deviation) => {
  const bollinger = new Bollinger(period, factor, deviation)
  return closes.map((close) => {
    bollinger.update(close)
    return bollinger.value
  })
}

const volatilityOf = (closes: readonly number[], period: number) => {
  const volatility = new HistoricalVolatility(period)
  return closes.map((close) => {
    volatility.update(close)
    return volatility.value
  })
}

describe('Bollinger bands', () => {
  test('of 2, 4, 6 reach two population deviations (8/3) from 4, or two sample deviations (4)', () => {
    const population = Math.sqrt(8 / 3)
    expect(bandsOf([2, 4, 6], 3, 2, 'population')).toEqual([
      null,
      null,
      { upper: 4 + 2 * population, middle: 4, lower: 4 - 2 * population },
    ])
    expect(bandsOf([2, 4, 6], 3, 2, 'sample').at(-1)).toEqual({ upper: 8, middle: 4, lower: 0 })
    expect(bollingerSeries([2, 4, 6], 3, 2, 'sample').at(-1)).toEqual({ upper: 8, middle: 4, lower: 0 })
    expect(bandWidthPct({ upper: 8, middle: 4, lower: 0 })).toBe(200)
    expect(bandWidthPct({ upper: 1, middle: 0, lower: -1 })).toBeNull()
  })

  test('of a constant series have no width at all', () => {
    for (const deviation of ['population', 'sample'] as const) {
      const closes = Array<number>(75).fill(0.1)
      for (const bands of [bandsOf(closes, 20, 2, deviation), bollingerSeries(closes, 20, 2, deviation)]) {
        expect(bands.at(-1)).toEqual({ upper: 0.1, middle: 0.1, lower: 0.1 })
      }
    }
  })

  test('streaming equals the definition, also after a jump from 1e6 to 1e-6', () => {
    fc.assert(
      fc.property(
        closeSeries,
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom<Deviation>('population', 'sample'),
        (closes, period, deviation) => {
          const batch = bollingerSeries(closes, period, 2, deviation)
          bandsOf(closes, period, 2, deviation).forEach((bands, index) => {
            const wanted = batch[index] ?? null
            expect(offBy(bands?.middle ?? null, wanted?.middle ?? null)).toBeLessThanOrEqual(1e-9)
            // A band may lie near zero: the middle is the scale of its rounding.
            const scale = wanted?.middle ?? 0
            expect(offBy(bands?.upper ?? null, wanted?.upper ?? null, scale)).toBeLessThanOrEqual(1e-9)
            expect(offBy(bands?.lower ?? null, wanted?.lower ?? null, scale)).toBeLessThanOrEqual(1e-9)
          })
        },
      ),
    )
  })

  test('remembers nothing of a window that has passed: the deviation after a jump is that of a fresh start', () => {
    const low = Array.from({ length: 40 }, (_, i) => 1e-6 * (1 + (i % 7) / 10))
    const jumped = new Bollinger(20, 2, 'population')
    const fresh = new Bollinger(20, 2, 'population')
    for (const close of [...Array<number>(33).fill(1e6), ...low]) jumped.update(close)
    for (const close of low) fresh.update(close)
    expect(offBy(jumped.deviation, fresh.deviation)).toBeLessThanOrEqual(1e-12)
  })
})

describe('historical volatility', () => {
  test('of closes that double and halve in turn is ln 2 times the deviation of +1 and -1', () => {
    // Four returns +-ln 2: mean 0, sample variance 4/3 of ln2 squared.
    const wanted = Math.log(2) * Math.sqrt(4 / 3) * 100
    expect(offBy(volatilityOf([1, 2, 1, 2, 1], 4).at(-1) ?? null, wanted)).toBeLessThanOrEqual(1e-12)
  })

  test('begins with n + 1 closes and is zero in a constant market', () => {
    const closes = Array<number>(22).fill(0.3)
    const wanted = [...Array<null>(20).fill(null), 0, 0]
    expect(volatilityOf(closes, 20)).toEqual(wanted)
    expect(historicalVolatilitySeries(closes, 20)).toEqual(wanted)
  })

  test('streaming equals the definition', () => {
    fc.assert(
      fc.property(closeSeries, fc.integer({ min: 2, max: 30 }), (closes, period) => {
        const batch = historicalVolatilitySeries(closes, period)
        volatilityOf(closes, period).forEach((value, index) => {
          expect(offBy(value, batch[index] ?? null, 1e-6)).toBeLessThanOrEqual(1e-9)
        })
      }),
    )
  })
})

/** Closes that stay at 100 and end with the given ones, so that rates of change are read off directly. */
const ending = (tail: readonly number[], length = 40): number[] => [
  ...Array<number>(length - tail.length).fill(100),
  ...tail,
]

describe('decline velocity', () => {
  const rows: [string, number[], number, DeclineForm, number, DeclineKind][] = [
    // roc_5 = roc_15, so smoothness is 1 and gives no points; volume is even.
    ['a still market', ending([]), 1, 'classic', 0, 'slow'],
    ['a fall of 1 % is not beyond 1 %', ending([99]), 1, 'classic', 0, 'slow'],
    ['a fall of 2 %', ending([98]), 1, 'classic', 10, 'slow'],
    ['a fall of 4 %', ending([96]), 1, 'classic', 25, 'moderate'],
    ['a fall of 6 %', ending([94]), 1, 'classic', 40, 'fast'],
    ['a fall of 4 % on 2.5 times the volume', ending([96]), 2.5, 'classic', 40, 'fast'],
    ['a fall of 6 % on 4 times the volume', ending([94]), 4, 'classic', 70, 'crash'],
    ['a rally of 6 % on 4 times the volume, one-sided', ending([106]), 4, 'classic', 30, 'moderate'],
    ['the same rally for a long', ending([106]), 4, 'long', 0, 'slow'],
    ['the same rally for a short', ending([106]), 4, 'short', 70, 'crash'],
    ['a fall of 6 % on 4 times the volume for a short', ending([94]), 4, 'short', 0, 'slow'],
    ['the same fall for a long', ending([94]), 4, 'long', 70, 'crash'],
    // 6 candles back 103, 16 back 100: roc_5 = -1.94 %, roc_15 = 1 %, smoothness 1.94.
    [
      'a fall twice as fast as the last 15 candles',
      ending([103, 103, 103, 103, 103, 101]),
      1,
      'classic',
      25,
      'moderate',
    ],
  ]

  test.each(rows)('%s', (_name, closes, surge, form, score, kind) => {
    const candles = candlesOf(closes).map((candle, index) => ({
      ...candle,
      volume: index >= closes.length - 5 ? surge : 1,
    }))
    expect(declineVelocity(candles, form)).toMatchObject({ score, kind })
  })

  test('needs 30 candles, and one more for the change over 30', () => {
    expect(declineVelocity(candlesOf(ending([], 29)), 'classic')).toBeNull()
    expect(declineVelocity(candlesOf(ending([], 30)), 'classic')).toMatchObject({
      roc30: null,
      smoothness: 1,
    })
    expect(declineVelocity(candlesOf(ending([110], 31)), 'classic')?.roc30).toBeCloseTo(10, 9)
  })

  test('has no volume ratio where nothing was traded before', () => {
    expect(declineVelocity(candlesOf(ending([]), 0), 'classic')?.volumeRatio).toBeNull()
  })

  test('streaming equals the definition at every candle', () => {
    fc.assert(
      fc.property(candleSeries, fc.constantFrom<DeclineForm>('classic', 'long', 'short'), (candles, form) => {
        const detector = new DeclineDetector(form)
        candles.forEach((candle, index) => {
          detector.update(candle)
          expect(detector.value).toEqual(declineVelocity(candles.slice(0, index + 1), form))
        })
      }),
      { numRuns: 40 },
    )
  })

  test('a long in a series scores exactly as a short in the mirrored changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0.5, max: 5, noNaN: true }),
        (moves, surge) => {
          const withSurge = (sign: number) =>
            candlesOf(ending(moves.map((move) => 100 + sign * move))).map((candle, i) => ({
              ...candle,
              volume: i >= 35 ? surge : 1,
            }))
          expect(declineVelocity(withSurge(1), 'long')?.score).toBe(
            declineVelocity(withSurge(-1), 'short')?.score,
          )
        },
      ),
    )
  })
})
