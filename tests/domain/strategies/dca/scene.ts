import { blankFacts } from '@/tests/support/builders/blank-facts'
import { applyEntryFill, applyExitFill } from '@/lib/domain/deals/apply-fill'
import { emptyLedger, type DealEnd, type DealLedger, type OpenDealStatus } from '@/lib/domain/deals/deal'
import {
  isResting,
  remainingSteps,
  type KnownOrder,
  type OrderKey,
  type OrderStatus,
} from '@/lib/domain/orders/order'
import { planOrders, type OrderPlan } from '@/lib/domain/orders/plan-orders'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { multipleOf } from '@/lib/domain/perpetuals/quantize'
import type {
  Decision,
  PairFacts,
  PastStop,
  PositionFacts,
  PriceFacts,
} from '@/lib/domain/strategies/contract'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { decide } from '@/lib/domain/strategies/dca/decide'
import { dca } from '@/lib/domain/strategies/dca/strategy'
import { eth, example } from './builders'

const START = 1_760_000_000_000

/** Prices of one instant around one figure, one tick of spread. */
export const quote = (price: number, at: number): PriceFacts => ({
  last: price,
  bid: price,
  ask: price,
  mark: price,
  at,
})

/**
 * One pair in front of a venue that does exactly what it is told: decisions are planned and applied as the tick does, orders fill
 * when the test says so, and the ledger and the position follow the fills.
 */
export class Scene {
  now = START
  orders: KnownOrder[] = []
  deal: {
    number: number
    status: OpenDealStatus
    openedAt: number
    state: unknown
    ledger: DealLedger
  } | null = null
  lastDeal: PairFacts['lastDeal'] = null
  ended: { end: DealEnd; dust: number } | null = null
  price = 3000
  /** What the venue holds beyond the deal's own fills; negative = somebody closed a part. */
  foreign = 0
  facts: Partial<PairFacts> = {}
  /** What ended deals have brought, and the newest stopped ones. */
  booked = 0
  stops: PastStop[] = []
  memory: unknown = null
  /** Extremes of the candles that have closed since they are asked for. */
  range: PairFacts['range'] = null

  constructor(
    readonly side: Side = 'long',
    readonly config: DcaConfig = example,
  ) {}

  look(): PairFacts {
    const { now, side, deal } = this
    return {
      now,
      side,
      leverage: 5,
      instrument: eth,
      fees: eth.fees,
      price: quote(this.price, now),
      account: { wallet: 1_000, equity: 1_000, available: 1_000, at: now },
      position: this.position(),
      orders: this.orders,
      deal,
      permission: { kind: 'trade' },
      closeRequested: false,
      settingsConfirmed: true,
      lastDeal: this.lastDeal,
      unreservedCapital: 1_000,
      ...blankFacts,
      tickAt: now,
      record: { realised: this.booked + settled(deal?.ledger), stops: this.stops },
      memory: this.memory,
      range: this.hasCandles() ? this.range : null,
      ...this.facts,
    }
  }

  /** No candle that opened at or after an instant has closed at that instant. */
  private hasCandles(): boolean {
    const { config, deal, now } = this
    const since = dca.needs?.(config, deal).rangeSince ?? null
    return since !== null && since < now
  }

  decide(): Decision {
    return decide(this.look(), this.config)
  }

  /** One round of a tick: decide, plan, and let the venue acknowledge everything but market orders, which fill at once. */
  round(marketFills = true): { decision: Decision; plan: OrderPlan } {
    const decision = this.decide()
    const plan = planOrders(decision.orders, this.orders)
    this.applyDeal(decision)
    for (const order of plan.cancels) this.set(order.key, 'CANCELLED')
    for (const place of plan.places) {
      this.orders.push({
        ...place,
        clientOrderId: `${this.deal?.number ?? 0}|${place.key}|${place.attempt}`,
        filledSteps: 0,
        averagePrice: null,
        status: 'ACK',
        plannedAt: this.now,
        refusal: null,
      })
      if (place.price.kind === 'market' && marketFills) this.fill(place.key)
    }
    if (decision.deal.kind === 'end') this.finish(decision.deal.end, decision.deal.dust)
    return { decision, plan }
  }

  /** Rounds until a round changes nothing; returns the last decision. The memory is kept when the tick has finished. */
  settle(): Decision {
    for (let count = 0; count < 8; count++) {
      const { decision, plan } = this.round()
      if (plan.cancels.length + plan.places.length > 0 || decision.deal.kind !== 'none') continue
      if (decision.memory !== undefined) this.memory = decision.memory
      return decision
    }
    throw new Error('the pair does not come to rest')
  }

