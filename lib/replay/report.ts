import { Decimal } from 'decimal.js'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { ReplayConfig } from './config'
import type { ReplayBooks, ReplayDeal, ReplayTrade } from './repository'

/** What a replay prints: the same shape as a back-test. Money as decimal strings in quote coin. */
export type ReplayReport = {
  readonly summary: ReplaySummary
  readonly deals: readonly ReplayDeal[]
  readonly trades: readonly ReplayTrade[]
  readonly warnings: readonly string[]
}

export type ReplaySummary = {
  readonly from: string
  readonly to: string
  readonly candles: number
  readonly ticks: number
  readonly ticksPerSecond: number
  readonly deposit: string
  readonly finalBalance: string
  readonly finalEquity: string
  readonly realisedGross: string
  readonly fees: string
  readonly funding: string
  readonly netProfit: string
  readonly unrealised: string
  readonly maxDrawdown: string
  readonly maxDrawdownPct: number
  readonly deals: Readonly<Record<string, number>>
  readonly trades: number
  readonly orders: Readonly<Record<string, number>>
  readonly refusals: ReplayBooks['refusals']
  /** Final balance = deposit + gross profit - fees + funding, to the last stored digit, on our ledger and on the venue's. */
  readonly conserved: boolean
}

export type ReplayOutcome = {
  readonly config: ReplayConfig
  readonly series: ReadonlyMap<string, CandleSeries>
  readonly books: ReplayBooks
  readonly intervalSec: number
  readonly ticks: number
  readonly seconds: number
}

export function replayReport(outcome: ReplayOutcome): ReplayReport {
  const { books } = outcome
  return {
    summary: summaryOf(outcome),
    deals: books.deals,
    trades: books.trades,
    warnings: warningsOf(outcome),
  }
}

function summaryOf({ config, series, books, ticks, seconds }: ReplayOutcome): ReplaySummary {
  const gross = add(books.filled.gross, books.liquidated.gross)
  const fees = add(books.filled.fees, books.liquidated.fees)
  const funding = books.funding.reduce((sum, { amount }) => sum.add(amount), new Decimal(0))
  const net = gross.sub(fees).add(funding)
  const drawdown = drawdownOf(config.deposit, books.results)
  const all = [...series.values()]
  return {
    from: isoOf(Math.min(...all.map((one) => one.openTime[0] ?? 0))),
    to: isoOf(Math.max(...all.map((one) => (one.openTime[one.length - 1] ?? 0) + one.barMs))),
    candles: all.reduce((sum, one) => sum + one.length, 0),
    ticks,
    ticksPerSecond: Math.round((ticks / seconds) * 10) / 10,
    deposit: new Decimal(config.deposit).toFixed(),
    finalBalance: books.venueWallet,
    finalEquity: add(books.venueWallet, books.unrealised).toFixed(),
    realisedGross: gross.toFixed(),
    fees: fees.toFixed(),
    funding: funding.toFixed(),
    netProfit: net.toFixed(),
    unrealised: books.unrealised,
    maxDrawdown: drawdown.amount.toFixed(2),
    maxDrawdownPct: Math.round(drawdown.fraction * 1e4) / 100,
    deals: countBy(books.deals.map(({ status }) => status)),
    trades: books.trades.length,
    orders: books.orders,
    refusals: books.refusals,
    conserved: isConserved(config.deposit, net, books),
  }
}

/** The venue's wallet must explain itself by our fills and funding; so must our ledger, save for orders that are still filling. */
function isConserved(deposit: number, net: Decimal, books: ReplayBooks): boolean {
  const venue = new Decimal(deposit).add(net).eq(books.venueWallet)
  const booked = [...books.trades.map(({ pnl }) => pnl), ...books.funding.map(({ amount }) => amount)]
  const ledger = booked.reduce((sum, amount) => sum.add(amount), new Decimal(deposit)).eq(books.ledgerBalance)
  const settled = (books.orders.PARTIAL ?? 0) > 0 || new Decimal(books.ledgerBalance).eq(books.venueWallet)
  return venue && ledger && settled
}

function drawdownOf(deposit: number, results: readonly number[]): { amount: number; fraction: number } {
  let peak = deposit
  let worst = { amount: 0, fraction: 0 }
  for (const result of results) {
    const equity = deposit + result
    peak = Math.max(peak, equity)
    if ((peak - equity) / peak > worst.fraction)
      worst = { amount: peak - equity, fraction: (peak - equity) / peak }
  }
  return worst
}

function warningsOf({ config, series, books, intervalSec }: ReplayOutcome): string[] {
  const bars = [...series.values()][0]?.barMs ?? 60_000
  const ended = books.deals.filter(({ endedAt }) => endedAt !== null)
  return [
    ...(bars > 60_000
      ? [`The candles are ${bars / 60_000}-minute bars: what happens inside them is assumed at its worst.`]
      : []),
    ...(intervalSec > config.decisionEverySec
      ? [`Decisions come every ${intervalSec} s, once a bar, instead of every ${config.decisionEverySec} s.`]
      : []),
    ...(ended.length < 100 ? [`Only ${ended.length} deals ended: too few to judge a strategy by.`] : []),
    ...(books.openQuantity !== '0' ? ['A deal is still open at the end; it is neither win nor loss.'] : []),
    ...(books.funding.length > 0
      ? ['Funding is assumed at 0.01 % per interval; the file holds no rates.']
      : []),
    ...(config.fees.maker === 0 || config.fees.taker === 0 ? ['A fee rate is zero.'] : []),
  ]
}

const add = (a: string, b: string): Decimal => new Decimal(a).add(b)
const isoOf = (at: number): string => new Date(at).toISOString()

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
