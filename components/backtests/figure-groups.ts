import type { StoredSummary } from '@/lib/backtests/running/report-parts'
import { countText, durationText, moneyText, percentText, ratioText } from './words'

/** One figure of a run: its words, how it reads, and the number two runs are compared by. */
export type Figure = {
  readonly name: string
  readonly meaning: string
  readonly text: (summary: StoredSummary) => string
  readonly value?: (summary: StoredSummary) => number | null
  /** How a difference of two values reads. */
  readonly difference?: (difference: number) => string
  /** Which direction a reader wishes for; nothing where neither is better. */
  readonly better?: 'more' | 'less'
}

export type FigureGroup = { readonly title: string; readonly figures: readonly Figure[] }

type Read = (summary: StoredSummary) => number | null

const figureOf =
  (format: (value: number | null) => string) =>
  (name: string, meaning: string, value: Read, better?: 'more' | 'less'): Figure => ({
    ...{ name, meaning, value, difference: format },
    text: (summary) => format(value(summary)),
    ...(better === undefined ? {} : { better }),
  })

const percent = figureOf((value) => percentText(value))
const money = figureOf(moneyText)
const ratio = figureOf(ratioText)
const duration = figureOf(durationText)
const count = figureOf((value) => (value === null ? '-' : countText(value)))

const words = (name: string, meaning: string, text: (summary: StoredSummary) => string): Figure => ({
  ...{ name, meaning, text },
})

