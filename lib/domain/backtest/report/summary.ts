import { resultUnits } from '@/lib/domain/backtest/deal-figures'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { toUnits, unitsToDecimal } from '@/lib/domain/money'
import type { BacktestMetrics } from './metrics'
import { isoOf } from './rows'
import { sumOf } from './sum-of'

/** The first figures of a run, in the words of a replay's summary: money as exact decimal strings in quote, instants as ISO strings. */
export type ReportSummary = {
  readonly from: string
  readonly to: string
  readonly candles: number
  readonly ticks: number
  readonly ticksPerSecond: number
  readonly candlesPerSecond: number
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
  /** How many deals have which status. */
  readonly deals: Readonly<Record<string, number>>
  readonly trades: number
  /** How many orders have which status; only those that occur. */
  readonly orders: Readonly<Record<string, number>>
  readonly refusals: readonly { readonly cause: string; readonly count: number }[]
  /** Final balance = deposit + gross profit - fees + funding, to the last unit. */
  readonly conserved: boolean
  readonly metrics: BacktestMetrics
}

/** Sums up a run that took `seconds`. */
export function summaryOf(
  input: BacktestInput,
  run: BacktestRun,
  seconds: number,
  metrics: BacktestMetrics,
): ReportSummary {
  const series = [...input.markets.values()].map(({ candles }) => candles)
  const candles = sumOf(series, ({ length }) => length)
  const depositUnits = toUnits(input.deposit)
  const net = sumOf(run.deals, resultUnits)
  const unrealisedUnits = toUnits(run.unrealised)
  return {
    from: isoOf(Math.min(...series.map(({ openTime }) => openTime[0] ?? 0))),
    to: isoOf(Math.max(...series.map((one) => (one.openTime[one.length - 1] ?? 0) + one.barMs))),
    candles,
    ticks: run.ticks,
    ticksPerSecond: Math.round(run.ticks / seconds),
    candlesPerSecond: Math.round(candles / seconds),
    deposit: unitsToDecimal(depositUnits),
    finalBalance: unitsToDecimal(run.walletUnits),
    finalEquity: unitsToDecimal(run.walletUnits + unrealisedUnits),
    realisedGross: unitsToDecimal(sumOf(run.deals, ({ grossUnits }) => grossUnits)),
    fees: unitsToDecimal(sumOf(run.deals, (deal) => deal.entryFeeUnits + deal.exitFeeUnits)),
    funding: unitsToDecimal(sumOf(run.funding, ({ amountUnits }) => amountUnits)),
    netProfit: unitsToDecimal(net),
    unrealised: unitsToDecimal(unrealisedUnits),
    maxDrawdown: metrics.maxDrawdown.toFixed(2),
    maxDrawdownPct: Math.round(metrics.maxDrawdownShare * 1e4) / 100,
    deals: countBy(run.deals.map(({ status }) => status)),
    trades: run.trades.length,
    orders: Object.fromEntries(Object.entries(run.orders).filter(([, count]) => count > 0)),
    refusals: [...run.refusals].map(([cause, count]) => ({ cause, count })),
    conserved: depositUnits + net === run.walletUnits,
    metrics,
  }
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
