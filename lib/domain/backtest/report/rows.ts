import { Decimal } from 'decimal.js'
import { averageFillText } from '@/lib/domain/backtest/fill-price'
import type { BookedDeal, BookedTrade } from '@/lib/domain/backtest/records'
import { unitsToDecimal } from '@/lib/domain/money'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'

/** A deal as reports list it, a replay's alike: amounts as exact decimal strings in quote, instants as ISO strings. */
export type DealRow = {
  readonly number: number
  readonly symbol: string
  readonly side: string
  readonly status: string
  readonly level: number
  readonly peakQuantity: string
  readonly entryCost: string
  readonly gross: string
  readonly fees: string
  readonly funding: string
  readonly net: string
  readonly openedAt: string
  readonly endedAt: string | null
  readonly endReason: string | null
}

/** A trade as reports list it, a replay's alike. */
export type TradeRow = {
  readonly at: string
  readonly deal: number
  readonly symbol: string
  readonly side: string
  readonly action: string
  readonly quantity: string
  readonly price: string
  readonly fee: string
  readonly pnl: string
  readonly balanceAfter: string
  readonly reason: string
}

/** A deal of a back-test as a replay reports it. */
export function dealRow(deal: BookedDeal, instrument: Instrument): DealRow {
  const { number, symbol, side, status, level, fundingUnits, grossUnits, endedAt, endReason } = deal
  const feeUnits = deal.entryFeeUnits + deal.exitFeeUnits
  const { quantityStep, tickSize } = instrument
  return {
    ...{ number, symbol, side, status, level, endReason },
    peakQuantity: new Decimal(deal.peakSteps).mul(quantityStep).toFixed(),
    entryCost: new Decimal(deal.costUnits).mul(quantityStep).mul(tickSize).toFixed(),
    gross: unitsToDecimal(grossUnits),
    fees: unitsToDecimal(feeUnits),
    funding: unitsToDecimal(fundingUnits),
    net: unitsToDecimal(grossUnits - feeUnits + fundingUnits),
    openedAt: isoOf(deal.openedAt),
    endedAt: endedAt === null ? null : isoOf(endedAt),
  }
}

/** A trade of a back-test as a replay reports it. */
export function tradeRow(trade: BookedTrade, instrument: Instrument): TradeRow {
  const { deal, feeUnits, grossUnits } = trade
  return {
    at: isoOf(trade.at),
    deal: deal.number,
    symbol: deal.symbol,
    side: deal.side,
    action: trade.action,
    quantity: new Decimal(trade.steps).mul(instrument.quantityStep).toFixed(),
    price: averageFillText(trade.fills, instrument),
    fee: unitsToDecimal(feeUnits),
    pnl: unitsToDecimal(grossUnits - feeUnits),
    balanceAfter: unitsToDecimal(trade.balanceUnits),
    reason: trade.reason,
  }
}

export const isoOf = (at: number): string => new Date(at).toISOString()
