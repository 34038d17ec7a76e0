import type { BacktestSummary } from './report'

/** The figures of a back-test that a replay does not have, as rows of the printed report. */
export function metricRows({ metrics, candlesPerSecond, fingerprint }: BacktestSummary): [string, string][] {
  const { winRate, profitFactor, medianMs, p95Ms, longestMs, byLevel } = metrics
  const levels = Object.entries(byLevel).map(([level, count]) => `${level}: ${count}`)
  return [
    ['Return', percent(metrics.returnShare)],
    ['Buy and hold', percent(metrics.buyAndHold)],
    ['CAGR', percent(metrics.cagr)],
    ['Sharpe / Sortino', `${ratio(metrics.sharpe)} / ${ratio(metrics.sortino)}`],
    ['Calmar', ratio(metrics.calmar)],
    ['Under water', `${hours(metrics.longestUnderWaterMs)} at the longest`],
    ['Win rate', `${percent(winRate)} of ${metrics.ended} ended deals`],
    ['Profit factor', ratio(profitFactor)],
    ['Deals by level', levels.join(', ') || 'none'],
    ['Deal length', `median ${hours(medianMs)}, 95 % within ${hours(p95Ms)}, longest ${hours(longestMs)}`],
    ['Liquidations', String(metrics.liquidations)],
    ['Fees', `maker ${metrics.makerFees}, taker ${metrics.takerFees}`],
    ['Funding', `paid ${metrics.fundingPaid}, received ${metrics.fundingReceived}`],
    ['Time in market', percent(metrics.timeInMarket)],
    [
      'Margin in use',
      `${percent(metrics.meanMarginUse)} on average, ${percent(metrics.mostMarginUse)} at most`,
    ],
    ['Capital needed', metrics.capitalNeeded.toFixed(2)],
    ['Ambiguous bars', String(metrics.ambiguousBars)],
    ['Speed', `${candlesPerSecond} candles/s`],
    ['Fingerprint', fingerprint],
  ]
}

const percent = (share: number | null): string =>
  share === null ? 'not told (run too short)' : `${(share * 100).toFixed(2)} %`
const ratio = (value: number | null): string => (value === null ? 'not told' : value.toFixed(2))
const hours = (ms: number | null): string => (ms === null ? 'none' : `${(ms / 3_600_000).toFixed(1)} h`)
