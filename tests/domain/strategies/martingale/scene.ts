import { applyEntryFill, applyExitFill } from '@/lib/domain/deals/apply-fill'
import { emptyLedger, type DealEnd, type DealLedger, type OpenDealStatus } from '@/lib/domain/deals/deal'
import { isResting, remainingSteps, type KnownOrder, type OrderKey } from '@/lib/domain/orders/order'
import { planOrders, type OrderPlan } from '@/lib/domain/orders/plan-orders'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { multipleOf, priceOf } from '@/lib/domain/perpetuals/quantize'
import type { Signal, Signals } from '@/lib/domain/signals/signal'
import type { Decision, PairFacts, PositionFacts } from '@/lib/domain/strategies/contract'
import { decide } from '@/lib/domain/strategies/martingale/decide'
import type { MartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import { blankFacts } from '@/tests/support/builders/blank-facts'
import { coin, configOf } from './builders'

export const START = 1_760_000_000_000
const TICK = 300_000
const LEVERAGE = 10

const ready = (current: Record<string, number | string | null>): Signal => ({
  ...{ status: 'ready', closedAt: START },
  current,
  previous: current,
})

/** The figures a pair reads, as a long would have them; a short's averages lie mirrored about 100. */
export type Market = {
  readonly slow: number
  readonly fast: number
  readonly entry: number
  readonly trigger: string | null
  readonly decline: string
}

/** Calm, above the averages of the gate and below that of the opening: everything is allowed. */
export const calmMarket: Market = { slow: 50, fast: 50, entry: 150, trigger: null, decline: 'slow' }

/** By the names a pair of `config` asks under. `missing` leaves every figure out. */
function signalsOf(config: MartingaleConfig, side: Side, market: Market): Signals {
  const ema = config.mode === 'classic' ? 'ema-unfinished' : 'ema'
  const at = (value: number) => ready({ ema: side === 'long' ? value : 200 - value })
  return {
    [`${ema} 1m ${config.gateSlowPeriod}`]: at(market.slow),
    [`${ema} 1m ${config.gateFastPeriod}`]: at(market.fast),
    [`${ema} 1h ${config.entryPeriod}`]: at(market.entry),
    [`volatility 5m ${config.volatilityCandles}`]: ready({ trigger: market.trigger }),
    'decline 5m': ready({
      ...{ long: market.decline, short: market.decline, classic: market.decline },
      ...{ longScore: 50, shortScore: 50, classicScore: 50 },
    }),
  }
}

/**
 * One pair in front of a venue that does exactly what it is told, in prices of a long: for a short everything is reflected about 100.
 * Decisions are planned and applied as the tick does; what trades at once fills by `depth`, the rest when the test says so.
 */
export class Scene {
  now = START
  tickAt = START
  orders: KnownOrder[] = []
  deal: { number: number; status: OpenDealStatus; state: unknown; ledger: DealLedger } | null = null
  lastDeal: PairFacts['lastDeal'] = null
  ended: DealEnd | null = null
  price = 100
  wallet = 1_000
  market: Market = calmMarket
  /** Share of an immediate order that the book gives. */
  depth = 1
  /** What the venue holds beyond the deal's own fills. */
  foreign = 0
  facts: Partial<PairFacts> = {}

  constructor(
    readonly side: Side = 'long',
    readonly config: MartingaleConfig = configOf(),
  ) {}

  mirror(price: number): number {
    return this.side === 'long' ? price : Math.round((200 - price) * 1e6) / 1e6
  }

  look(): PairFacts {
    const { now, side, deal, wallet } = this
    const last = this.mirror(this.price)
    const position = this.position()
    const margin = position?.margin ?? 0
    return {
      ...blankFacts,
      ...{ now, tickAt: this.tickAt, side, leverage: LEVERAGE, instrument: coin, fees: coin.fees },
      price: { last, bid: last, ask: last, mark: last, at: now },
      account: {
        wallet,
        equity: wallet + (position?.unrealisedPnl ?? 0),
        available: wallet - margin,
        at: now,
      },
      position,
      orders: this.orders,
      deal: deal === null ? null : { ...deal, openedAt: START },
      permission: { kind: 'trade' },
      ...{ closeRequested: false, settingsConfirmed: true, lastDeal: this.lastDeal },
      unreservedCapital: wallet,
      signals: signalsOf(this.config, side, this.market),
      ...this.facts,
    }
  }

  decide(): Decision {
    return decide(this.look(), this.config)
  }

  /** One round of a tick. */
  round(): { decision: Decision; plan: OrderPlan } {
    const decision = this.decide()
    const plan = planOrders(decision.orders, this.orders)
    this.applyDeal(decision)
    for (const order of plan.cancels) this.replace(order, { ...order, status: 'CANCELLED' })
    for (const place of plan.places) {
      const order: KnownOrder = {
        ...place,
        clientOrderId: `${this.deal?.number ?? 0}|${place.key}|${place.attempt}`,
        ...{ filledSteps: 0, averagePrice: null, status: 'ACK', plannedAt: this.now, refusal: null },
      }
      this.orders.push(order)
      if (place.price.kind === 'market' || place.price.kind === 'ioc') this.trade(order)
    }
    if (decision.deal.kind === 'end') {
      this.lastDeal = {
        ...{ number: this.deal?.number ?? 0, endedAt: this.now },
        status: decision.deal.end.status,
      }
      this.ended = decision.deal.end
      this.deal = null
      this.orders = []
    }
    return { decision, plan }
  }

  /** A whole tick at the present instant: rounds until one changes nothing. Returns the decisions of all of them. */
  tick(): Decision[] {
    this.tickAt = this.now
    return this.again()
  }

  /** The same tick once more: another delivery, or what comes after a crash. */
  again(): Decision[] {
    const decisions: Decision[] = []
    for (let round = 0; round < 8; round++) {
      const { decision, plan } = this.round()
      decisions.push(decision)
      this.now += 100
      if (plan.cancels.length + plan.places.length === 0 && decision.deal.kind === 'none') return decisions
    }
    throw new Error('the pair does not come to rest')
  }

  /** Moves on to the next tick, at a price. */
  next(price = this.price): Decision[] {
    this.now = this.tickAt + TICK
    this.price = price
    return this.tick()
  }

  /** Fills an order that rests, wholly or by some steps, at its limit or trigger. */
  fill(key: OrderKey, steps?: number): void {
    const order = this.resting(key)
    const price = order.price.kind === 'market' ? this.mirror(this.price) : priceOf(order.price.ticks, coin)
    this.book(order, steps ?? remainingSteps(order), price)
  }

  set(key: OrderKey, change: Partial<KnownOrder>): void {
    const order = this.orders.findLast((each) => each.key === key)
    if (order === undefined) throw new Error(`there is no order ${key}`)
    this.replace(order, { ...order, ...change })
  }

  resting(key: OrderKey): KnownOrder {
    const order = this.orders.find((each) => each.key === key && isResting(each.status))
    if (order === undefined) throw new Error(`no order ${key} rests`)
    return order
  }

  restingKeys(): string[] {
    return this.orders
      .filter(({ status }) => isResting(status))
      .map(({ key }) => key)
      .sort()
  }

  keys(): string[] {
    return this.orders.map(({ key, attempt }) => `${key}#${attempt}`)
  }

  position(): PositionFacts | null {
    const ledger = this.deal?.ledger.quantity ?? 0
    const quantity = multipleOf(Math.round((ledger + this.foreign) / coin.quantityStep), coin.quantityStep)
    if (quantity <= 0) return null
    const averageEntry = this.deal?.ledger.averageEntry ?? this.mirror(this.price)
    const s = this.side === 'long' ? 1 : -1
    return {
      ...{ quantity, averageEntry, margin: (quantity * averageEntry) / LEVERAGE },
      unrealisedPnl: s * quantity * (this.mirror(this.price) - averageEntry),
      liquidationPrice: null,
    }
  }

  private trade(order: KnownOrder): void {
    const held = order.reduceOnly
      ? Math.round((this.deal?.ledger.quantity ?? 0) / coin.quantityStep)
      : Infinity
    const steps = Math.min(Math.floor(order.quantitySteps * this.depth), held)
    const filled = steps > 0 ? this.book(order, steps, this.mirror(this.price)) : order
    if (filled.status !== 'FILLED') this.replace(filled, { ...filled, status: 'CANCELLED' })
  }

  private book(order: KnownOrder, steps: number, price: number): KnownOrder {
    if (this.deal === null) throw new Error('there is no deal to fill for')
    const quantity = multipleOf(steps, coin.quantityStep)
    const fill = { quantity, price, fee: quantity * price * coin.fees.taker }
    const total = order.filledSteps + steps
    const average = ((order.averagePrice ?? 0) * order.filledSteps + price * steps) / total
    const status = total === order.quantitySteps ? 'FILLED' : 'PARTIAL'
    const next: KnownOrder = { ...order, filledSteps: total, averagePrice: average, status }
    this.replace(order, next)
    const { ledger } = this.deal
    this.deal = {
      ...this.deal,
      ledger: order.reduceOnly
        ? applyExitFill(ledger, this.side, fill, coin.quantityStep).ledger
        : applyEntryFill(ledger, fill, coin.quantityStep),
    }
    return next
  }

  private applyDeal({ deal }: Decision): void {
    if (deal.kind === 'open') {
      const number = (this.lastDeal?.number ?? 0) + 1
      this.deal = { number, status: 'opening', state: deal.state, ledger: emptyLedger }
      this.orders = []
    } else if (deal.kind === 'update' && this.deal !== null) {
      this.deal = { ...this.deal, status: deal.status, state: deal.state }
    }
  }

  private replace(order: KnownOrder, next: KnownOrder): void {
    this.orders = this.orders.map((each) => (each === order ? next : each))
  }
}

/** A pair that has opened at 100 and rests behind its stop. */
export function open(side: Side = 'long', config: MartingaleConfig = configOf()): Scene {
  const scene = new Scene(side, config)
  scene.tick()
  return scene
}

/** The same with a position of so much margin, entered at 100. */
export function holding(margin: number, side: Side = 'long', config: MartingaleConfig = configOf()): Scene {
  const scene = open(side, config)
  if (scene.deal === null) throw new Error('nothing was opened')
  const quantity = (margin * LEVERAGE) / 100
  scene.deal = {
    ...scene.deal,
    ledger: { ...scene.deal.ledger, quantity, averageEntry: 100, entryCost: quantity * 100, entryFees: 0 },
  }
  scene.orders = scene.orders.map((order) =>
    order.key === 'base'
      ? { ...order, quantitySteps: quantity / coin.quantityStep, filledSteps: quantity / coin.quantityStep }
      : order,
  )
  return scene
}
