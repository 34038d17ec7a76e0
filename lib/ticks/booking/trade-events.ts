import { Decimal } from 'decimal.js'
import type { TickEvent } from '../tick-event'
import type { FundingWrite, LedgerWrites, TradeWrite } from './rows'

/** What the bot's log says of booked trades and funding, one sentence each. */
export function tradeEvents(writes: LedgerWrites): TickEvent[] {
  return [...writes.trades.map(tradeEvent), ...writes.funding.map(fundingEvent)]
}

function tradeEvent(trade: TradeWrite): TickEvent {
  const { action, quantity, price, fee, pnl, reason } = trade
  const context = {
    action,
    quantity: plain(quantity),
    price: plain(price),
    fee,
    pnl,
    reason,
    ...trade.details,
  }
  const sentence = sentenceOf(trade, `${plain(quantity)} at ${plain(price)}`)
  const level = reason === 'liquidated' ? 'error' : 'info'
  return { pairId: trade.pairId, level, code: 'trade', message: sentence, context }
}

function sentenceOf({ action, side, fee, pnl, reason }: TradeWrite, amount: string): string {
  const result = `(${reason.replaceAll('-', ' ')}): result ${signed(pnl)} after fees.`
  switch (action) {
    case 'OPENED':
      return `Opened ${side}: ${amount}, fee ${plain(fee)}.`
    case 'ADDED':
      return `Added ${amount} to the ${side} position, fee ${plain(fee)}.`
    case 'REDUCED':
      return `Reduced the ${side} position by ${amount} ${result}`
    case 'CLOSED':
      return `Closed the ${side} position: ${amount} ${result}`
  }
}

function fundingEvent(funding: FundingWrite): TickEvent {
  const paid = new Decimal(funding.amount).isNegative()
  const amount = new Decimal(funding.amount).abs().toFixed()
  return {
    pairId: funding.pairId,
    level: 'info',
    code: 'funding',
    message: `Funding of ${plain(amount)} ${paid ? 'paid' : 'received'} at a rate of ${new Decimal(funding.rate).mul(100).toFixed()} %.`,
    context: { amount: funding.amount, rate: funding.rate, markPrice: funding.markPrice },
  }
}

const plain = (text: string): string => new Decimal(text).toFixed()
const signed = (text: string): string =>
  text.startsWith('-') ? `−${plain(text.slice(1))}` : `+${plain(text)}`
