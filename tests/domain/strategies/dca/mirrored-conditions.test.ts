import fc from 'fast-check'
import { MarketView } from '@/lib/domain/backtest/market-view'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { conditionSignals } from '@/lib/domain/strategies/dca/conditions/condition-signals'
import type { Condition, SingleCondition, When } from '@/lib/domain/strategies/dca/conditions/condition'
import { judgeConditions } from '@/lib/domain/strategies/dca/conditions/judge-conditions'
import { crashGuard } from '@/lib/domain/strategies/dca/crash-guard'
import { crashSignal } from '@/lib/domain/strategies/dca/needs'
import { FROM, MINUTE, walk } from '@/tests/support/backtest-market'
import { Scene } from './scene'

const BASE = 2_000

/** The candles reflected about the base price: highs become lows. */
function reflected(series: CandleSeries): CandleSeries {
  const mirror = (column: Float64Array) => column.map((price) => 2 * BASE - price)
  const { open, high, low, close } = series
  return { ...series, open: mirror(open), high: mirror(low), low: mirror(high), close: mirror(close) }
}

const turned: Readonly<Record<When, When>> = {
  ...{ below: 'above', above: 'below' },
  ...{ 'crosses-below': 'crosses-above', 'crosses-above': 'crosses-below' },
}
const bands = { lower: 'upper', middle: 'middle', upper: 'lower' } as const

/** The condition that looks at the reflected market as this one looks at the market. */
function mirrored(condition: Exclude<SingleCondition, { kind: 'change' | 'schedule' }>): SingleCondition {
  const when = turned[condition.when]
  switch (condition.kind) {
    case 'rsi':
      return { ...condition, when, value: 100 - condition.value }
    case 'price':
      return { ...condition, when, value: 2 * BASE - condition.value }
    case 'bollinger':
      return { ...condition, when, band: bands[condition.band] }
    case 'ema':
    case 'ema-cross':
      return { ...condition, when }
  }
}

const when = fc.constantFrom<When>('below', 'above', 'crosses-below', 'crosses-above')
const timeframe = fc.constantFrom('1m' as const, '5m' as const)
// Figures that no candle hits exactly, so that rounding decides nothing.
const conditions = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('rsi' as const), timeframe, period: fc.integer({ min: 2, max: 9 }), when },
    value: fc.integer({ min: 20, max: 79 }).map((value) => value + 0.1234),
  }),
  fc.record({ kind: fc.constant('ema' as const), timeframe, period: fc.integer({ min: 2, max: 9 }), when }),
  fc.record({
    ...{ kind: fc.constant('ema-cross' as const), timeframe, when },
    ...{ fast: fc.integer({ min: 2, max: 4 }), slow: fc.integer({ min: 5, max: 9 }) },
  }),
  fc.record({
    ...{ kind: fc.constant('bollinger' as const), timeframe, period: fc.integer({ min: 3, max: 9 }), when },
    ...{
      deviations: fc.constant(1.3),
      band: fc.constantFrom('lower' as const, 'middle' as const, 'upper' as const),
    },
  }),
  fc.record({
    ...{ kind: fc.constant('price' as const), timeframe, when },
    value: fc.integer({ min: 1_950, max: 2_050 }).map((value) => value + 0.0037),
  }),
)

const series = walk({ count: 400, seed: 21 })
const [market, mirror] = [new MarketView(series), new MarketView(reflected(series))]

test('I10: a condition holds on a market exactly where its mirror image holds on the reflected one', () => {
  let held = 0
  fc.assert(
    fc.property(
      fc.array(conditions, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 60, max: 399 }),
      (list, minute) => {
        const now = FROM + minute * MINUTE
        const judge = (view: MarketView, asked: readonly Condition[]) => {
          const signals = view.signals(conditionSignals(asked), now, null)
          const judged = judgeConditions(asked, { signals, now }, 'start-condition')
          return judged.met ? 'met' : judged.reasons.map(({ code }) => code)
        }
        const found = judge(market, list)
        if (found === 'met') held += 1
        expect(judge(mirror, list.map(mirrored))).toEqual(found)
      },
    ),
    { numRuns: 1_500 },
  )
  expect(held).toBeGreaterThan(100)
})

test('I10: the crash guard of a short watches a rise as that of a long watches a fall', () => {
  const wild = walk({ count: 900, seed: 22, volatility: 0.012 })
  // Prices so reflected that every return has the opposite sign: P0 squared over the price.
  const inverse = (column: Float64Array) => column.map((price) => (BASE * BASE) / price)
  const turnedOver = { ...wild, close: inverse(wild.close) }
  const [falls, rises] = [new MarketView(wild), new MarketView(turnedOver)]
  let dangerous = 0
  for (let minute = 170; minute < 900; minute += 1) {
    const now = FROM + minute * MINUTE
    const guard = (view: MarketView, side: 'long' | 'short') =>
      crashGuard({ ...new Scene(side).look(), now, signals: view.signals([crashSignal], now, null) })
    const [fall, rise] = [guard(falls, 'long'), guard(rises, 'short')]
    if (fall.kind === 'dangerous') dangerous += 1
    // The two rates of change differ by their square: only verdicts far from a threshold can be compared one by one.
    const calm = guard(falls, 'short')
    if (fall.kind === 'dangerous' && fall.reason.detail.kind === 'crash') expect(rise.kind).toBe('dangerous')
    if (fall.kind === 'dangerous') expect(calm.kind).toBe('calm')
  }
  expect(dangerous).toBeGreaterThan(5)
})
