import type { JournalBlock, TickJournal } from '@/lib/journal/tick-journal'
import { log } from '@/lib/log'
import type { ExchangeConnection, Observation } from '@/lib/ports/exchange'
import type { BotAggregate, Claim } from './aggregate'
import { bookAnswers, openOrders } from './booking/book'
import { decidePair, needsOf } from './decide-pair'
import { pairFacts, type TickInstants } from './facts'
import { decidedPairs } from './decided-pairs'
import type { Lease } from './lease/lease'
import { planDecisions, type PairDecision } from './planning/plan'
import { abandonStalePlans, writePlan } from './planning/repository'
import { sendCommands } from './planning/send'
import { withSettings, type RefusedSettings } from './planning/with-settings'
import { loadAggregate } from './repository'
import type { TickEvent } from './tick-event'
import type { TickServices } from './tick-services'

/** After a fill the same tick decides again, so that a new position waits no interval for its stop, target and rungs. */
const MAX_ROUNDS = 3
/** A deal opened in the last round gets one more for its exits; pairs that open one after the other end here at the latest. */
const MOST_ROUNDS = 8

/** A bot that changes under every plan of a tick leaves it to its next try. */
const MAX_REFUSALS = 3

export type Worked =
  | { readonly kind: 'lease-lost' }
  | {
      readonly kind: 'done'
      /** As the tick left it. */
      readonly bot: BotAggregate
      /** As it was when the last decisions were taken. */
      readonly decidedFor: BotAggregate
      readonly observation: Observation | null
      readonly decisions: readonly PairDecision[]
      /** These decisions for the journal, unless they went there with a plan. */
      readonly unwritten: JournalBlock | null
    }

/**
 * The work of one tick under its lease: rounds of settle, observe, decide, plan, send, until nothing more happens. What is worth telling
 * is added to `events` as it happens, so that a tick that fails in the end can tell it too.
 */
export async function work(
  services: TickServices,
  lease: Lease,
  journal: TickJournal,
  events: TickEvent[],
): Promise<Worked> {
  const { db, clock } = services
  const { claim } = lease
  let bot = await loadAggregate(db, claim.botId)
  const exchange = services.openExchange(bot.account, clock)
  const refusedSettings: RefusedSettings = new Map()
  let refusals = 0
  for (let round = 1; ; round += 1) {
    bot = await withoutStalePlans(services, claim, bot)
    const seen = await settle(services, exchange, bot, events)
    bot = seen.bot
    const { observation } = seen
    const decidedAt = clock.now()
    const decisions = await withSettings(
      { services, claim, exchange, refused: refusedSettings },
      decide(bot, observation, { now: decidedAt, tickAt: claim.key * 1_000 }),
    )
    const { plan, commands, events: planned } = planDecisions(services.orderIdKey, bot, decisions)
    const block = journal.draft(decidedPairs(bot, decisions), decidedAt)
    const end = { kind: 'done', bot, decidedFor: bot, observation, decisions, unwritten: null } as const
    if (isEmpty(plan) && commands.length === 0) return { ...end, unwritten: block }
    const written = await writePlan(db, claim, bot, { plan, block, at: clock.now() })
    if (written === 'lease-lost') return { kind: 'lease-lost' }
    if (written === 'refused') {
      refusals += 1
      if (refusals > MAX_REFUSALS) throw new Error('the bot was changed again and again while its tick ran')
      bot = await loadAggregate(db, claim.botId)
      continue
    }
    if (block !== null) journal.written(block)
    events.push(...planned)
    const sent = await sendCommands(services, lease, bot, exchange, commands)
    events.push(...sent.events)
    if (sent.leaseLost) return { kind: 'lease-lost' }
    bot = await loadAggregate(db, claim.botId)
    if (!sent.somethingEnded && plan.ended.length === 0) return { ...end, bot }
    if (round >= (plan.opened.length > 0 ? MOST_ROUNDS : MAX_ROUNDS)) return { ...end, bot }
  }
}

/** Asks the venue what became of everything open and books it. Without an answer the bot is as it was read. */
async function settle(
  { db, clock }: TickServices,
  exchange: ExchangeConnection,
  bot: BotAggregate,
  events: TickEvent[],
): Promise<{ readonly bot: BotAggregate; readonly observation: Observation | null }> {
  // Taken before the question: an order that the answer does not show may have arrived since.
  const askedAt = clock.now()
  const observation = await observe(exchange, bot)
  if (observation === null) return { bot, observation }
  const { acceptanceWindowMs } = exchange
  const booked = await bookAnswers(db, bot, { ...observation, askedAt, acceptanceWindowMs })
  events.push(...booked.events)
  return { bot: booked.changed ? await loadAggregate(db, bot.id) : bot, observation }
}

/** Everything one tick may look at; null when the venue could not be asked, which is never the same as "flat". */
async function observe(exchange: ExchangeConnection, bot: BotAggregate): Promise<Observation | null> {
  const observed = await exchange.observe({
    pairs: bot.pairs.map((pair) => ({ symbol: pair.symbol, side: pair.side, needs: needsOf(pair) })),
    clientOrderIds: openOrders(bot).map(({ order }) => order.clientOrderId),
    eventCursor: bot.eventCursor,
    eventsSince: bot.startedAt,
  })
  if (observed.ok) return observed.value
  log.warn(
    { failure: observed.error.kind, detail: observed.error.message },
    'The exchange could not be asked.',
  )
  return null
}

function decide(bot: BotAggregate, observation: Observation | null, instants: TickInstants): PairDecision[] {
  return bot.pairs.map((pair) => {
    const facts = pairFacts(bot, pair, observation, instants, needsOf(pair))
    const decision = decidePair(pair, facts)
    return { pair, facts, decision, answer: decision }
  })
}

async function withoutStalePlans(
  services: TickServices,
  claim: Claim,
  bot: BotAggregate,
): Promise<BotAggregate> {
  const stale = bot.pairs.some((pair) =>
    [...pair.orders, ...pair.strays].some(
      (order) => order.status === 'PLANNED' && order.leaseToken !== claim.token,
    ),
  )
  if (!stale) return bot
  await abandonStalePlans(services.db, claim, services.clock.now())
  return loadAggregate(services.db, claim.botId)
}

function isEmpty(plan: ReturnType<typeof planDecisions>['plan']): boolean {
  return plan.opened.length + plan.updated.length + plan.ended.length + plan.orders.length === 0
}
