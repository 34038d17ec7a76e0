import { createHash } from 'node:crypto'
import { dealFigures, resultUnits, type DealFigures } from '@/lib/domain/backtest/deal-figures'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { curveFigures, type CurveFigures } from '@/lib/domain/backtest/returns'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { warningsOf } from '@/lib/domain/backtest/warnings'
import { toUnits, unitsToDecimal } from '@/lib/domain/money'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { ReplayReport, ReplaySummary } from '@/lib/replay/report'
import { dealRow, isoOf, tradeRow } from './rows'

/** What a back-test prints: the shape of a replay's report with the figures that only a back-test can tell. */
export type BacktestReport = Omit<ReplayReport, 'summary'> & { readonly summary: BacktestSummary }

export type BacktestSummary = ReplaySummary & {
  readonly candlesPerSecond: number
  /** Sha-256 over all trades and funding: the same input must give the same text after every change of the program. */
  readonly fingerprint: string
  readonly metrics: BacktestMetrics
}

/** Shares and ratios as fractions, money in quote; null where a run is too short or a figure has no meaning. */
export type BacktestMetrics = CurveFigures &
  DealFigures & {
    readonly returnShare: number
    readonly makerFees: string
    readonly takerFees: string
    readonly fundingPaid: string
    readonly fundingReceived: string
    /** Share of all bars at whose close a position was held. */
    readonly timeInMarket: number
    readonly meanMarginUse: number
    readonly mostMarginUse: number
    readonly mostExposure: number
    readonly capitalNeeded: number
    readonly ambiguousBars: number
    /** Return of buying every symbol in equal parts at the first tick and holding it to the last, costs left out. */
    readonly buyAndHold: number | null
  }

/** Reports a run that took `seconds`. */
export function backtestReport(input: BacktestInput, run: BacktestRun, seconds: number): BacktestReport {
  const deals = run.deals.map((deal) => dealRow(deal, rulesOf(input, deal.symbol)))
  const trades = run.trades.map((trade) => tradeRow(trade, rulesOf(input, trade.deal.symbol)))
  const figures = {
    input,
    run,
    deals: dealFigures(run.deals),
    curve: curveFigures(run.curve, input.deposit, run.firstTick ?? 0),
  }
  const funding = run.funding.map(({ at, amountUnits }) => `${isoOf(at)} ${unitsToDecimal(amountUnits)}`)
  const fingerprint = createHash('sha256').update(JSON.stringify({ trades, funding })).digest('hex')
  const metrics = metricsOf(input, run, { ...figures.curve, ...figures.deals })
  return {
    summary: { ...summaryOf(input, run, seconds, metrics), fingerprint, metrics },
    deals,
    trades,
    warnings: warningsOf(figures),
  }
}

function rulesOf(input: BacktestInput, symbol: string): Instrument {
  const market = input.markets.get(symbol)
  if (market === undefined) throw new RangeError(`no market ${symbol}`)
  return market.instrument
}

function summaryOf(input: BacktestInput, run: BacktestRun, seconds: number, metrics: BacktestMetrics) {
  const series = [...input.markets.values()].map(({ candles }) => candles)
  const candles = series.reduce((sum, { length }) => sum + length, 0)
  const depositUnits = toUnits(input.deposit)
  const gross = sumOf(run.deals, ({ grossUnits }) => grossUnits)
  const fees = sumOf(run.deals, (deal) => deal.entryFeeUnits + deal.exitFeeUnits)
  const funding = sumOf(run.funding, ({ amountUnits }) => amountUnits)
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
    realisedGross: unitsToDecimal(gross),
    fees: unitsToDecimal(fees),
    funding: unitsToDecimal(funding),
    netProfit: unitsToDecimal(net),
    unrealised: unitsToDecimal(unrealisedUnits),
    maxDrawdown: metrics.maxDrawdown.toFixed(2),
    maxDrawdownPct: Math.round(metrics.maxDrawdownShare * 1e4) / 100,
    deals: countBy(run.deals.map(({ status }) => status)),
    trades: run.trades.length,
    orders: Object.fromEntries(Object.entries(run.orders).filter(([, count]) => count > 0)),
    refusals: [...run.refusals].map(([cause, count]) => ({ cause, count })),
    conserved: depositUnits + net === run.walletUnits,
  }
}

function metricsOf(
  input: BacktestInput,
  run: BacktestRun,
  figures: CurveFigures & DealFigures,
): BacktestMetrics {
  const { curve } = run
  const bars = Math.max(1, curve.length)
  const feesOf = (liquidity: 'maker' | 'taker') =>
    sumOf(run.trades, (trade) => (trade.liquidity === liquidity ? trade.feeUnits : 0))
  const amounts = run.funding.map(({ amountUnits }) => amountUnits)
  return {
    ...figures,
    returnShare: (run.walletUnits + toUnits(run.unrealised)) / toUnits(input.deposit) - 1,
    makerFees: unitsToDecimal(feesOf('maker')),
    takerFees: unitsToDecimal(feesOf('taker')),
    fundingPaid: unitsToDecimal(sumOf(amounts, (units) => Math.max(0, -units))),
    fundingReceived: unitsToDecimal(sumOf(amounts, (units) => Math.max(0, units))),
    timeInMarket: curve.heldBars / bars,
    meanMarginUse: curve.usedSum / bars,
    mostMarginUse: curve.mostUsed,
    mostExposure: curve.mostExposed,
    capitalNeeded: curve.capitalNeeded,
    ambiguousBars: run.ambiguousBars,
    buyAndHold: buyAndHold(input, run),
  }
}

function buyAndHold({ markets }: BacktestInput, { firstTick, curve }: BacktestRun): number | null {
  const end = curve.at[curve.length - 1]
  if (firstTick === null || end === undefined) return null
  const growths = [...markets.values()].map(({ candles }) => {
    const { openTime, open, close, barMs } = candles
    const bought = openTime.findIndex((time) => time >= firstTick)
    const last = openTime.findLastIndex((time) => time + barMs <= end)
    return (close[last] ?? NaN) / (open[bought] ?? NaN)
  })
  const mean = sumOf(growths, (growth) => growth) / growths.length
  return Number.isFinite(mean) ? mean - 1 : null
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  let sum = 0
  for (const item of items) sum += value(item)
  return sum
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