/** Every figure of a run in groups, in words that need no glossary. Money is in the quote coin. */
export const figureGroups: readonly FigureGroup[] = [
  {
    title: 'Result',
    figures: [
      percent('Return', 'Equity at the end against the deposit.', (s) => s.metrics.returnShare, 'more'),
      money(
        'Equity at the end',
        'Balance and what open deals were worth.',
        (s) => Number(s.finalEquity),
        'more',
      ),
      money(
        'Net profit of ended trades',
        'Realised, after fees and funding.',
        (s) => Number(s.netProfit),
        'more',
      ),
      money(
        'Open at the end',
        'What open deals would have gained or lost.',
        (s) => Number(s.unrealised),
        'more',
      ),
      percent('Buy and hold', 'The return of buying at the start and waiting.', (s) => s.metrics.buyAndHold),
      percent(
        'Equal amounts',
        'The return of buying the same amount every day.',
        (s) => s.metrics.equalAmounts,
      ),
      percent(
        'Yearly growth',
        'Put on a yearly scale; not told below 90 days.',
        (s) => s.metrics.cagr,
        'more',
      ),
    ],
  },
  {
    title: 'Risk',
    figures: [
      percent(
        'Worst drawdown',
        'Largest fall of equity from a peak.',
        (s) => s.metrics.maxDrawdownShare,
        'less',
      ),
      money(
        'Worst drawdown in money',
        'The same in quote coin, at its largest.',
        (s) => s.metrics.maxDrawdown,
        'less',
      ),
      duration(
        'Longest under water',
        'Longest time below an earlier peak.',
        (s) => s.metrics.longestUnderWaterMs,
        'less',
      ),
      ratio('Sharpe', 'Mean daily return over its deviation, yearly.', (s) => s.metrics.sharpe, 'more'),
      ratio('Sortino', 'The same against falls only.', (s) => s.metrics.sortino, 'more'),
      ratio('Calmar', 'Yearly growth over the worst drawdown.', (s) => s.metrics.calmar, 'more'),
      count(
        'Liquidations',
        'Deals the exchange would have closed by force.',
        (s) => s.metrics.liquidations,
        'less',
      ),
      percent(
        'Liquidation at the closest',
        'How near price came to it.',
        (s) => s.metrics.closestLiquidation,
        'more',
      ),
      percent(
        'Worst moment of a deal',
        'Farthest that price went against an average entry.',
        (s) => s.metrics.worstMoment?.adverseShare ?? null,
        'less',
      ),
    ],
  },
  {
    title: 'Deals',
    figures: [
      count('Ended deals', 'From flat to flat.', (s) => s.metrics.ended),
      percent(
        'Win rate',
        'Share of ended deals that won; open ones count nowhere.',
        (s) => s.metrics.winRate,
        'more',
      ),
      money('Mean result', 'What a deal brought on average.', (s) => s.metrics.expectancy, 'more'),
      ratio('Payoff', 'Mean win over mean loss.', (s) => s.metrics.payoff, 'more'),
      ratio(
        'Profit factor',
        'All wins over all losses; none without a loss.',
        (s) => s.metrics.profitFactor,
        'more',
      ),
      duration('Median length', 'Half of the deals were shorter.', (s) => s.metrics.medianMs),
      duration('Long deals', '95 of 100 deals were shorter.', (s) => s.metrics.p95Ms),
      duration('Longest deal', 'Of those that ended.', (s) => s.metrics.longestMs),
      count('Deepest ladder', 'Most safety orders in one deal.', (s) => s.metrics.deepestLevel, 'less'),
      words('Deals by depth', 'How many deals got how deep.', (s) => depthsText(s.metrics.byLevel)),
      percent(
        'Ladder exhausted',
        'Share of the time with no safety order left.',
        (s) => s.metrics.exhaustedShare,
        'less',
      ),
    ],
  },
  {
    title: 'Costs',
    figures: [
      money('Fees', 'Paid on all trades.', (s) => Number(s.fees), 'less'),
      money('of that as maker', 'For orders that rested.', (s) => Number(s.metrics.makerFees)),
      money('of that as taker', 'For orders at market.', (s) => Number(s.metrics.takerFees)),
      money('Funding', 'Received less paid; the rates are assumed.', (s) => Number(s.funding), 'more'),
      money(
        'Slippage',
        'What market orders lost against the middle price.',
        (s) => s.metrics.slippage,
        'less',
      ),
    ],
  },
  {
    title: 'Use of capital',
    figures: [
      money(
        'Capital needed',
        'Smallest deposit that never lacks margin.',
        (s) => s.metrics.capitalNeeded,
        'less',
      ),
      percent('Time in market', 'Share of the time with a position.', (s) => s.metrics.timeInMarket),
      percent('Margin in use', 'Of equity, on average.', (s) => s.metrics.meanMarginUse),
      percent('Margin at most', 'Of equity.', (s) => s.metrics.mostMarginUse, 'less'),
      percent('Position at most', 'Its value against equity.', (s) => s.metrics.mostExposure, 'less'),
    ],
  },
  {
    title: 'Orders and data',
    figures: [
      count('Trades', 'Orders that were filled, whole or in part.', (s) => s.trades),
      words('Orders', 'By how they ended.', (s) => countsText(s.orders)),
      words('Refused', 'Why the market would not take an order.', (s) => refusalsText(s)),
      count('Candles', 'Read in all.', (s) => s.candles),
      percent('Coverage', 'Share of the period that has candles.', (s) => s.metrics.coverage),
      count(
        'Unclear candles',
        'Touched a target and a rung or stop: the worse is assumed.',
        (s) => s.metrics.ambiguousBars,
      ),
    ],
  },
]

const depthsText = (byLevel: Readonly<Record<string, number>>): string =>
  Object.entries(byLevel)
    .map(([level, deals]) => `${level}: ${countText(deals)}`)
    .join(', ') || '-'

const orderWords: Readonly<Record<string, string>> = { ACK: 'resting', PARTIAL: 'partly filled' }

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, number]) => `${orderWords[name] ?? name.toLowerCase()} ${countText(number)}`)
    .join(', ') || '-'

const refusalsText = ({ refusals }: StoredSummary): string =>
  refusals.map(({ cause, count: times }) => `${cause.replaceAll('-', ' ')} ${countText(times)}`).join(', ') ||
  'none'
