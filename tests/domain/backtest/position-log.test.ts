import { backtestInput } from '@/lib/backtests/backtest-input'
import { PositionLog } from '@/lib/domain/backtest/position-log'
import { reportOf } from '@/lib/domain/backtest/report/report'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { openVenue, type SimulatedFill } from '@/lib/domain/simulation/venue'
import { configOf, pairOf, walk } from '@/tests/support/backtest-market'

const ETH = 'ETH/USDT:USDT'

const fillOf = (side: 'long' | 'short'): SimulatedFill => ({
  ...{ fillId: 'fill-1', clientOrderId: 'a', symbol: ETH, side, action: 'entry', quantitySteps: 1 },
  ...{ price: 100, feeUnits: 0, grossUnits: 0, liquidity: 'taker', at: 1, walletUnitsAfter: 0 },
})

describe('The log of positions', () => {
  test.each([
    ['long', [101, 105, 103], 105],
    ['short', [99, 95, 97], 95],
  ] as const)(
    'keeps the farthest target of a %s: only there the whole position is closed',
    (side, levels, farthest) => {
      const log = new PositionLog(openVenue(1_000))
      log.filled(fillOf(side), null)
      for (const level of levels) log.aim(ETH, side, level)
      expect(log.changes.map(({ target }) => target)).toEqual([farthest])
    },
  )

  test('has no target to keep before anything was held', () => {
    const log = new PositionLog(openVenue(1_000))
    log.aim(ETH, 'long', 101)
    expect(log.changes).toEqual([])
  })

  test('notes funding that came out of the margin, for it moved the liquidation price, and no other', () => {
    const settings = { baseOrderSize: 200, maxSafetyOrders: 0, takeProfitPct: 50, stopLossPct: null }
    const series = new Map([[ETH, walk({ count: 700, seed: 3, volatility: 0.0001, barMs: 3_600_000 })]])
    const runOf = (deposit: number) => {
      const pair = pairOf({ leverage: 2 }, { ...settings, allocatedCapital: deposit })
      const input = backtestInput(configOf([pair], { deposit, decisionEverySec: 3_600 }), series)
      const [quick, plain] = [runBacktest(input), runBacktest({ ...input, plain: true })]
      expect(reportOf(input, quick, 1)).toEqual(reportOf(input, plain, 1))
      expect(quick.funding.length).toBeGreaterThan(80)
      return quick.positions.filter(({ cause }) => cause === 'funding')
    }
    expect(runOf(1_000)).toEqual([])
    const moved = runOf(100.6)
    expect(moved.length).toBeGreaterThan(20)
    const prices = moved.map(({ liquidationPrice }) => liquidationPrice ?? NaN)
    expect(prices).toEqual([...prices].sort((a, b) => a - b))
  })
})
