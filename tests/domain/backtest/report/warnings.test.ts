import { backtestInput } from '@/lib/backtests/backtest-input'
import { excursionsOf } from '@/lib/domain/backtest/report/excursions'
import { metricsOf, type BacktestMetrics } from '@/lib/domain/backtest/report/metrics'
import { runBacktest, type BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { warningsOf, type Judged } from '@/lib/domain/backtest/warnings'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { configOf, FROM, MINUTE } from '@/tests/support/backtest-market'

const ETH = 'ETH/USDT:USDT'
const DAY = 86_400_000
const DEPOSIT = 10_000

/** Two bars that fall by `fall` from the first high to the second low, the second by `bar` from the first close. */
function fallOf(fall: number, bar: number, barMs = MINUTE): CandleSeries {
  const series = emptySeries(barMs, 2)
  const first = 2_000
  const close = (first * (1 - fall)) / (1 - bar)
  series.openTime.set([FROM, FROM + barMs])
  series.open.set([first, close])
  series.high.set([first, close])
  series.low.set([close, first * (1 - fall)])
  series.close.set([close, close])
  series.volume.fill(1)
  return series
}

type Case = {
  readonly candles?: CandleSeries
  readonly fees?: { readonly maker: number; readonly taker: number }
  readonly run?: Partial<BacktestRun>
  readonly metrics?: Partial<BacktestMetrics>
  readonly context?: Judged['context']
}

const fundingOf = (count: number): BacktestRun['funding'] =>
  Array.from({ length: count }, () => ({ at: FROM })) as unknown as BacktestRun['funding']

/** A run at the very edge of everything that is warned of: one step further and it would be. */
function judged({ candles = fallOf(0.125, 0.05), fees, run = {}, metrics = {}, context = {} }: Case): Judged {
  const config = configOf(undefined, { deposit: DEPOSIT, ...(fees === undefined ? {} : { fees }) })
  const input = backtestInput(config, new Map([[ETH, candles]]))
  const edge: BacktestRun = {
    ...runBacktest(input),
    ...{ ticks: 1, firstTick: FROM, lastTick: FROM + 30 * DAY },
    ...{ ambiguousBars: 0, unrealised: -0.05 * DEPOSIT, funding: fundingOf(1) },
  }
  const figures: BacktestMetrics = {
    ...metricsOf(input, edge, excursionsOf(input, [], FROM)),
    ...{ ended: 100, open: 0, losses: 1, liquidations: 0, longestUnderWaterMs: 15 * DAY },
    ...{ ladderDepth: 0.125, coverage: 0.99, liquidationDistanceLeft: 0.2 },
    ...{ exhaustedShare: 0.05, largestSizeLoss: 0.1 },
  }
  return { input, run: { ...edge, ...run }, metrics: { ...figures, ...metrics }, context }
}

const ASSUMED = 'Funding is assumed at 0.01 % per eight hours; the candles hold no rates.'

const cases: readonly (readonly [name: string, beyond: Case, sentence: RegExp])[] = [
  ['no decision at all', { run: { ticks: 0 } }, /not a single decision/],
  ['fewer than 100 deals', { metrics: { ended: 99 } }, /^Only 99 deals ended/],
  [
    'fewer than 30 days',
    { run: { lastTick: FROM + 29.9 * DAY }, metrics: { longestUnderWaterMs: 0 } },
    /^The run covers 29.9 days/,
  ],
  [
    'settings chosen on the same candles',
    { context: { chosenOnTheseCandles: true } },
    /first 70 %.*last 30 %/,
  ],
  ['no bar worse than -5 %', { candles: fallOf(0.125, 0.049) }, /^The worst bar falls by 4.9 % only/],
  ['a fall shallower than the ladder', { candles: fallOf(0.12, 0.05) }, /12.0 % at most.*depth of 12.5 %/],
  ['bars coarser than a minute', { candles: fallOf(0.125, 0.05, 5 * MINUTE) }, /5-minute bars/],
  ['coverage below 99 %', { metrics: { coverage: 0.989 } }, /98.9 % of the time is covered/],
  ['ambiguous bars above 1 %', { run: { ambiguousBars: 1 } }, /^In 1 bars the order of target and rung/],
  ['no loss at all', { metrics: { losses: 0 } }, /^No deal lost/],
  [
    'a win rate without the open deal',
    { metrics: { open: 1 } },
    /neither win nor loss and no part of the win rate/,
  ],
  [
    'an open deal worse than -5 % of the deposit',
    { run: { unrealised: -501 } },
    /a loss of 5.0 % of the deposit/,
  ],
  [
    'under water for more than half the run',
    { metrics: { longestUnderWaterMs: 15 * DAY + 1 } },
    /more than half/,
  ],
  ['a liquidation', { metrics: { liquidations: 2 } }, /^2 deals ended in liquidation/],
  [
    'a near liquidation',
    { metrics: { liquidationDistanceLeft: 0.19 } },
    /as close as 19.0 % of its distance/,
  ],
  ['an exhausted ladder', { metrics: { exhaustedShare: 0.051 } }, /^For 5.1 % of the time every rung/],
  ['sizes cut by rounding', { metrics: { largestSizeLoss: 0.11 } }, /cut up to 11.0 % off an order/],
  ['a maker fee of zero', { fees: { maker: 0, taker: 0.0005 } }, /^A fee rate is zero/],
  ['a taker fee of zero', { fees: { maker: 0.0002, taker: 0 } }, /^A fee rate is zero/],
]

describe('The warnings of a back-test', () => {
  test('are silent right up to every limit, save that funding is assumed', () => {
    expect(warningsOf(judged({}))).toEqual([ASSUMED])
  })

  test.each(cases)('tell of %s, and of nothing else', (_, beyond, sentence) => {
    const [first, ...others] = warningsOf(judged(beyond)).filter((warning) => warning !== ASSUMED)
    expect(first).toMatch(sentence)
    expect(others).toEqual([])
  })

  test('tell whether funding was assumed or never due', () => {
    expect(warningsOf(judged({ run: { funding: [] } }))).toEqual([
      'Funding is zero: no position was held when it was due.',
    ])
    const idle = judged({ run: { funding: [] }, metrics: { ended: 0, open: 0 } })
    expect(warningsOf(idle).join(' ')).not.toContain('Funding')
  })

  test('do not speak of ladders, sizes and liquidation where there are none', () => {
    const none = {
      ladderDepth: null,
      exhaustedShare: null,
      largestSizeLoss: null,
      liquidationDistanceLeft: null,
    }
    expect(warningsOf(judged({ metrics: none }))).toEqual([ASSUMED])
  })
})
