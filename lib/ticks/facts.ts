import { Decimal } from 'decimal.js'
import type { KnownOrder, OrderPrice } from '@/lib/domain/orders/order'
import type { DealLedger, OpenDealStatus } from '@/lib/domain/deals/deal'
import { permissionOf } from '@/lib/domain/permission'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { canTradeIn, planIdOf } from '@/lib/domain/plans'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Timeframe } from '@/lib/domain/candles/timeframe'
import { noNeeds, signalsOf, type MarketNeeds } from '@/lib/domain/signals/market-needs'
import type { DealFacts, PairFacts, Permission, SiblingFacts } from '@/lib/domain/strategies/contract'
import { addReservations, reservationOf, unreservedOf } from '@/lib/domain/strategies/reservation'
import type { Observation } from '@/lib/ports/exchange'
import type { BotAggregate, DealRow, OrderRow, PairAggregate } from './aggregate'

/** What the bot's pairs may do, from its rows as they were read inside the lease. */
export function botPermission(bot: BotAggregate): Permission {
  return permissionOf({
    botStatus: bot.status,
    stopMode: bot.stopMode,
    planAllows: canTradeIn(planIdOf(bot.user.plan), bot.account.environment),
    userActive: bot.user.status === 'ACTIVE',
    platformStopped: false,
  })
}

/** Milliseconds since the epoch: the present, and when the tick was due. */
export type TickInstants = { readonly now: number; readonly tickAt: number }

/** One pair's facts of one epoch. Without an observation everything the venue would have said is missing, never zero. */
export function pairFacts(
  bot: BotAggregate,
  pair: PairAggregate,
  observation: Observation | null,
  { now, tickAt }: TickInstants,
  needs: MarketNeeds = noNeeds,
): PairFacts {
  const seen = observation?.pairs.find(({ symbol, side }) => symbol === pair.symbol && side === pair.side)
  const instrument = seen?.instrument ?? null
  return {
    now,
    tickAt,
    side: pair.side,
    leverage: pair.deal?.leverage ?? pair.leverage,
    instrument,
    fees: seen?.fees ?? instrument?.fees ?? { maker: 0, taker: 0 },
    price: seen?.price ?? null,
    account: observation?.account ?? null,
    position: seen?.position ?? null,
    orders: instrument === null ? [] : pair.orders.map((order) => knownOrder(order, instrument)),
    deal: dealOf(pair),
    permission: botPermission(bot),
    closeRequested: pair.closeRequested,
    settingsConfirmed: areSettingsConfirmed(pair, seen?.leverage ?? null),
    lastDeal: pair.lastDeal === null ? null : { number: pair.dealCount, ...pair.lastDeal },
    unreservedCapital: unreservedCapital(bot, pair, observation),
    record: { realised: Number(pair.realisedPnl), stops: pair.stops },
    siblings: siblingFacts(bot, pair, observation),
    signals: signalsOf(needs.signals, seen?.market.candles ?? noCandles, now, seen?.price?.last ?? null),
    range: seen?.market.range ?? null,
    volume24h: seen?.market.volume24h ?? null,
    memory: pair.memory,
  }
}

const noCandles: ReadonlyMap<Timeframe, CandleSeries> = new Map()

/** The deal as a strategy sees it; null without one. */
export const dealOf = ({ deal }: PairAggregate): DealFacts | null => (deal === null ? null : dealFacts(deal))

function siblingFacts(bot: BotAggregate, pair: PairAggregate, observation: Observation | null): SiblingFacts {
  const others = bot.pairs.filter((other) => other !== pair)
  return {
    pairs: bot.pairs.length,
    others: others.flatMap(({ symbol, side }) => {
      const seen = observation?.pairs.find((each) => each.symbol === symbol && each.side === side)
      if (seen?.position == null) return []
      const { quantity, margin } = seen.position
      return [{ symbol, quantity, margin }]
    }),
  }
}

/**
 * A deal runs on the leverage it was opened with, whatever its pair is set to meanwhile; before a deal the pair's own must have been
 * confirmed. In both cases a venue that says something else is believed.
 */
function areSettingsConfirmed(pair: PairAggregate, found: number | null): boolean {
  const wanted = pair.deal?.leverage ?? pair.leverage
  return (pair.deal !== null || pair.settingsConfirmed) && (found ?? wanted) === wanted
}

/** An order row in whole steps and ticks of its instrument. */
export function knownOrder(order: OrderRow, instrument: Instrument): KnownOrder {
  const filled = Number(order.filledQuantity)
  return {
    key: order.key,
    attempt: order.attempt,
    clientOrderId: order.clientOrderId,
    side: order.side,
    price: orderPrice(order, instrument),
    quantitySteps: Math.round(Number(order.quantity) / instrument.quantityStep),
    filledSteps: Math.round(filled / instrument.quantityStep),
    averagePrice: filled > 0 ? new Decimal(order.filledCost).div(order.filledQuantity).toNumber() : null,
    reduceOnly: order.reduceOnly,
    status: order.status,
    plannedAt: order.plannedAt,
    refusal: order.refusal,
  }
}

function orderPrice(order: OrderRow, instrument: Instrument): OrderPrice {
  if (order.kind === 'market' || order.price === null) return { kind: 'market' }
  return { kind: order.kind, ticks: Math.round(Number(order.price) / instrument.tickSize) }
}

function dealFacts(deal: DealRow): DealFacts {
  return {
    number: deal.number,
    status: deal.status as OpenDealStatus,
    openedAt: deal.openedAt,
    ledger: dealLedger(deal),
    state: deal.state,
  }
}

export function dealLedger(deal: DealRow): DealLedger {
  return {
    quantity: Number(deal.quantity),
    averageEntry: deal.averageEntry === null ? null : Number(deal.averageEntry),
    entryCost: Number(deal.entryCost),
    entryFees: Number(deal.entryFees),
    exitFees: Number(deal.exitFees),
    realisedGross: Number(deal.realisedGross),
    funding: Number(deal.funding),
  }
}

/** What the account holds less what every other pair on it has reserved for its own worst case. */
function unreservedCapital(bot: BotAggregate, pair: PairAggregate, observation: Observation | null): number {
  if (observation === null) return 0
  const { wallet, equity } = observation.account
  const siblings = bot.pairs
    .filter((other) => other !== pair)
    .map(({ strategy, config }) => reservationOf(strategy, config, bot.pairs.length))
  const reserved = addReservations([bot.account.reservedElsewhere, ...siblings])
  return unreservedOf(Math.min(wallet, equity), reserved)
}
