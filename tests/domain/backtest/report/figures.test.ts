import { backtestInput } from '@/lib/backtests/backtest-input'
import { reportOf } from '@/lib/domain/backtest/report/report'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { configOf, FROM, MINUTE, pairOf, walk } from '@/tests/support/backtest-market'

const ETH = 'ETH/USDT:USDT'
const HOUR = 3_600_000

type Bar = readonly [open: number, high: number, low: number, close: number]

/** Bars without volume: a market order pays half the spread and has no impact. */
function barsOf(rows: readonly Bar[], barMs = MINUTE): CandleSeries {
  const series = emptySeries(barMs, rows.length)
  rows.forEach(([open, high, low, close], index) => {
    series.openTime[index] = FROM + index * barMs
    series.open[index] = open
    series.high[index] = high
    series.low[index] = low
    series.close[index] = close
    series.volume[index] = NaN
  })
  return series
}

const flat = (price: number): Bar => [price, price, price, price]

function reported(settings: object, candles: CandleSeries, over: object = {}) {
  const ladder = { maxSafetyOrders: 1, priceDeviationPct: 1, takeProfitPct: 1, ...settings }
  const config = configOf([pairOf(over, { stopLossPct: null, maxDeals: 1, ...ladder })], {
    decisionEverySec: 60,
  })
  const input = backtestInput(config, new Map([[ETH, candles]]))
  const run = runBacktest(input)
  const report = reportOf(input, run, 1)
  return { run, report, metrics: report.summary.metrics }
}

const position = (run: { positions: readonly { liquidationPrice: number | null }[] }, index: number) =>
  run.positions[index]?.liquidationPrice ?? NaN

describe('A deal that opens at 2000.1, buys at 1980.09, falls to 1965 and ends at its target', () => {
  const rows: Bar[] = [
    flat(2_000),
    flat(2_000),
    [2_000, 2_000, 1_975, 1_978],
    [1_978, 1_990, 1_965, 1_985],
    [1_985, 2_020, 1_980, 2_015],
    flat(2_015),
    flat(2_015),
  ]
  const { run, report, metrics } = reported({}, barsOf(rows))
  const [opened, added, closed] = report.trades.map(({ price, quantity }) => ({
    price: Number(price),
    quantity: Number(quantity),
  }))
  if (opened === undefined || added === undefined || closed === undefined) throw new Error('no deal')
  const average =
    (opened.price * opened.quantity + added.price * added.quantity) / (opened.quantity + added.quantity)

  test('has its worst moment at the low, and tells what price had to regain to the target', () => {
    expect([opened.price, added.price]).toEqual([2_000.1, 1_980.09])
    expect(metrics.worstMoment).toMatchObject({ deal: 1, price: 1_965, at: FROM + 3 * MINUTE, symbol: ETH })
    expect(metrics.worstMoment?.adverseShare).toBeCloseTo((average - 1_965) / average, 12)
    expect(metrics.worstMoment?.reboundShare).toBeCloseTo((closed.price - 1_965) / 1_965, 12)
    expect(report.deals[0]?.adverseQuote).toBeCloseTo((average - 1_965) * closed.quantity, 9)
  })

  test('comes as close to liquidation as its low, measured from the price of that position', () => {
    const [first, second] = [position(run, 0), position(run, 1)]
    expect(metrics.closestLiquidation).toBeCloseTo((1_965 - second) / 1_965, 12)
    const atStart = (2_000.1 - first) / 2_000.1
    expect(metrics.liquidationDistanceLeft).toBeCloseTo((1_965 - second) / 1_965 / atStart, 12)
  })

  test('stands one minute on level 0 and two on level 1, which is the whole ladder', () => {
    expect(metrics.hoursByLevel).toEqual({ 0: 1 / 60, 1: 2 / 60 })
    expect(metrics.exhaustedMs).toBe(2 * MINUTE)
    // From the first tick, one minute in, to the close of the bar before the last.
    expect(metrics.exhaustedShare).toBeCloseTo(2 / 5, 12)
    expect(metrics.ladderDepth).toBeCloseTo(0.01, 12)
  })

  test('pays slippage on the base order alone: the rest are limits', () => {
    expect(metrics.slippage).toBeCloseTo(0.1 * opened.quantity, 9)
  })

  test('loses to rounding what whole steps leave of 200', () => {
    const lost = [opened, added].map(({ price, quantity }) => 1 - (price * quantity) / 200)
    expect(metrics.largestSizeLoss).toBeCloseTo(Math.max(...lost), 12)
  })

  test('has orders that were placed, filled and withdrawn', () => {
    expect(metrics.orders).toMatchObject({ filled: 3, refused: 0, resting: 0, partlyFilled: 0 })
    expect(metrics.orders.placed).toBe(metrics.orders.filled + metrics.orders.cancelled)
    const causes = Object.values(metrics.orders.cancelledBecause)
    expect(causes.reduce((sum, count) => sum + count, 0)).toBe(metrics.orders.cancelled)
  })
})

