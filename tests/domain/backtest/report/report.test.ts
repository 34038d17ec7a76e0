import { backtestInput } from '@/lib/backtests/backtest-input'
import { backtestReport } from '@/lib/backtests/report'
import { markersOf } from '@/lib/domain/backtest/report/markers'
import { reportOf } from '@/lib/domain/backtest/report/report'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { configOf, pairOf, walk } from '@/tests/support/backtest-market'

const ETH = 'ETH/USDT:USDT'
const input = backtestInput(
  configOf([pairOf(), pairOf({ side: 'short' })]),
  new Map([[ETH, walk({ count: 900, seed: 41 })]]),
)
const run = runBacktest(input)

describe('The report of a back-test', () => {
  test('is plain JSON: what a worker or a store passes on is what was reported', () => {
    const report = reportOf(input, run, 2)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  test('is the same in a browser as on the server, save for the identity', () => {
    const pure = reportOf(input, run, 2)
    expect(backtestReport(input, run, 2)).toMatchObject(pure)
  })

  test('tells a chart when and at what price each trade happened, and why', () => {
    const { trades } = reportOf(input, run, 2)
    const markers = markersOf(input, run.trades)
    expect(markers.length).toBeGreaterThan(10)
    expect(markers.map((marker) => ({ ...marker, at: new Date(marker.at).toISOString() }))).toEqual(
      trades.map(({ at, price, quantity, action, reason, deal, symbol, side }) => ({
        ...{ at, action, reason, deal, symbol, side },
        price: Number(price),
        quantity: Number(quantity),
      })),
    )
  })
})
