import { curveFigures, drawdownOf, ratiosOf } from '@/lib/domain/backtest/returns'

const DAY = 86_400_000

const daily = (equity: readonly number[]) => ({
  at: Float64Array.from(equity, (_, day) => (day + 1) * DAY),
  equity: Float64Array.from(equity),
  length: equity.length,
})

describe('Figures of an equity curve', () => {
  const worked = [1_010, 1_005, 1_020, 990, 1_000]

  test('reproduce the worked example of daily equity', () => {
    const returns = worked.map((value, day) => value / (worked[day - 1] ?? 1_000) - 1)
    const { sharpe, sortino } = ratiosOf(returns)
    expect(sharpe).toBeCloseTo(0.139995233, 9)
    expect(sortino).toBeCloseTo(0.190249188, 9)
    expect(drawdownOf(daily(worked), 1_000, 0).maxDrawdownShare).toBeCloseTo(0.029411764706, 12)
  })

  test('put nothing on a yearly scale that is too short for it', () => {
    expect(curveFigures(daily(worked), 1_000, 0)).toMatchObject({
      ...{ cagr: null, sharpe: null, sortino: null, calmar: null },
      maxDrawdown: 30,
    })
    const month = curveFigures(daily(Array.from({ length: 40 }, (_, day) => 1_000 + (day % 3))), 1_000, 0)
    expect(month).toMatchObject({ cagr: null, calmar: null })
    expect(month.sharpe).not.toBeNull()
  })

  test('of a year that doubles the deposit: CAGR is 100 %', () => {
    const year = Array.from({ length: 365 }, (_, day) => 1_000 * 2 ** ((day + 1) / 365))
    const { cagr, maxDrawdown, calmar, sharpe } = curveFigures(daily(year), 1_000, 0)
    expect(cagr).toBeCloseTo(1, 9)
    expect([maxDrawdown, calmar]).toEqual([0, null])
    expect(sharpe).toBeGreaterThan(100)
  })

  test('count the time below a peak to the end when it is never reached again', () => {
    expect(drawdownOf(daily([900, 1_100, 1_000, 1_050]), 1_000, 0).longestUnderWaterMs).toBe(2 * DAY)
  })
})
