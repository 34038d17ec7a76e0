import type { BacktestMetrics } from '@/lib/domain/backtest/report/metrics'
import type { BacktestSummary } from './report'

type Row = [name: string, value: string]

/** The figures of a back-test that a replay does not have, as rows of the printed report. */
export function metricRows({ metrics, candlesPerSecond, fingerprint, identity }: BacktestSummary): Row[] {
  return [
    ...returnRows(metrics),
    ...dealRows(metrics),
    ...riskRows(metrics),
    ...costRows(metrics),
    ['Speed', `${candlesPerSecond} candles/s`],
    ['Config', identity.config],
    ['Candle data', identity.candles],
    ['Engine', `version ${identity.engine}, ${fillsOf(identity.fills)}`],
    ['Fingerprint', fingerprint],
  ]
}

const returnRows = (metrics: BacktestMetrics): Row[] => [
  ['Return', percent(metrics.returnShare)],
  ['Buy and hold', percent(metrics.buyAndHold)],
  ['Equal amounts', `${percent(metrics.equalAmounts)} buying once a day`],
  ['CAGR', percent(metrics.cagr)],
  ['Sharpe / Sortino', `${ratio(metrics.sharpe)} / ${ratio(metrics.sortino)}`],
  ['Calmar', ratio(metrics.calmar)],
  ['Under water', `${hours(metrics.longestUnderWaterMs)} at the longest`],
]

function dealRows(metrics: BacktestMetrics): Row[] {
  const { winRate, ended, openDeals, medianMs, p95Ms, longestMs } = metrics
  const open = openDeals.map(({ unrealised }) => unrealised.toFixed(2)).join(', ')
  // The open deal is part of the sentence: a win rate without it would count only what went well so far.
  const beside = openDeals.length === 0 ? 'none open' : `${openDeals.length} open at ${open}`
  return [
    ['Win rate', `${percent(winRate)} of ${ended} ended deals, ${beside}`],
    ['Expectancy', `${money(metrics.expectancy)} per deal, payoff ${ratio(metrics.payoff)}`],
    ['Profit factor', ratio(metrics.profitFactor)],
    ['Deals by level', counts(metrics.byLevel)],
    ['Hours by level', counts(metrics.hoursByLevel, 1)],
    ['Ladder exhausted', metrics.exhaustedMs === null ? 'no ladder' : exhausted(metrics)],
    ['Deal length', `median ${hours(medianMs)}, 95 % within ${hours(p95Ms)}, longest ${hours(longestMs)}`],
    ['Longest pauses', `cooldown ${hours(metrics.longestCooldownMs)}, halt ${hours(metrics.longestHaltMs)}`],
  ]
}

const exhausted = ({ exhaustedMs, exhaustedShare }: BacktestMetrics): string =>
  `${hours(exhaustedMs)}, ${percent(exhaustedShare)} of the run`

function riskRows(metrics: BacktestMetrics): Row[] {
  const { worstMoment: worst, closestLiquidation, liquidations, orders } = metrics
  return [
    ['Liquidations', String(liquidations)],
    [
      'Liquidation near',
      closestLiquidation === null ? 'not possible' : `${percent(closestLiquidation)} away at the closest`,
    ],
    [
      'Worst excursion',
      worst === null
        ? 'none'
        : `${percent(worst.adverseShare)} in deal ${worst.deal} of ${worst.symbol} ${worst.side} at ${worst.price}, ` +
          `rebound needed ${percent(worst.reboundShare)}`,
    ],
    ['Time in market', percent(metrics.timeInMarket)],
    [
      'Margin in use',
      `${percent(metrics.meanMarginUse)} on average, ${percent(metrics.mostMarginUse)} at most`,
    ],
    ['Position value', `${percent(metrics.mostExposure)} of equity at most`],
    ['Capital needed', metrics.capitalNeeded.toFixed(2)],
    ['Partly filled', String(orders.partlyFilled)],
    ['Cancelled', counts(orders.cancelledBecause)],
    ['Ambiguous bars', String(metrics.ambiguousBars)],
    ['Coverage', percent(metrics.coverage)],
  ]
}

const costRows = (metrics: BacktestMetrics): Row[] => [
  ['Fees', `maker ${metrics.makerFees}, taker ${metrics.takerFees}`],
  [
    'Funding',
    `paid ${metrics.fundingPaid}, received ${metrics.fundingReceived} (rates ${metrics.fundingRates})`,
  ],
  ['Slippage', `${metrics.slippage.toFixed(2)} against the middle price`],
]

const fillsOf = ({ participation, intrabar, impactLimit }: BacktestSummary['identity']['fills']): string =>
  `fills ${intrabar}, ${percent(participation)} of a bar's volume, impact up to ${percent(impactLimit)}`

const percent = (share: number | null): string =>
  share === null ? 'not told (run too short)' : `${(share * 100).toFixed(2)} %`
const ratio = (value: number | null): string => (value === null ? 'not told' : value.toFixed(2))
const money = (value: number | null): string => (value === null ? 'not told' : value.toFixed(2))
const hours = (ms: number | null): string => (ms === null ? 'none' : `${(ms / 3_600_000).toFixed(1)} h`)
const counts = (table: Readonly<Record<string, number>>, decimals = 0): string =>
  Object.entries(table)
    .map(([name, count]) => `${name}: ${count.toFixed(decimals)}`)
    .join(', ') || 'none'
