import { isTerminal } from '@/lib/domain/orders/order'
import type { CommandOutcome, ExchangeConnection, OrderAnswer, OrderCommand } from '@/lib/ports/exchange'
import type { BotAggregate } from '../aggregate'
import { bookAnswers } from '../booking/book'
import { raiseStatuses, type StatusChange } from '../booking/repository'
import type { Lease } from '../lease/lease'
import { loadAggregate } from '../repository'
import type { TickServices } from '../tick-services'
import type { TickEvent } from '../tick-event'
import type { PlannedCommand } from './plan'
import { abandonUnsent, markSent } from './repository'

export type Sent = {
  readonly leaseLost: boolean
  /** Something filled, was withdrawn or refused: the next round may have to answer it. */
  readonly somethingEnded: boolean
  readonly events: readonly TickEvent[]
}

/**
 * Sends planned commands in chunks that may share one timestamp. Each order is marked sent, and that is committed, before its request
 * leaves; what comes back is recorded whatever happened to the lease meanwhile.
 */
export async function sendCommands(
  services: TickServices,
  lease: Lease,
  bot: BotAggregate,
  exchange: ExchangeConnection,
  commands: readonly PlannedCommand[],
): Promise<Sent> {
  const { db, clock } = services
  const events: TickEvent[] = []
  let somethingEnded = false
  for (const chunk of chunks(commands, exchange.commandsPerRequest)) {
    if (!(await lease.keep())) return { leaseLost: true, somethingEnded, events }
    const ids = chunk.flatMap((command) => (command.kind === 'place' ? [command.planned.id] : []))
    const rights = await markSent(db, lease.claim, bot, ids, clock.virtual ? clock.now() : null)
    const unsent = ids.filter((id) => !rights.orderIds.has(id))
    if (unsent.length > 0) await abandonUnsent(db, unsent, clock.now())
    if (!rights.held) return { leaseLost: true, somethingEnded, events }
    const going = chunk.filter(
      (command) => command.kind === 'cancel' || rights.orderIds.has(command.planned.id),
    )
    somethingEnded ||= unsent.length > 0
    if (going.length === 0) continue
    const outcomes = await exchange.submit(going.map((command) => toVenue(command, rights.sentAt)))
    const recorded = await record(services, bot.id, exchange, going, outcomes)
    somethingEnded ||= recorded.somethingEnded
    events.push(...recorded.events)
  }
  return { leaseLost: false, somethingEnded, events }
}

function toVenue(command: PlannedCommand, sentAt: number): OrderCommand {
  const { pair } = command
  if (command.kind === 'cancel') {
    return {
      kind: 'cancel',
      clientOrderId: command.order.clientOrderId,
      symbol: pair.symbol,
      positionSide: pair.side,
    }
  }
  const { desired, planned } = command
  return {
    kind: 'place',
    clientOrderId: planned.clientOrderId,
    symbol: pair.symbol,
    positionSide: pair.side,
    side: desired.side,
    price: desired.price,
    quantitySteps: desired.quantitySteps,
    reduceOnly: desired.reduceOnly,
    sentAt,
  }
}

async function record(
  { db, clock }: TickServices,
  botId: string,
  exchange: ExchangeConnection,
  commands: readonly PlannedCommand[],
  outcomes: readonly CommandOutcome[],
): Promise<Omit<Sent, 'leaseLost'>> {
  const answers = new Map<string, OrderAnswer>()
  const changes: StatusChange[] = []
  const events: TickEvent[] = []
  commands.forEach((command, index) => {
    const outcome = outcomes[index] ?? {
      kind: 'unknown',
      message: 'The venue gave no answer to this command.',
    }
    const clientOrderId =
      command.kind === 'cancel' ? command.order.clientOrderId : command.planned.clientOrderId
    if (outcome.kind === 'report') answers.set(clientOrderId, { kind: 'found', report: outcome.report })
    else if (command.kind === 'place') {
      changes.push(changeOf(command.planned.id, outcome))
      events.push(eventOf(command, outcome))
    }
  })
  await raiseStatuses(db, changes, clock.now())
  const somethingEnded =
    changes.some(({ status }) => isTerminal(status)) ||
    [...answers.values()].some(
      (answer) =>
        answer.kind === 'found' && (isTerminal(answer.report.status) || answer.report.fills.length > 0),
    )
  if (answers.size > 0) {
    const current = await loadAggregate(db, botId)
    const told = { orders: answers, events: [], eventCursor: current.eventCursor, askedAt: clock.now() }
    const booked = await bookAnswers(db, current, {
      ...told,
      acceptanceWindowMs: exchange.acceptanceWindowMs,
    })
    events.push(...booked.events)
  }
  return { somethingEnded, events }
}

/** Only an explicit refusal ends an order; everything unclear is looked up by its client id in the next round. */
function changeOf(orderId: string, outcome: Exclude<CommandOutcome, { kind: 'report' }>): StatusChange {
  return outcome.kind === 'refused'
    ? { orderId, status: 'REJECTED', venueOrderId: null, refusal: outcome.code }
    : { orderId, status: 'UNKNOWN', venueOrderId: null, refusal: null }
}

function eventOf(
  command: Extract<PlannedCommand, { kind: 'place' }>,
  outcome: Exclude<CommandOutcome, { kind: 'report' }>,
): TickEvent {
  const { key } = command.planned
  const context = { order: key, attempt: command.planned.attempt }
  return outcome.kind === 'refused'
    ? {
        pairId: command.pair.id,
        level: 'warn',
        code: 'order-refused',
        message: `The exchange refused the order ${key}: ${outcome.message}`,
        context: { ...context, cause: outcome.code },
      }
    : {
        pairId: command.pair.id,
        level: 'warn',
        code: 'order-outcome-unknown',
        message: `The exchange gave no clear answer to the order ${key}; it is being looked up.`,
        context,
      }
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
