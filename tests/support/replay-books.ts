import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { unitsToDecimal } from '@/lib/domain/money'
import { dealRow, isoOf, tradeRow } from '@/lib/domain/backtest/report/rows'

/** A back-test's records as a replay lists them. */
export function recordsOf(run: BacktestRun, input: BacktestInput) {
  const rulesOf = (symbol: string) => {
    const market = input.markets.get(symbol)
    if (market === undefined) throw new Error(`no market ${symbol}`)
    return market.instrument
  }
  return {
    deals: run.deals.map((deal) => dealRow(deal, rulesOf(deal.symbol))),
    trades: run.trades.map((trade) => tradeRow(trade, rulesOf(trade.deal.symbol))),
    funding: run.funding.map(({ at, amountUnits }) => ({
      at: isoOf(at),
      amount: unitsToDecimal(amountUnits),
    })),
    wallet: unitsToDecimal(run.walletUnits),
    orders: Object.fromEntries(Object.entries(run.orders).filter(([, count]) => count > 0)),
    refusals: new Map(run.refusals),
  }
}
