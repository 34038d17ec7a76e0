import { backtestInput } from '@/lib/backtests/backtest-input'
import { runBacktest, type BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { configOf, pairOf, walk } from '@/tests/support/backtest-market'
import { exitFeatures } from '@/tests/support/exit-features'
import { recordsOf } from '@/tests/support/replay-books'

const cases = exitFeatures.flatMap(([name, settings, seen, pair]) =>
  (['long', 'short'] as const).map((side) => [name, side, settings, seen, pair ?? {}] as const),
)

describe('A back-test that passes over what cannot change anything gives what the plain loop gives', () => {
  test.each(cases)('with %s, %s', (_name, side, settings, seen, pair) => {
    const met = new Set<string>()
    for (const [seed, decisionEverySec] of [
      [31, 60],
      [33, 300],
      [35, 300],
    ] as const) {
      const config = configOf([pairOf({ side, ...pair }, settings)], { decisionEverySec })
      const input = backtestInput(config, new Map([['ETH/USDT:USDT', walk({ count: 900, seed })]]))
      const quick = runBacktest(input)
      const plain = runBacktest({ ...input, plain: true })
      expect(recordsOf(quick, input)).toEqual(recordsOf(plain, input))
      for (const reason of reasonsOf(quick)) met.add(reason)
    }
    expect([...met]).toEqual(expect.arrayContaining([...seen]))
  })
})

/** Why deals ended and trades were made, and under which conditions pairs stood. */
const reasonsOf = ({ deals, trades, spells }: BacktestRun): readonly string[] => [
  ...deals.flatMap(({ endReason }) => endReason ?? []),
  ...trades.map(({ reason }) => reason),
  ...spells.flatMap(({ longestMs }) => [...longestMs.keys()]),
]