describe('What ends a deal bounds how bad it got', () => {
  test('a stop that the bar moved through: its price, not the low beyond it; the slippage is measured from the trigger', () => {
    const rows: Bar[] = [
      flat(2_000),
      flat(2_000),
      flat(2_000),
      [2_000, 2_000, 1_800, 1_850],
      flat(1_850),
      flat(1_850),
    ]
    const { report, metrics } = reported({ stopLossPct: 3, maxSafetyOrders: 0 }, barsOf(rows))
    const closed = report.trades[1]
    const price = Number(closed?.price)
    expect(closed?.reason).toBe('stop-loss')
    const trigger = 1_940.1
    expect(price).toBeLessThan(trigger)
    expect(metrics.worstMoment?.price).toBe(price)
    const quantity = Number(closed?.quantity)
    expect(metrics.slippage).toBeCloseTo((0.1 + trigger - price) * quantity, 9)
  })

  test('a liquidation: no distance is left', () => {
    const rows: Bar[] = [
      flat(2_000),
      flat(2_000),
      flat(2_000),
      [2_000, 2_000, 1_500, 1_500],
      flat(1_500),
      flat(1_500),
    ]
    const settings = { maxSafetyOrders: 0, liquidationBuffer: 0.05 }
    const { report, metrics } = reported(settings, barsOf(rows), { leverage: 20 })
    expect(report.deals[0]?.status).toBe('liquidated')
    expect([metrics.closestLiquidation, metrics.liquidationDistanceLeft]).toEqual([0, 0])
    expect(report.deals[0]?.closestLiquidation).toBe(0)
    expect(report.warnings.join(' ')).toContain('1 deals ended in liquidation')
  })

  test('a short mirrors it: what counts is the high', () => {
    const rows: Bar[] = [flat(2_000), flat(2_000), [2_000, 2_015, 2_000, 2_010], flat(1_900), flat(1_900)]
    const { report, metrics } = reported({ maxSafetyOrders: 0 }, barsOf(rows), { side: 'short' })
    expect(metrics.worstMoment).toMatchObject({ price: 2_015, side: 'short' })
    expect(report.deals[0]?.adverseShare).toBeCloseTo((2_015 - 1_999.9) / 1_999.9, 12)
    expect(metrics.worstMoment?.reboundShare).toBeGreaterThan(0)
  })
})

describe('Within one bar', () => {
  const opening: Bar[] = [flat(2_000), flat(2_000)]

  test('a target fills after the low: the deal has seen it', () => {
    const rows: Bar[] = [...opening, [2_000, 2_050, 1_990, 2_040], flat(2_040), flat(2_040)]
    const { report, metrics } = reported({ maxSafetyOrders: 0 }, barsOf(rows))
    expect(report.deals[0]?.status).toBe('completed')
    expect(metrics.worstMoment).toMatchObject({ price: 1_990, at: FROM + 2 * MINUTE })
  })

  test('that opens beyond the target, the deal ends there: it has not seen the low', () => {
    const rows: Bar[] = [...opening, [2_050, 2_060, 1_990, 2_040], flat(2_040), flat(2_040)]
    const { report, metrics } = reported({ maxSafetyOrders: 0 }, barsOf(rows))
    expect(report.deals[0]?.status).toBe('completed')
    expect(metrics.worstMoment?.price).toBe(2_000)
  })

  test('what is bought in the middle has not seen its low, but sees its close', () => {
    const rows: Bar[] = [flat(2_000), [2_000, 2_000, 1_900, 1_970], flat(1_980), flat(1_980), flat(1_980)]
    const config = configOf([pairOf({}, { maxSafetyOrders: 0, maxDeals: 1, stopLossPct: null })], {
      decisionEverySec: 90,
    })
    const input = backtestInput(config, new Map([[ETH, barsOf(rows)]]))
    const { worstMoment } = reportOf(input, runBacktest(input), 1).summary.metrics
    expect(worstMoment?.price).toBe(1_970)
  })
})

describe('A deal that is open at the end', () => {
  const rows: Bar[] = [flat(2_000), flat(2_000), flat(1_990), flat(1_985), flat(1_985)]
  const { report, metrics, run } = reported({}, barsOf(rows))

  test('is marked to market and listed apart, neither win nor loss', () => {
    expect(metrics.openDeals).toEqual([
      expect.objectContaining({ number: 1, level: 0, averageEntry: 2_000.1, mark: 1_985 }),
    ])
    expect(metrics.openDeals[0]?.unrealised).toBeCloseTo(run.unrealised, 8)
    expect([metrics.ended, metrics.winRate, metrics.wins, metrics.losses]).toEqual([0, null, 0, 0])
    expect(report.warnings.join(' ')).toContain('no part of the win rate')
  })
})

describe('Times and benchmarks', () => {
  test('the longest cooldown is the one that was set, up to the next tick', () => {
    const { metrics } = reported({ cooldownSec: 1_230, maxDeals: null }, walk({ count: 600, seed: 5 }))
    expect(metrics.longestCooldownMs).toBeGreaterThan(1_170_000)
    expect(metrics.longestCooldownMs).toBeLessThanOrEqual(1_290_000)
    expect(metrics.longestHaltMs).toBe(0)
  })

  test('equal amounts are bought at the open of every 24th hour, and all is held to the end', () => {
    const opens = Array.from({ length: 72 }, (_, hour) => flat(1_000 + hour))
    const config = configOf([pairOf()], { decisionEverySec: 3_600 })
    const input = backtestInput(config, new Map([[ETH, barsOf(opens, HOUR)]]))
    const { metrics } = reportOf(input, runBacktest(input), 1).summary
    // First tick one hour in; the last bar opens after the last tick decided and closes after the run.
    const final = 1_070
    expect(metrics.buyAndHold).toBeCloseTo(final / 1_001 - 1, 12)
    expect(metrics.equalAmounts).toBeCloseTo((final / 3) * (1 / 1_001 + 1 / 1_025 + 1 / 1_049) - 1, 12)
  })

  test('gaps lower the coverage', () => {
    const { metrics } = reported({}, walk({ count: 200, seed: 3, gap: [50, 60] }))
    expect(metrics.coverage).toBeCloseTo(0.95, 12)
  })

  test('a thin market leaves orders filled in part', () => {
    const { metrics } = reported(
      { maxDeals: null, takeProfitPct: 0.3 },
      walk({ count: 900, seed: 6, volume: 0.6 }),
    )
    expect(metrics.orders.partlyFilled).toBeGreaterThan(0)
  })
})
