import { backtestInput } from '@/lib/backtests/backtest-input'
import { dealFigures } from '@/lib/domain/backtest/deal-figures'
import type { BacktestDecision } from '@/lib/domain/backtest/input'
import { runBacktest, type BacktestRun } from '@/lib/domain/backtest/run-backtest'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { configOf, firstBars, MINUTE, walk } from '@/tests/support/backtest-market'

// Each test is a fault that the back-test of the original had (trading reference 3.4).

const ETH = 'ETH/USDT:USDT'
const lively = {
  ...{ gateSlowPeriod: 20, gateFastPeriod: 5, entryPeriod: 10, entryIntervalMin: 5, volatilityCandles: 50 },
  ...{ beginSizeOfBalance: 0.02, buyUntilLimit: 0.03, profitThreshold: 0.0005, profitPnl: 0.02 },
  ...{ stopLossPct: 3, haltAfterStops: null },
}

function run(
  series: CandleSeries,
  pair: object = {},
  config: object = {},
  seen: BacktestDecision[] = [],
): BacktestRun {
  const whole = {
    symbol: ETH,
    side: 'long',
    leverage: 10,
    strategy: 'martingale',
    config: { ...lively, ...config },
    ...pair,
  }
  const input = backtestInput(configOf([whole]), new Map([[ETH, series]]))
  return runBacktest({ ...input, onDecision: (decided) => void seen.push(decided) })
}

const story = (seen: readonly BacktestDecision[]) =>
  seen.map(({ at, decision }) => JSON.stringify([at, decision.reason, decision.orders]))

/** A quiet hour and a half, a fall, then nothing any more: what happens to a position that was opened before it. */
function falling(to: number): CandleSeries {
  const series = walk({ count: 500, seed: 37, volatility: 0.0004 })
  const from = 420
  const start = series.close[from - 1] ?? NaN
  for (let i = from; i < series.length; i++) {
    const part = Math.min(1, (i - from + 1) / 7)
    const price = start + (to * start - start) * part
    for (const column of [series.open, series.high, series.low, series.close]) column[i] = price
  }
  return series
}

test('a short closes: its profit is taken and its stop acts', () => {
  const statuses = [31, 32, 33, 38].flatMap((seed) =>
    run(walk({ count: 1_000, seed }), { side: 'short' }).deals.map(({ status }) => status),
  )
  expect(statuses).toContain('completed')
  expect(statuses).toContain('stopped')
})

test.each(['corrected', 'classic'])(
  'a candle is seen only once it has closed: %s decides on a prefix as on the whole',
  (mode) => {
    const series = walk({ count: 700, seed: 31 })
    const whole: BacktestDecision[] = []
    run(
      series,
      {},
      { mode, entryIntervalMin: 60, entryPeriod: 3, gateIntervalMin: 15, gateSlowPeriod: 6 },
      whole,
    )
    const all = story(whole)
    for (const count of [301, 437, 559, 598, 601]) {
      const seen: BacktestDecision[] = []
      run(
        firstBars(series, count),
        {},
        { mode, entryIntervalMin: 60, entryPeriod: 3, gateIntervalMin: 15, gateSlowPeriod: 6 },
        seen,
      )
      const part = story(seen)
      // The last tick is that of the bar whose end nobody has seen.
      expect(part.slice(0, -1)).toEqual(all.slice(0, part.length - 1))
      expect(part.length).toBeGreaterThan(50)
    }
  },
)

test('what is still to come of an hour changes nothing that was decided within it', () => {
  const series = walk({ count: 700, seed: 31 })
  const changed = {
    ...series,
    close: series.close.slice(),
    high: series.high.slice(),
    low: series.low.slice(),
  }
  const from = 630
  for (let i = from; i < 700; i++) {
    changed.close[i] = (series.close[i] ?? NaN) * 1.1
    changed.high[i] = (series.high[i] ?? NaN) * 1.2
  }
  const [before, after]: [BacktestDecision[], BacktestDecision[]] = [[], []]
  run(series, {}, { entryIntervalMin: 60, entryPeriod: 3 }, before)
  run(changed, {}, { entryIntervalMin: 60, entryPeriod: 3 }, after)
  const until = (series.openTime[from] ?? NaN) + MINUTE
  const early = (seen: BacktestDecision[]) => story(seen.filter(({ at }) => at < until - MINUTE))
  expect(early(after)).toEqual(early(before))
})

test('entry fees leave the balance at once, and funding is paid', () => {
  const { trades, funding } = run(walk({ count: 1_100, seed: 31 }))
  const [opened] = trades
  expect(opened?.action).toBe('OPENED')
  expect(opened?.feeUnits).toBeGreaterThan(0)
  expect(opened?.balanceUnits).toBe(10_000 * 1e8 - (opened?.feeUnits ?? 0))
  expect(funding.length).toBeGreaterThan(0)
  expect(funding.every(({ amountUnits }) => amountUnits !== 0)).toBe(true)
})

test('a stop acts inside a bar, at its trigger and not at a close', () => {
  const series = walk({ count: 500, seed: 37, volatility: 0.0004 })
  // One minute dives below the stop and comes back; its close is where it opened.
  const dip = 423
  const open = series.open[dip] ?? NaN
  series.low[dip] = open * 0.95
  series.close[dip] = open
  const { trades } = run(series, {}, { maxDealLossPct: 100 })
  const stop = trades.find(({ reason }) => reason === 'stop-loss')
  const paid = stop?.fills[0]?.price ?? NaN
  expect(paid).toBeLessThan((stop?.trigger ?? NaN) + 0.01)
  expect(paid).toBeGreaterThan((stop?.trigger ?? NaN) * 0.99)
  expect(paid).toBeLessThan(open * 0.98)
})

test.each<['long' | 'short', number]>([
  ['long', 0.95],
  ['short', 1.05],
])(
  'a classic %s at 50x is liquidated in the bar that reaches the price, and counts as a loss',
  (side, to) => {
    const config = { mode: 'classic', entryPeriod: 2, profitPnl: 2, profitThreshold: 0.1 }
    const done = run(falling(to), { side, leverage: 50 }, config)
    expect(done.deals.map(({ status }) => status)).toContain('liquidated')
    const figures = dealFigures(done.deals)
    expect(figures.liquidations).toBe(1)
    expect(figures.losses).toBeGreaterThanOrEqual(1)
  },
)

test('the win rate counts every deal that ended, stopped ones too', () => {
  const deals = [31, 32, 33, 38].flatMap((seed) => [...run(walk({ count: 1_000, seed })).deals])
  const { ended, wins, losses, winRate } = dealFigures(deals)
  expect(losses).toBeGreaterThan(0)
  expect(wins + losses).toBe(ended)
  expect(winRate).toBeLessThan(1)
})
