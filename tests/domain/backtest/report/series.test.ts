import fc from 'fast-check'
import { drawdownOf } from '@/lib/domain/backtest/returns'
import { seriesOf } from '@/lib/domain/backtest/report/series'
import { mulberry32 } from '@/lib/domain/random'

const MINUTE = 60_000

const curveOf = (equity: readonly number[]) => ({
  at: Float64Array.from(equity, (_, index) => (index + 1) * MINUTE),
  equity: Float64Array.from(equity),
  length: equity.length,
})

const values = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer()).map(([count, seed]) => {
  const random = mulberry32(seed)
  return Array.from({ length: count }, () => 500 + Math.floor(random() * 1_000))
})

describe('The series of a report', () => {
  test('keeps a short curve whole, with the deposit before it', () => {
    const series = seriesOf(curveOf([1_000, 900, 1_100]), 1_000, 0)
    expect(series).toEqual({
      at: [0, MINUTE, 2 * MINUTE, 3 * MINUTE],
      equity: [1_000, 1_000, 900, 1_100],
      drawdown: [0, 0, 0.1, 0],
    })
  })

  test('never loses the lowest and highest equity or the deepest drawdown, in at most a thousand ascending points', () => {
    fc.assert(
      fc.property(values, (equity) => {
        const curve = curveOf(equity)
        const series = seriesOf(curve, 1_000, 0)
        const { length } = series.at
        expect([series.equity.length, series.drawdown.length]).toEqual([length, length])
        expect(length).toBeLessThanOrEqual(1_000)
        expect(series.at.every((at, index) => index === 0 || at > (series.at[index - 1] ?? 0))).toBe(true)
        expect(Math.min(...series.equity)).toBe(Math.min(1_000, ...equity))
        expect(Math.max(...series.equity)).toBe(Math.max(1_000, ...equity))
        expect(Math.max(...series.drawdown)).toBe(drawdownOf(curve, 1_000, 0).maxDrawdownShare)
        expect(series.at[length - 1]).toBe(equity.length * MINUTE)
      }),
      { numRuns: 60 },
    )
  })

  test('shows a single bar of a crash in a million quiet ones', () => {
    const equity = new Array<number>(1_000_000).fill(1_000)
    equity[777_777] = 400
    const series = seriesOf(curveOf(equity), 1_000, 0)
    const index = series.equity.indexOf(400)
    expect([series.at[index], series.drawdown[index]]).toEqual([777_778 * MINUTE, 0.6])
  })
})
