import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { BacktestInput } from './input'
import type { BacktestMetrics } from './report/metrics'
import type { ReportContext } from './report/report'
import type { BacktestRun } from './run-backtest'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** What the warnings look at: the input, what the run did, its figures, and what only the caller knows. */
export type Judged = {
  readonly input: BacktestInput
  readonly run: BacktestRun
  readonly metrics: BacktestMetrics
  readonly context: ReportContext
}

/** What a reader has to know before believing the figures (6.3), one sentence each; none is ever left out. */
export const warningsOf = (judged: Judged): string[] =>
  [
    ...lengthWarnings(judged),
    ...sampleWarnings(judged),
    ...resultWarnings(judged),
    ...riskWarnings(judged),
    ...costWarnings(judged),
  ].filter((warning) => warning !== null)

function lengthWarnings({ run, metrics, context }: Judged): (string | null)[] {
  const days = lengthOf(run) / DAY_MS
  return [
    run.ticks === 0 ? 'The candles are too short: not a single decision falls into them.' : null,
    metrics.ended < 100 ? `Only ${metrics.ended} deals ended: too few to judge a strategy by.` : null,
    days < 30 ? `The run covers ${days.toFixed(1)} days; nothing is put on a yearly scale below 30.` : null,
    context.chosenOnTheseCandles === true
      ? 'The settings were chosen on these candles: how they do on others is not known. Choose on the first 70 %, judge on the last 30 %.'
      : null,
  ]
}

function sampleWarnings({ input, run, metrics }: Judged): (string | null)[] {
  const series = [...input.markets.values()].map(({ candles }) => candles)
  const bar = series[0]?.barMs ?? MINUTE_MS
  const worst = Math.min(...series.map(worstBar))
  const bars = series.reduce((total, { length }) => total + length, 0)
  const fall = Math.max(...series.map(deepestFall))
  const { ladderDepth, coverage } = metrics
  return [
    worst > -0.05
      ? `The worst bar falls by ${percent(-worst)} only: a real crash is not part of the sample.`
      : null,
    ladderDepth !== null && fall < ladderDepth
      ? `Price fell by ${percent(fall)} at most, less than the ladder's depth of ${percent(ladderDepth)}: its end was not tried.`
      : null,
    bar > MINUTE_MS
      ? `The candles are ${bar / MINUTE_MS}-minute bars: what happens inside them is assumed at its worst.`
      : null,
    coverage < 0.99 ? `Bars are missing: ${percent(coverage)} of the time is covered.` : null,
    run.ambiguousBars > bars * 0.01
      ? `In ${run.ambiguousBars} bars the order of target and rung or stop is assumed, at its worst.`
      : null,
  ]
}

function resultWarnings({ input, run, metrics }: Judged): (string | null)[] {
  const openLoss = -run.unrealised
  return [
    metrics.ended > 0 && metrics.losses === 0
      ? 'No deal lost: the sample does not show what a loss costs.'
      : null,
    metrics.open > 0
      ? 'A deal is still open at the end; it is neither win nor loss and no part of the win rate.'
      : null,
    openLoss > input.deposit * 0.05
      ? `The open position stands at a loss of ${percent(openLoss / input.deposit)} of the deposit.`
      : null,
    metrics.longestUnderWaterMs > lengthOf(run) / 2
      ? 'The equity was below an earlier peak for more than half the run.'
      : null,
  ]
}

function riskWarnings({ metrics }: Judged): (string | null)[] {
  const { liquidations, liquidationDistanceLeft: left, exhaustedShare, largestSizeLoss } = metrics
  return [
    liquidations > 0 ? `${liquidations} deals ended in liquidation.` : null,
    left !== null && left < 0.2
      ? `Liquidation came as close as ${percent(Math.max(0, left))} of its distance at the start of the deal.`
      : null,
    exhaustedShare !== null && exhaustedShare > 0.05
      ? `For ${percent(exhaustedShare)} of the time every rung was filled and nothing was left to buy with.`
      : null,
    largestSizeLoss !== null && largestSizeLoss > 0.1
      ? `Rounding to the exchange's quantity step cut up to ${percent(largestSizeLoss)} off an order.`
      : null,
  ]
}

function costWarnings({ input, run, metrics }: Judged): (string | null)[] {
  const fees = [...input.markets.values()].map(({ instrument }) => instrument.fees)
  const held = metrics.ended + metrics.open > 0
  return [
    fees.some(({ maker, taker }) => maker === 0 || taker === 0) ? 'A fee rate is zero.' : null,
    run.funding.length > 0
      ? 'Funding is assumed at 0.01 % per eight hours; the candles hold no rates.'
      : null,
    held && run.funding.length === 0 ? 'Funding is zero: no position was held when it was due.' : null,
  ]
}

const lengthOf = ({ firstTick, lastTick }: BacktestRun): number => (lastTick ?? 0) - (firstTick ?? 0)

function worstBar({ length, low, close }: CandleSeries): number {
  let worst = 0
  for (let i = 1; i < length; i++) worst = Math.min(worst, (low[i] ?? 0) / (close[i - 1] ?? 1) - 1)
  return worst
}

/** The deepest fall of a low below an earlier high, as a fraction of it. */
function deepestFall({ length, low, high }: CandleSeries): number {
  let peak = 0
  let deepest = 0
  for (let i = 0; i < length; i++) {
    deepest = Math.max(deepest, 1 - (low[i] ?? 0) / peak)
    peak = Math.max(peak, high[i] ?? 0)
  }
  return peak === 0 ? 0 : Math.max(0, deepest)
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
