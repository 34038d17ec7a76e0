import { pausesBot } from '@/lib/domain/deals/deal'
import { isResting } from '@/lib/domain/orders/order'
import { planOrders, type OrderPlan, type PlannedPlace } from '@/lib/domain/orders/plan-orders'
import { setLeverage } from '@/lib/domain/simulation/venue'
import type { AccountFacts, Decision, PairFacts } from '@/lib/domain/strategies/contract'
import type { Account } from './account'
import type { PairRun } from './pair-run'
import type { BookedDeal, BookedOrder } from './records'
import { send, type Command } from './send'

// As the live tick: after a fill it decides again, and a deal opened in the last round gets its exits in one more.
const MAX_ROUNDS = 3
const MOST_ROUNDS = 8

/**
 * One tick at the instant `at`: rounds of settle, decide, plan and send until nothing more happens, by the rules of the live tick.
 * A pair that is quiet is not asked. With `plain` every pair is asked in every round.
 */
export function runTick(account: Account, at: number, plain: boolean): void {
  for (const lane of account.lanes) lane.show(lane.next - 1)
  runRounds(account, at, plain)
  for (const pair of account.pairs) pair.keepMemory()
}

function runRounds(account: Account, at: number, plain: boolean): void {
  for (let round = 1; ; round += 1) {
    account.settle()
    const planned = planRound(account, at, plain)
    if (planned.commands.length === 0 && !planned.hasOpened && !planned.hasEnded && !planned.hasUpdated)
      return
    const somethingEnded = send(account, planned.commands, at)
    if (!somethingEnded && !planned.hasEnded) return
    if (round >= (planned.hasOpened ? MOST_ROUNDS : MAX_ROUNDS)) return
  }
}

type Round = {
  commands: readonly Command[]
  hasOpened: boolean
  hasUpdated: boolean
  hasEnded: boolean
}

type Asked = { readonly pair: PairRun; readonly facts: PairFacts; readonly decision: Decision }
type Decided = Asked & { readonly orders: OrderPlan }

function planRound(account: Account, at: number, plain: boolean): Round {
  const decided = decideAll(account, at, plain)
  const wasPaused = account.isPaused
  const cancels: Command[] = []
  const exits: Command[] = []
  const entries: Command[] = []
  const round: Round = { commands: [], hasOpened: false, hasUpdated: false, hasEnded: false }
  // All deals are written before anything is sent; withdrawals go first, then protection, then entries.
  for (const item of decided) {
    const { pair, decision } = item
    const deal = dealAfter(item, at, round)
    for (const order of pair.strays)
      if (isResting(order.status)) cancels.push({ kind: 'cancel', pair, order })
    if (deal === null) continue
    if (item.orders.cancels.length > 0) {
      for (const order of pair.orders) {
        if (item.orders.cancels.includes(order)) cancels.push({ kind: 'cancel', pair, order })
      }
    }
    for (const place of item.orders.places) {
      const order = newOrder(account, pair, deal, place, decision, at)
      ;(place.reduceOnly ? exits : entries).push({ kind: 'place', pair, order })
    }
    if (decision.deal.kind === 'end' && pair.deal !== null) end(account, pair, pair.deal, decision.deal, at)
  }
  // As live: what may be sent is asked again once the plan is written, and a pause that came with it holds all entries back.
  const isHeldBack = account.isPaused && !wasPaused
  if (isHeldBack) for (const { order } of entries) account.ledger.setStatus(order, 'ABANDONED')
  round.commands = cancels.concat(exits, isHeldBack ? [] : entries)
  return round
}

function decideAll(account: Account, at: number, plain: boolean): Decided[] {
  const decided: Decided[] = []
  let facts: AccountFacts | null = null
  for (const pair of account.pairs) {
    if (pair.isQuietAt(at)) continue
    facts ??= account.facts(at)
    const known = account.pairFacts(pair, facts)
    const asked = confirmed(account, { pair, facts: known, decision: pair.settings.strategy.decide(known) })
    const { decision } = asked
    account.onDecision?.({ at, pair: pair.settings, facts: asked.facts, decision })
    pair.newMemory = decision.memory === undefined ? null : { value: decision.memory }
    pair.spells.note(decision.reason.code, at)
    const orders = planOrders(decision.orders, asked.facts.orders)
    const leavesAll =
      decision.deal.kind === 'none' && orders.cancels.length === 0 && orders.places.length === 0
    if (!plain && leavesAll) pair.rest(pair.settings.strategy.quiet(asked.facts, decision))
    decided.push({ ...asked, orders })
  }
  return decided
}

/** Sets the leverage of a pair whose next deal waits for nothing else, then decides for it again. */
function confirmed(account: Account, item: Asked): Asked {
  const { pair, facts, decision } = item
  if (decision.reason.code !== 'settings-unconfirmed' || pair.deal !== null) return item
  const { side, leverage, strategy } = pair.settings
  if (!setLeverage(account.venue, pair.lane.instrument, side, leverage).ok) return item
  pair.settingsConfirmed = true
  const now: PairFacts = { ...facts, settingsConfirmed: true }
  return { pair, facts: now, decision: strategy.decide(now) }
}

/** The deal that the decision's orders belong to, opened or updated as the decision says. */
function dealAfter({ pair, decision }: Asked, at: number, round: Round): BookedDeal | null {
  const { deal: change } = decision
  if (change.kind === 'open') {
    round.hasOpened = true
    return pair.open(change.state, at)
  }
  const { deal } = pair
  if (deal === null) return null
  if (change.kind === 'end') round.hasEnded = true
  if (change.kind === 'update' && !isSame(deal, change.status, change.state)) {
    round.hasUpdated = true
    deal.status = change.status
    deal.state = change.state
  }
  return deal
}

const isSame = (deal: BookedDeal, status: string, state: unknown): boolean =>
  deal.status === status && (deal.state === state || JSON.stringify(deal.state) === JSON.stringify(state))

function end(
  account: Account,
  pair: PairRun,
  deal: BookedDeal,
  change: Extract<Decision['deal'], { kind: 'end' }>,
  at: number,
): void {
  deal.status = change.end.status
  deal.endReason = change.end.reason
  deal.endedAt = at
  pair.close(deal, change.end.status, at)
  if (!pausesBot(change.end)) return
  account.isPaused = true
  // Every pair has to hear of it.
  for (const each of account.pairs) each.wake()
}

function newOrder(
  account: Account,
  pair: PairRun,
  deal: BookedDeal,
  place: PlannedPlace,
  decision: Decision,
  at: number,
): BookedOrder {
  const { key, attempt, side, price, quantitySteps, reduceOnly } = place
  const order: BookedOrder = {
    key,
    attempt,
    clientOrderId: `${pair.index}|${deal.number}|${key}|${attempt}`,
    side,
    price,
    quantitySteps,
    filledSteps: 0,
    averagePrice: null,
    reduceOnly,
    status: 'PLANNED',
    plannedAt: at,
    refusal: null,
    deal,
    reason: place.reason ?? decision.reason.code,
    simulated: null,
    feeUnits: 0,
    grossUnits: 0,
    traded: false,
  }
  account.ledger.orderCounts.PLANNED += 1
  pair.add(order)
  return order
}
