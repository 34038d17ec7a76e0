import type { BacktestReport } from '@/lib/backtests/report'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { detectGrid, type Gap } from '@/lib/domain/candles/detect-grid'
import { overviewCandles, type ChartCandle } from '@/lib/domain/candles/overview-candles'

/** What a finished run keeps beside its summary, by the kind of the part. */
export type PartContents = {
  readonly series: BacktestReport['series']
  /** Deals and trades in the order of the report, a page to a part. */
  readonly deals: BacktestReport['deals']
  readonly trades: BacktestReport['trades']
  /** One part for each symbol, in the order of `markets`. */
  readonly candles: { readonly symbol: string; readonly candles: readonly ChartCandle[] }
}

export type PartKind = keyof PartContents

/** The figures a list and a comparison need, and what a reader has to be told. */
export type StoredSummary = BacktestReport['summary'] & {
  readonly warnings: readonly string[]
  readonly markets: readonly {
    readonly symbol: string
    readonly candles: number
    readonly barMs: number
    /** Bars that are missing, and the first of the holes. */
    readonly missing: number
    readonly gaps: readonly Gap[]
    readonly priceDecimals: number
  }[]
  readonly dealCount: number
}

/** Deals and trades of one page. */
export const DEALS_PER_PART = 50
export const TRADES_PER_PART = 50
const CHART_CANDLES = 500
const GAPS_KEPT = 10

/** What of a report goes into the summary, and what into parts. */
export function storedReport(input: BacktestInput, report: BacktestReport) {
  const parts: { kind: PartKind; position: number; content: PartContents[PartKind] }[] = [
    { kind: 'series', position: 0, content: report.series },
    ...pages('deals', report.deals, DEALS_PER_PART),
    ...pages('trades', report.trades, TRADES_PER_PART),
    ...[...input.markets].map(([symbol, { candles }], position) => ({
      kind: 'candles' as const,
      position,
      content: { symbol, candles: overviewCandles(candles, CHART_CANDLES) },
    })),
  ]
  return { summary: summaryOf(input, report), parts }
}

function pages<Kind extends 'deals' | 'trades', Row>(kind: Kind, rows: readonly Row[], perPart: number) {
  return Array.from({ length: Math.ceil(rows.length / perPart) }, (_, position) => ({
    ...{ kind, position },
    content: rows.slice(position * perPart, (position + 1) * perPart),
  }))
}

function summaryOf(input: BacktestInput, report: BacktestReport): StoredSummary {
  const markets = [...input.markets].map(([symbol, { candles, instrument }]) => {
    const grid = detectGrid(candles.openTime)
    const gaps = grid.ok ? grid.value.gaps : []
    return {
      ...{ symbol, candles: candles.length, barMs: candles.barMs, gaps: gaps.slice(0, GAPS_KEPT) },
      missing: gaps.reduce((sum, { missingBars }) => sum + missingBars, 0),
      priceDecimals: Math.max(0, Math.round(-Math.log10(instrument.tickSize))),
    }
  })
  return { ...report.summary, warnings: report.warnings, markets, dealCount: report.deals.length }
}
