import { averageFillPrice } from '@/lib/domain/backtest/fill-price'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { BookedTrade } from '@/lib/domain/backtest/records'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { rulesOf } from './rules-of'

/** What a chart draws for one trade. `at` in milliseconds (a fill inside a bar carries the bar's opening), `price` in quote. */
export type TradeMarker = {
  readonly at: number
  readonly price: number
  /** Base coin. */
  readonly quantity: number
  readonly action: BookedTrade['action']
  readonly reason: string
  /** Number of the deal within its pair. */
  readonly deal: number
  readonly symbol: string
  readonly side: Side
}

/** The marker of every trade, in the order of the report's trades. */
export const markersOf = (input: BacktestInput, trades: readonly BookedTrade[]): TradeMarker[] =>
  trades.map(({ at, fills, steps, action, reason, deal }) => {
    const instrument = rulesOf(input, deal.symbol)
    return {
      ...{ at, action, reason, deal: deal.number, symbol: deal.symbol, side: deal.side },
      price: averageFillPrice(fills, instrument) ?? 0,
      quantity: quantityOf(steps, instrument),
    }
  })
