import fc from 'fast-check'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { decodeCandles, encodeCandles } from '@/lib/domain/candles/wire'
import { marketModel } from '@/lib/domain/simulation/market-model'

const T0 = Date.UTC(2024, 0, 1)

type Row = readonly [time: number, open: number, high: number, low: number, close: number, volume: number]

function seriesOf(barMs: number, rows: readonly Row[]): CandleSeries {
  const series = emptySeries(barMs, rows.length)
  const columns = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const
  rows.forEach((row, i) => columns.forEach((column, at) => (series[column][i] = row[at] ?? NaN)))
  return series
}

function decoded(bytes: Uint8Array): CandleSeries {
  const series = decodeCandles(bytes)
  if (!series.ok) throw new Error(series.error.message)
  return series.value
}

const anyPrice = fc.oneof(
  fc.integer({ min: 1, max: 1e9 }).map((ticks) => ticks / 100),
  fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
)
const anyVolume = fc.oneof(
  fc.integer({ min: 0, max: 1e9 }).map((steps) => steps / 1000),
  fc.double({ min: 0, max: 1e12, noNaN: true }),
)
const anySeries = fc
  .tuple(
    fc.constantFrom(60_000, 300_000, 86_400_000),
    fc.array(
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.tuple(anyPrice, anyPrice, anyPrice, anyPrice), anyVolume),
    ),
  )
  .map(([barMs, bars]) => {
    let time = T0
    const rows = bars.map(([step, prices, volume]): Row => {
      time += step * barMs
      const [low = 1, open = 1, close = 1, high = 1] = prices.toSorted((a, b) => a - b)
      return [time, open, high, low, close, volume]
    })
    return seriesOf(barMs, rows)
  })

describe('candles as bytes', () => {
  it('come back to the last digit, gaps included, whatever the prices are', () => {
    fc.assert(
      fc.property(anySeries, (series) => expect(decoded(encodeCandles(series))).toEqual(series)),
      {
        numRuns: 500,
      },
    )
  })

  it('take less than twelve bytes each on a market with ticks', () => {
    const series = marketModel('1').series('BTC/USDT:USDT', Date.UTC(2025, 0, 2), Date.UTC(2025, 0, 3))
    expect(series.length).toBe(1_440)
    expect(encodeCandles(series).length).toBeLessThan(12 * 1_440)
    expect(decoded(encodeCandles(series))).toEqual(series)
  })

  it('read from the middle of a larger buffer as from a buffer of their own', () => {
    const series = seriesOf(60_000, [[T0, 1.5, 2, 1, 1.25, 3]])
    const bytes = encodeCandles(series)
    const larger = new Uint8Array(bytes.length + 16)
    larger.set(bytes, 7)
    expect(decoded(larger.subarray(7, 7 + bytes.length))).toEqual(series)
  })

  it('are written in ascending order on the grid only', () => {
    const row = (time: number): Row => [time, 1, 1, 1, 1, 1]
    for (const times of [
      [T0, T0],
      [T0 + 60_000, T0],
      [T0, T0 + 90_000],
    ]) {
      expect(() => encodeCandles(seriesOf(60_000, times.map(row)))).toThrow(RangeError)
    }
  })
})

describe('bytes that are no candles', () => {
  const bytes = encodeCandles(
    marketModel('1').series('BTC/USDT:USDT', Date.UTC(2025, 0, 2), Date.UTC(2025, 0, 2, 2)),
  )

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('<html>Sign in</html>')],
    ['another version', new Uint8Array([0x54, 9, ...bytes.slice(2)])],
    [
      'a head that promises millions of candles',
      new Uint8Array([0x54, 1, 0xe0, 0xd4, 0x03, 0xc0, 0x96, 0xb1, 0x02, 0]),
    ],
    ['a part', bytes.slice(0, -1)],
    ['more than all', new Uint8Array([...bytes, 0])],
  ])('are refused: %s', (_, wrong) => {
    expect(decodeCandles(wrong)).toMatchObject({ ok: false, error: { kind: 'malformed' } })
  })

  it('never come out as candles that no market could have', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = bytes.slice()
        changed[at] = value
        const series = decodeCandles(changed)
        if (!series.ok) return
        const { openTime, high, low, open, close, volume, length } = series.value
        const isSound = (i: number) =>
          (openTime[i] ?? NaN) > (openTime[i - 1] ?? 0) &&
          (low[i] ?? NaN) > 0 &&
          (high[i] ?? NaN) >= Math.max(open[i] ?? NaN, close[i] ?? NaN) &&
          (low[i] ?? NaN) <= Math.min(open[i] ?? NaN, close[i] ?? NaN) &&
          (volume[i] ?? NaN) >= 0
        expect(Array.from({ length }, (_, i) => i).filter((i) => !isSound(i))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
