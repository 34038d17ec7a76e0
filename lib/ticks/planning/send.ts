import { isTerminal } from '@/lib/domain/orders/order'
import type { CommandOutcome, ExchangeConnection, OrderAnswer, OrderCommand } from '@/lib/ports/exchange'
import type { BotAggregate, Claim } from '../aggregate'
import { bookAnswers } from '../booking/book'
import { raiseStatuses, type StatusChange } from '../booking/repository'
import { renewLease } from '../lease/repository'
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
  claim: Claim,
  bot: BotAggregate,
  exchange: ExchangeConnection,
  commands: readonly PlannedCommand[],
): Promise<Sent> {
  const events: TickEvent[] = []
  let somethingEnded = false
  for (const chunk of chunks(commands, exchange.commandsPerRequest)) {
    const { db, clock } = services
    if (renewalDue(services, claim) && !(await renewLease(db, claim))) {
      return { leaseLost: true, somethingEnded, events }
    }
    const sentAt = clock.now()
    const ids = chunk.flatMap((command) => (command.kind === 'place' ? [command.planned.id] : []))
    const allowed = ids.length > 0 ? await markSent(db, claim, bot, ids, sentAt) : new Set<string>()
    const unsent = ids.filter((id) => !allowed.has(id))
    if (unsent.length > 0) await abandonUnsent(db, unsent, sentAt)
    const going = chunk.filter((command) => command.kind === 'cancel' || allowed.has(command.planned.id))
    const outcomes = await exchange.submit(going.map((command) => toVenue(command, sentAt)))
    const recorded = await record(services, claim, exchange, going, outcomes)
    somethingEnded ||= recorded.somethingEnded
    events.push(...recorded.events)
  }
  return { leaseLost: false, somethingEnded, events }
}

// A lease lasts 60 s; sending needs 15 s of it, so it is renewed once half of it may be gone.
const RENEW_AFTER_MS = 25_000
const claimedAt = new WeakMap<Claim, number>()

function renewalDue({ clock }: TickServices, claim: Claim): boolean {
  if (clock.virtual) return true
  const since = claimedAt.get(claim) ?? performance.now()
  const due = performance.now() - since > RENEW_AFTER_MS
  if (due || !claimedAt.has(claim)) claimedAt.set(claim, performance.now())
  return due
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
  claim: Claim,
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
    const current = await loadAggregate(db, claim.botId)
    const told = { orders: answers, events: [], eventCursor: current.eventCursor, at: clock.now() }
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
