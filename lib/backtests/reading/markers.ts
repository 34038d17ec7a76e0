import { reasonWords } from '@/lib/bots/reading/reason-words'
import type { DealView, MarkerView, TradeAction, TradeView } from '@/lib/bots/views'
import type { DealStatus } from '@/lib/domain/deals/deal'
import type { PartContents } from '@/lib/backtests/running/report-parts'

type Trade = PartContents['trades'][number]
export type DealOfRun = PartContents['deals'][number]

/** A trade as the candle chart marks it, at the candle that contains it. */
export function markerOf(trade: Trade, candleTimes: readonly number[]): MarkerView | null {
  const seconds = Date.parse(trade.at) / 1_000
  const time = candleTimes.findLast((opened) => opened <= seconds)
  if (time === undefined) return null
  return {
    time,
    action: trade.action as TradeAction,
    price: Number(trade.price),
    label: `Deal ${trade.deal}, ${trade.side}: ${reasonWords(trade.reason)}`,
  }
}

/** A trade of a run as the tables of trades show it; `place` tells it from the others. */
export const tradeView = (trade: Trade, place: number): TradeView => ({
  id: String(place),
  at: trade.at,
  environment: 'paper',
  symbol: trade.symbol,
  side: trade.side as TradeView['side'],
  action: trade.action as TradeAction,
  quantity: trade.quantity,
  price: trade.price,
  fee: trade.fee,
  pnl: trade.pnl,
  balanceAfter: trade.balanceAfter,
  reason: reasonWords(trade.reason),
  dealNumber: trade.deal,
})

/** How a deal of a run ended, in a sentence; null while it had not. */
export const endWords = ({ endReason }: DealOfRun): string | null =>
  endReason === null ? null : reasonWords(endReason)

export const statusOfDeal = ({ status }: DealOfRun): DealView['status'] => status as DealStatus
