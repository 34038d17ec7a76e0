import { Decimal } from 'decimal.js'
import type { TickEvent } from '../tick-event'
import type { FundingWrite, LedgerWrites, TradeWrite } from './rows'

/** What the bot's log says of booked trades and funding, one sentence each. The context keeps the exact figures. */
export function tradeEvents(writes: LedgerWrites): TickEvent[] {
  return [...writes.trades.map(tradeEvent), ...writes.funding.map(fundingEvent)]
}

function tradeEvent(trade: TradeWrite): TickEvent {
  const { action, quantity, price, fee, pnl, reason, details } = trade
  const level = reason === 'liquidated' ? 'error' : 'info'
  const context = { action, quantity, price, fee, pnl, reason, ...details }
  return { pairId: trade.pairId, level, code: 'trade', message: sentenceOf(trade), context }
}

function sentenceOf({ action, symbol, side, quantity, price, fee, pnl, reason }: TradeWrite): string {
  const { base, quote } = coinsOf(symbol)
  const amount = `${figure(quantity)} ${base} at ${figure(price)}`
  const cost = `fee ${money(fee)} ${quote}`
  const result = `(${reason.replaceAll('-', ' ')}): result ${signed(pnl)} ${quote} after fees.`
  switch (action) {
    case 'OPENED':
      return `Opened ${side}: ${amount}, ${cost}.`
    case 'ADDED':
      return `Added ${amount} to the ${side} position, ${cost}.`
    case 'REDUCED':
      return `Reduced the ${side} position by ${amount} ${result}`
    case 'CLOSED':
      return `Closed the ${side} position: ${amount} ${result}`
  }
}

function fundingEvent({ pairId, symbol, amount, rate, markPrice }: FundingWrite): TickEvent {
  const flow = new Decimal(amount)
  const verb = flow.isNegative() ? 'paid' : 'received'
  const percent = new Decimal(rate).mul(100).toFixed()
  return {
    pairId,
    level: 'info',
    code: 'funding',
    message: `Funding of ${money(flow.abs().toFixed())} ${coinsOf(symbol).quote} ${verb} at a rate of ${percent} %.`,
    context: { amount, rate, markPrice },
  }
}

/** `BTC/USDT:USDT` is BTC, priced in USDT. */
function coinsOf(symbol: string): { readonly base: string; readonly quote: string } {
  const [base = symbol, rest = ''] = symbol.split('/')
  return { base, quote: rest.split(':')[0] ?? '' }
}

/** A figure as people read it: thousands apart, no zeros at the end. */
function figure(text: string): string {
  const [whole = '', fraction] = new Decimal(text).toFixed().split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** Money to the cent; what is less than one coin to two digits that say something. */
function money(text: string): string {
  const amount = new Decimal(text)
  return figure(amount.abs().lt(1) ? amount.toSignificantDigits(2).toFixed() : amount.toFixed(2))
}

const signed = (text: string): string =>
  text.startsWith('-') ? `−${money(text.slice(1))}` : `+${money(text)}`
