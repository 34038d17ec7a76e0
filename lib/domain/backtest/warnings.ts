import type { BacktestInput } from './input'
import type { BacktestRun } from './run-backtest'
import type { DealFigures } from './deal-figures'
import type { CurveFigures } from './returns'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

export type Judged = {
  readonly input: BacktestInput
  readonly run: BacktestRun
  readonly deals: DealFigures
  readonly curve: CurveFigures
}

/** What a reader has to know before believing the figures (6.3), one sentence each; none is ever left out. */
export const warningsOf = (judged: Judged): string[] =>
  [...sampleWarnings(judged), ...resultWarnings(judged), ...costWarnings(judged)].filter(
    (warning) => warning !== null,
  )

function sampleWarnings({ input, run, deals }: Judged): (string | null)[] {
  const series = [...input.markets.values()].map(({ candles }) => candles)
  const bar = series[0]?.barMs ?? MINUTE_MS
  const days = run.firstTick === null || run.lastTick === null ? 0 : (run.lastTick - run.firstTick) / DAY_MS
  const worst = Math.min(...series.map(worstBar))
  const coverage = Math.min(...series.map(coverageOf))
  const bars = series.reduce((total, { length }) => total + length, 0)
  return [
    run.ticks === 0 ? 'The candles are too short: not a single decision falls into them.' : null,
    deals.ended < 100 ? `Only ${deals.ended} deals ended: too few to judge a strategy by.` : null,
    days < 30 ? `The run covers ${days.toFixed(1)} days; nothing is put on a yearly scale below 30.` : null,
    worst > -0.05
      ? `The worst bar falls by ${percent(-worst)} only: a real crash is not part of the sample.`
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

function resultWarnings({ input, run, deals, curve }: Judged): (string | null)[] {
  const length = (run.lastTick ?? 0) - (run.firstTick ?? 0)
  const openLoss = -run.unrealised
  return [
    deals.ended > 0 && deals.losses === 0
      ? 'No deal lost: the sample does not show what a loss costs.'
      : null,
    deals.open > 0
      ? 'A deal is still open at the end; it is neither win nor loss and no part of the win rate.'
      : null,
    openLoss > input.deposit * 0.05
      ? `The open position stands at a loss of ${percent(openLoss / input.deposit)} of the deposit.`
      : null,
    curve.longestUnderWaterMs > length / 2
      ? 'The equity was below an earlier peak for more than half the run.'
      : null,
    deals.liquidations > 0 ? `${deals.liquidations} deals ended in liquidation.` : null,
  ]
}

function costWarnings({ input, run }: Judged): (string | null)[] {
  const fees = [...input.markets.values()].map(({ instrument }) => instrument.fees)
  return [
    fees.some(({ maker, taker }) => maker === 0 || taker === 0) ? 'A fee rate is zero.' : null,
    run.funding.length > 0
      ? 'Funding is assumed at 0.01 % per eight hours; the candles hold no rates.'
      : null,
  ]
}

type Columns = { readonly length: number; readonly low: Float64Array; readonly close: Float64Array }

function worstBar({ length, low, close }: Columns): number {
  let worst = 0
  for (let i = 1; i < length; i++) worst = Math.min(worst, (low[i] ?? 0) / (close[i - 1] ?? 1) - 1)
  return worst
}

function coverageOf(series: { length: number; barMs: number; openTime: Float64Array }): number {
  const { length, barMs, openTime } = series
  const span = (openTime[length - 1] ?? 0) - (openTime[0] ?? 0)
  return length / (span / barMs + 1)
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