  later(seconds: number): this {
    this.now += seconds * 1_000
    return this
  }

  /** Fills an order that rests, wholly or by some steps, at its limit or at the present price. */
  fill(key: OrderKey, steps?: number, price?: number): void {
    const order = this.resting(key)
    const filled = steps ?? remainingSteps(order)
    const paid = price ?? (order.price.kind === 'limit' ? order.price.ticks * eth.tickSize : this.price)
    const quantity = multipleOf(filled, eth.quantityStep)
    const rate = order.price.kind === 'limit' ? eth.fees.maker : eth.fees.taker
    const fill = { quantity, price: paid, fee: quantity * paid * rate }
    const total = order.filledSteps + filled
    const average = ((order.averagePrice ?? 0) * order.filledSteps + paid * filled) / total
    const status = total === order.quantitySteps ? 'FILLED' : 'PARTIAL'
    this.replace(order, { ...order, filledSteps: total, averagePrice: average, status })
    if (this.deal === null) throw new Error('there is no deal to fill for')
    const { ledger } = this.deal
    this.deal = {
      ...this.deal,
      ledger: order.reduceOnly
        ? applyExitFill(ledger, this.side, fill, eth.quantityStep).ledger
        : applyEntryFill(ledger, fill, eth.quantityStep),
    }
  }

  set(key: OrderKey, status: OrderStatus, refusal: string | null = null): void {
    const order = this.newest(key)
    this.replace(order, { ...order, status, refusal })
  }

  newest(key: OrderKey): KnownOrder {
    const order = this.orders.findLast((each) => each.key === key)
    if (order === undefined) throw new Error(`there is no order ${key}`)
    return order
  }

  resting(key: OrderKey): KnownOrder {
    const order = this.orders.find((each) => each.key === key && isResting(each.status))
    if (order === undefined) throw new Error(`no order ${key} rests`)
    return order
  }

  restingKeys(): string[] {
    return this.orders
      .filter((order) => isResting(order.status))
      .map((order) => order.key)
      .sort()
  }

  private position(): PositionFacts | null {
    const quantity = multipleOf(
      Math.round((this.deal?.ledger.quantity ?? 0) / eth.quantityStep) +
        Math.round(this.foreign / eth.quantityStep),
      eth.quantityStep,
    )
    if (quantity <= 0) return null
    const averageEntry = this.deal?.ledger.averageEntry ?? this.price
    return {
      quantity,
      averageEntry,
      margin: (quantity * averageEntry) / 5,
      unrealisedPnl: 0,
      liquidationPrice: null,
    }
  }

  private applyDeal({ deal }: Decision): void {
    if (deal.kind === 'open') {
      const number = (this.lastDeal?.number ?? 0) + 1
      this.deal = {
        number,
        status: 'opening',
        openedAt: this.now,
        state: deal.state,
        ledger: emptyLedger,
      }
      this.orders = []
    } else if (deal.kind === 'update' && this.deal !== null) {
      this.deal = { ...this.deal, status: deal.status, state: deal.state }
    }
  }

  private finish(end: DealEnd, dust: number): void {
    this.lastDeal = { number: this.deal?.number ?? 0, endedAt: this.now, status: end.status }
    this.ended = { end, dust }
    this.booked += settled(this.deal?.ledger)
    if (end.status === 'stopped') this.stops.unshift({ at: this.now, reason: end.reason })
    this.deal = null
    this.orders = []
  }

  private replace(order: KnownOrder, next: KnownOrder): void {
    this.orders = this.orders.map((each) => (each === order ? next : each))
  }
}

/** What a deal has earned and paid so far. */
const settled = (ledger: DealLedger = emptyLedger): number =>
  ledger.realisedGross - ledger.entryFees - ledger.exitFees + ledger.funding

/** A pair whose base order has filled at 3000 and whose orders rest. */
export function active(side: Side = 'long', config: DcaConfig = example): Scene {
  const scene = new Scene(side, config)
  scene.settle()
  return scene
}

/** The same after its first rungs have filled one by one. */
export function atLevel(level: number, side: Side = 'long', config: DcaConfig = example): Scene {
  const scene = active(side, config)
  for (let rung = 1; rung <= level; rung++) {
    scene.later(300)
    scene.price =
      scene.resting(`safety/${rung}`).price.kind === 'limit' ? priceOfRung(scene, rung) : scene.price
    scene.fill(`safety/${rung}`)
    scene.settle()
  }
  return scene
}

function priceOfRung(scene: Scene, rung: number): number {
  const { price } = scene.resting(`safety/${rung}`)
  return price.kind === 'limit' ? price.ticks * eth.tickSize : scene.price
}
