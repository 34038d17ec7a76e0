import fc from 'fast-check'
import { backtestInput } from '@/lib/backtests/backtest-input'
import type { PositionChange } from '@/lib/domain/backtest/position-log'
import type { BookedDeal } from '@/lib/domain/backtest/records'
import { excursionsOf } from '@/lib/domain/backtest/report/excursions'
import { endOf } from '@/lib/domain/backtest/report/metrics'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { configOf, pairOf, walk } from '@/tests/support/backtest-market'

const ETH = 'ETH/USDT:USDT'

const cases = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  side: fc.constantFrom('long', 'short'),
  leverage: fc.constantFrom(3, 20),
  volatility: fc.constantFrom(0.001, 0.004, 0.008),
  volume: fc.constantFrom(0.6, 500),
  gap: fc.constantFrom([0, 0] as const, [120, 150] as const),
  decisionEverySec: fc.constantFrom(60, 90, 300),
  stopLossPct: fc.constantFrom(null, 2.5),
})

/** What a deal surely met: every bar that passed whole while a position stood, found bar by bar. */
function surelyMet(changes: readonly PositionChange[], deal: BookedDeal, candles: CandleSeries, end: number) {
  const sign = deal.side === 'long' ? 1 : -1
  const prices: { against: number; distance: number }[] = []
  for (let bar = 0; bar < candles.length; bar++) {
    const from = candles.openTime[bar] ?? 0
    const to = from + candles.barMs
    const before = changes.filter(({ at }) => at < from)
    const state = before[before.length - 1]
    const isWhole = to <= end && !changes.some(({ at }) => at >= from && at < to)
    if (state === undefined || state.deal !== deal || state.steps === 0 || !isWhole) continue
    const price = (deal.side === 'long' ? candles.low[bar] : candles.high[bar]) ?? NaN
    const distance =
      state.liquidationPrice === null ? Infinity : (sign * (price - state.liquidationPrice)) / price
    prices.push({ against: (sign * (state.average - price)) / state.average, distance })
  }
  return prices
}

describe('Excursions', () => {
  test('are never smaller than what every whole bar shows, and never beyond the worst bar of the deal', () => {
    let compared = 0
    let exact = 0
    fc.assert(
      fc.property(cases, ({ side, leverage, stopLossPct, decisionEverySec, ...market }) => {
        const candles = walk({ count: 400, ...market })
        const config = configOf([pairOf({ side, leverage }, { stopLossPct, maxSafetyOrders: 4 })], {
          decisionEverySec,
        })
        const input = backtestInput(config, new Map([[ETH, candles]]))
        const run = runBacktest(input)
        const end = endOf(run)
        const { byDeal, worst } = excursionsOf(input, run.positions, end)
        for (const [deal, found] of byDeal) {
          const met = surelyMet(run.positions, deal, candles, end)
          const against = Math.max(-Infinity, ...met.map((one) => one.against))
          const distance = Math.min(Infinity, ...met.map((one) => one.distance))
          expect(found.adverseShare).toBeGreaterThanOrEqual(against)
          expect(found.closest ?? Infinity).toBeLessThanOrEqual(Math.max(0, distance))
          expect(found.adverseShare).toBeLessThanOrEqual(worst?.adverseShare ?? NaN)
          compared += met.length
          if (found.adverseShare === against) exact += 1
        }
        const held = run.deals.filter(({ peakSteps }) => peakSteps > 0)
        expect(new Set(byDeal.keys())).toEqual(new Set(held))
        const liquidated = held.filter(({ status }) => status === 'liquidated')
        for (const deal of liquidated) expect(byDeal.get(deal)?.closest).toBe(0)
      }),
      { numRuns: 40, seed: 11 },
    )
    expect(compared).toBeGreaterThan(2_000)
    expect(exact).toBeGreaterThan(50)
  })
})
