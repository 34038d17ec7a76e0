import { isTerminal } from '@/lib/domain/orders/order'
import { cancelOrder, placeOrder } from '@/lib/domain/simulation/venue'
import type { Account } from './account'
import type { PairRun } from './pair-run'
import type { BookedOrder } from './records'

export type Command = {
  readonly kind: 'cancel' | 'place'
  readonly pair: PairRun
  readonly order: BookedOrder
}

// The paper exchange takes that many commands in one request; what they led to is booked request by request.
const COMMANDS_PER_REQUEST = 100

/** Sends commands in order and books the answers; true when something filled, was withdrawn or refused. */
export function send(account: Account, commands: readonly Command[], at: number): boolean {
  let somethingEnded = false
  for (let start = 0; start < commands.length; start += COMMANDS_PER_REQUEST) {
    const answered: BookedOrder[] = []
    for (const command of commands.slice(start, start + COMMANDS_PER_REQUEST)) {
      command.pair.wake()
      if (command.kind === 'cancel')
        cancelOrder(account.venue, command.order.clientOrderId, account.venueSink)
      else if (!place(account, command, at)) {
        somethingEnded = true
        continue
      }
      answered.push(command.order)
    }
    for (const { simulated } of answered) {
      if (simulated !== null && (isTerminal(simulated.status) || simulated.fills.length > 0)) {
        somethingEnded = true
      }
    }
    account.ledger.book(answered, [])
  }
  return somethingEnded
}

/** Places an order at the tick's quote; false when it was refused. */
function place(account: Account, { pair, order }: Command, at: number): boolean {
  const { symbol, side: positionSide } = pair.settings
  const { clientOrderId, side, price, quantitySteps, reduceOnly } = order
  const quote = pair.lane.quoteAt(at)
  if (quote === null) {
    account.ledger.refuse(order, 'no-price')
    return false
  }
  account.ledger.setStatus(order, 'SENT')
  const wanted = { clientOrderId, symbol, positionSide, side, price, quantitySteps, reduceOnly }
  const placed = placeOrder(account.venue, pair.lane.instrument, quote, wanted, account.venueSink)
  if (placed.kind === 'refused') {
    account.ledger.refuse(order, placed.code)
    return false
  }
  order.simulated = placed.order
  if (reduceOnly && price.kind === 'limit') account.positions.aim(symbol, positionSide, placed.order.level)
  return true
}
