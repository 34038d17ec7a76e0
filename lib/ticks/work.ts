import { bindStrategy } from '@/lib/domain/strategies/registry'
import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { log } from '@/lib/log'
import type { ExchangeConnection, Observation } from '@/lib/ports/exchange'
import type { BotAggregate, Claim, PairAggregate } from './aggregate'
import { bookAnswers, openOrders } from './booking/book'
import { pairFacts } from './facts'
import { planDecisions, type PairDecision } from './planning/plan'
import { abandonStalePlans, confirmSettings, writePlan } from './planning/repository'
import { sendCommands } from './planning/send'
import { loadAggregate } from './repository'
import type { TickEvent } from './tick-event'
import type { TickServices } from './tick-services'

/** After a fill the same tick decides again, so that a new position waits no interval for its stop, target and rungs. */
const MAX_ROUNDS = 3

export type Worked =
  | { readonly kind: 'lease-lost' }
  | {
      readonly kind: 'done'
      readonly bot: BotAggregate
      readonly observation: Observation | null
      readonly decisions: readonly PairDecision[]
      readonly events: readonly TickEvent[]
    }

/** The work of one tick under its lease: rounds of settle, observe, decide, plan, send, until nothing more happens. */
export async function work(services: TickServices, claim: Claim): Promise<Worked> {
  const { db, clock } = services
  let bot = await loadAggregate(db, claim.botId)
  const exchange = services.openExchange(bot.account)
  const events: TickEvent[] = []
  for (let round = 1; ; round += 1) {
    bot = await withoutStalePlans(services, claim, bot)
    const observed = await observe(exchange, bot)
    if (observed !== null) {
      const answers = { ...observed, acceptanceWindowMs: exchange.acceptanceWindowMs }
      const booked = await bookAnswers(db, bot, answers)
      events.push(...booked.events)
      if (booked.changed) bot = await loadAggregate(db, claim.botId)
      bot = await withConfirmedSettings(services, claim, bot, exchange)
    }
    const decisions = decide(bot, observed, clock.now())
    const { plan, commands, events: planned } = planDecisions(services.orderIdKey, bot, decisions)
    events.push(...planned)
    const end = { kind: 'done', bot, observation: observed, decisions, events } as const
    if (isEmpty(plan) && commands.length === 0) return end
    if (!(await writePlan(db, claim, bot, plan, clock.now()))) {
      const current = await loadAggregate(db, claim.botId)
      if (!isSameMandate(bot, current) && round < MAX_ROUNDS) {
        bot = current
        continue
      }
      return { kind: 'lease-lost' }
    }
    const sent = await sendCommands(services, claim, bot, exchange, commands)
    events.push(...sent.events)
    if (sent.leaseLost) return { kind: 'lease-lost' }
    bot = await loadAggregate(db, claim.botId)
    if (!sent.somethingEnded && plan.ended.length === 0) return { ...end, bot }
    if (round === MAX_ROUNDS) return { ...end, bot }
  }
}

/** Everything one tick may look at; null when the venue could not be asked, which is never the same as "flat". */
async function observe(exchange: ExchangeConnection, bot: BotAggregate): Promise<Observation | null> {
  const observed = await exchange.observe({
    pairs: bot.pairs.map(({ symbol, side }) => ({ symbol, side })),
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

function decide(bot: BotAggregate, observation: Observation | null, now: number): PairDecision[] {
  return bot.pairs.map((pair) => {
    const facts = pairFacts(bot, pair, observation, now)
    return { pair, facts, decision: decidePair(pair, facts) }
  })
}

/** One faulty pair never stops the others: what it rests stays, and its condition says what is wrong. */
function decidePair(pair: PairAggregate, facts: PairFacts): Decision {
  const bound = bindStrategy(pair.strategy, pair.deal?.config ?? pair.config)
  if (bound.ok) {
    try {
      return bound.value.decide(facts)
    } catch (error) {
      log.error({ error, pairId: pair.id }, 'The strategy failed on a pair.')
    }
  } else {
    log.error({ pairId: pair.id, fault: bound.error.kind }, 'The stored settings of a pair are not usable.')
  }
  return {
    orders: 'unchanged',
    deal: { kind: 'none' },
    reason: { code: 'preflight-failed', detail: { code: 'settings-unusable' } },
    further: [],
  }
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

/** Sets leverage before a pair's first order; a pair whose settings the venue did not confirm opens nothing. */
async function withConfirmedSettings(
  services: TickServices,
  claim: Claim,
  bot: BotAggregate,
  exchange: ExchangeConnection,
): Promise<BotAggregate> {
  const pairs = await Promise.all(
    bot.pairs.map(async (pair) => {
      if (pair.settingsConfirmed || pair.deal !== null || bot.status !== 'RUNNING') return pair
      const set = await exchange.setLeverage({ symbol: pair.symbol, side: pair.side }, pair.leverage)
      if (!set.ok) {
        log.warn({ pairId: pair.id, failure: set.error.kind }, 'The exchange did not take the leverage.')
        return pair
      }
      await confirmSettings(services.db, claim, pair.id)
      return { ...pair, settingsConfirmed: true }
    }),
  )
  return { ...bot, pairs }
}

function isEmpty(plan: ReturnType<typeof planDecisions>['plan']): boolean {
  return plan.opened.length + plan.updated.length + plan.ended.length + plan.orders.length === 0
}

/** Whether what the bot may do is still what it was when the tick read it. */
function isSameMandate(before: BotAggregate, now: BotAggregate): boolean {
  return (
    before.status === now.status &&
    before.stopMode === now.stopMode &&
    before.configVersion === now.configVersion &&
    before.user.status === now.user.status &&
    before.user.plan === now.user.plan
  )
}
