import fc from 'fast-check'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { mulberry32, normals } from '@/lib/domain/random'
import { barHistory, type RatioBars } from '@/lib/domain/risk/bar-history'
import { drawRows, writePath } from '@/lib/domain/risk/bootstrap-path'
import { FROM, MINUTE, walk } from '@/tests/support/backtest-market'

const only = (series: CandleSeries): RatioBars => {
  const bars = barHistory(new Map([['A', series]])).bars.get('A')
  if (bars === undefined) throw new Error('A has bars.')
  return bars
}

/** Closes whose returns swing slowly between calm and storm, as markets do. */
function clustered(count: number): CandleSeries {
  const draw = normals(mulberry32(11))
  const series = emptySeries(MINUTE, count)
  let close = 100
  for (let i = 0; i < count; i++) {
    const before = close
    close = before * Math.exp(draw() * (Math.floor(i / 200) % 5 === 0 ? 0.004 : 0.0005))
    series.openTime[i] = FROM + i * MINUTE
    series.open[i] = before
    series.close[i] = close
    series.high[i] = Math.max(before, close) * 1.0001
    series.low[i] = Math.min(before, close) / 1.0001
    series.volume[i] = 1 + (i % 10)
  }
  return series
}

function resampled(past: CandleSeries, length: number, meanBlock: number, seed: number) {
  const ratios = only(past)
  const rows = new Int32Array(length)
  drawRows(rows, ratios.close.length, meanBlock, mulberry32(seed))
  const path = emptySeries(past.barMs, length)
  writePath(path, rows, ratios, 1_000_000, 0.01)
  return { rows, path, ratios }
}

const returns = (close: Float64Array) =>
  Array.from(close)
    .slice(1)
    .map((value, i) => Math.log(value / (close[i] ?? NaN)))

function moments(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const central = (power: number) =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length
  return { deviation: Math.sqrt(central(2)), kurtosis: central(4) / central(2) ** 2 }
}

function autocorrelation(values: readonly number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let [shared, own] = [0, 0]
  values.forEach((value, i) => {
    own += (value - mean) ** 2
    if (i >= lag) shared += (value - mean) * ((values[i - lag] ?? NaN) - mean)
  })
  return shared / own
}

describe('resampled pasts', () => {
  test('the same seed draws the same path, another seed another', () => {
    const past = walk({ count: 500, seed: 3 })
    expect(resampled(past, 300, 50, 1).path).toEqual(resampled(past, 300, 50, 1).path)
    expect(resampled(past, 300, 50, 1).path.close).not.toEqual(resampled(past, 300, 50, 2).path.close)
  })

  test('repeats whole bars: every bar is one of the past, its volume included', () => {
    const { rows, path, ratios } = resampled(walk({ count: 400, seed: 5 }), 1_000, 30, 9)
    rows.forEach((row, i) => {
      expect(path.volume[i]).toBe(ratios.volume[row])
      const before = i === 0 ? 1_000_000 : (path.close[i - 1] ?? NaN)
      expect((path.low[i] ?? NaN) / before).toBeCloseTo(ratios.low[row] ?? NaN, 5)
      expect((path.high[i] ?? NaN) / before).toBeCloseTo(ratios.high[row] ?? NaN, 5)
    })
  })

  test('keeps bars whole however small prices become, on the tick and above zero', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 1e-6, max: 1e5, noNaN: true }), (seed, from) => {
        const ratios = only(walk({ count: 200, seed: 8, volatility: 0.02 }))
        const rows = new Int32Array(500)
        drawRows(rows, 199, 20, mulberry32(seed))
        const path = emptySeries(MINUTE, 500)
        writePath(path, rows, ratios, from, 0.001)
        for (let i = 0; i < 500; i++) {
          const [open, high, low, close] = [path.open, path.high, path.low, path.close].map(
            (column) => column[i] ?? NaN,
          )
          expect(low).toBeGreaterThanOrEqual(0.001)
          expect(low).toBeLessThanOrEqual(Math.min(open ?? NaN, close ?? NaN))
          expect(high).toBeGreaterThanOrEqual(Math.max(open ?? NaN, close ?? NaN))
          expect(Number(((close ?? NaN) / 0.001).toFixed(6)) % 1).toBeCloseTo(0, 5)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('draws every row of the past equally often, its ends included', () => {
    const counts = new Float64Array(100)
    const rows = new Int32Array(400_000)
    drawRows(rows, 100, 12, mulberry32(6))
    rows.forEach((row) => (counts[row] = (counts[row] ?? 0) + 1))
    expect(Math.min(...counts)).toBeGreaterThan(3_400)
    expect(Math.max(...counts)).toBeLessThan(4_600)
  })

  test.each([1, 5, 288])('makes blocks of %i bars in the mean', (meanBlock) => {
    const rows = new Int32Array(300_000)
    drawRows(rows, 100_000, meanBlock, mulberry32(2))
    let breaks = 1
    for (let i = 1; i < rows.length; i++) if (rows[i] !== (rows[i - 1] ?? 0) + 1) breaks += 1
    expect(rows.length / breaks / meanBlock).toBeGreaterThan(0.93)
    expect(rows.length / breaks / meanBlock).toBeLessThan(1.07)
  })

  test('keeps the distribution of the returns and their clusters of unrest', () => {
    const past = clustered(20_000)
    const { path } = resampled(past, 60_000, 288, 4)
    const [before, after] = [returns(past.close), returns(path.close)]
    const [old, now] = [moments(before), moments(after)]
    expect(now.deviation / old.deviation).toBeGreaterThan(0.9)
    expect(now.deviation / old.deviation).toBeLessThan(1.1)
    expect(now.kurtosis / old.kurtosis).toBeGreaterThan(0.8)
    expect(now.kurtosis / old.kurtosis).toBeLessThan(1.25)
    const unrest = (values: readonly number[]) =>
      autocorrelation(
        values.map((value) => value * value),
        20,
      )
    expect(unrest(before)).toBeGreaterThan(0.15)
    expect(unrest(after)).toBeGreaterThan(0.6 * unrest(before))
    // Single bars instead of blocks lose the clusters: the measure sees the difference.
    expect(Math.abs(unrest(returns(resampled(past, 60_000, 1, 4).path.close)))).toBeLessThan(0.03)
  })

  test('moves all symbols by the rows of the same instants', () => {
    const first = walk({ count: 300, seed: 1, gap: [100, 120] })
    const second = walk({ count: 300, seed: 2, gap: [50, 60] })
    const { bars, length } = barHistory(
      new Map([
        ['A', first],
        ['B', second],
      ]),
    )
    expect(length).toBe(300 - 20 - 10 - 1)
    const [a, b] = [bars.get('A'), bars.get('B')]
    // Bar 61 of the clock: the one after B's gap, whose ratio spans it for both.
    const row = 49
    const at = (series: CandleSeries, minute: number, column: 'close' | 'high') =>
      series[column][series.openTime.indexOf(FROM + minute * MINUTE)] ?? NaN
    expect(b?.close[row]).toBe(at(second, 60, 'close') / at(second, 49, 'close'))
    expect(a?.close[row]).toBe(at(first, 60, 'close') / at(first, 49, 'close'))
    expect(a?.high[row]).toBe(at(first, 60, 'high') / at(first, 49, 'close'))
  })
})
