import { backtestInput } from '@/lib/backtests/backtest-input'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { configOf, firstBars, pairOf, walk } from '@/tests/support/backtest-market'
import { entryFeatures } from '@/tests/support/entry-features'
import { recordsOf } from '@/tests/support/replay-books'

const ETH = 'ETH/USDT:USDT'
const cases = entryFeatures.flatMap(([name, settings, volatility = 0.002]) =>
  (['long', 'short'] as const).map((side) => [name, side, settings, volatility] as const),
)

const inputOf = (
  [, side, settings, volatility]: (typeof cases)[number],
  { seed, every = 60, shown = 900 }: { seed: number; every?: number; shown?: number },
) => {
  const config = configOf([pairOf({ side }, settings)], { decisionEverySec: every })
  // A hole in the record, in which candles go missing and grow old.
  const series = walk({ count: 900, seed, volatility, gap: [500, 520] })
  return backtestInput(config, new Map([[ETH, firstBars(series, shown)]]))
}

/** The conditions that a feature has to have brought about, or its run proves nothing. */
const expectedOf = (settings: Readonly<Record<string, unknown>>): readonly string[] => [
  ...('startConditions' in settings ? ['start-condition', 'candles-missing'] : []),
  ...('minPrice' in settings ? ['price-out-of-range'] : []),
  ...('safetyConditions' in settings ? ['safety-condition'] : []),
  ...('crashGuard' in settings ? ['dangerous-move'] : []),
]

describe.each(cases)('A back-test with %s, %s', (...feature) => {
  test('that passes over what cannot change anything gives what the plain loop gives', () => {
    let trades = 0
    const reasons = new Set<string>()
    for (const seed of [41, 42, 43]) {
      for (const every of [60, 300]) {
        const input = inputOf(feature, { seed, every })
        const quick = runBacktest(input)
        const plain = runBacktest({
          ...input,
          plain: true,
          onDecision: ({ decision }) => reasons.add(decision.reason.code),
        })
        expect(recordsOf(quick, input)).toEqual(recordsOf(plain, input))
        trades += quick.trades.length
      }
    }
    expect(trades).toBeGreaterThan(20)
    const [, , settings] = feature
    for (const reason of expectedOf(settings)) expect([...reasons]).toContain(reason)
  })

  test('of the first candles is a beginning of the one of all: no signal looks ahead', () => {
    const whole = inputOf(feature, { seed: 44 })
    const all = recordsOf(runBacktest(whole), whole).trades
    for (const shown of [233, 480, 700]) {
      const part = inputOf(feature, { seed: 44, shown })
      const first = recordsOf(runBacktest(part), part).trades
      expect(all.slice(0, first.length)).toEqual(first)
    }
    expect(all.length).toBeGreaterThan(3)
  })
})
