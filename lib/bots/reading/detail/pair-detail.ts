import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { isoOf } from '@/lib/bots/reading/cards/cards'
import type { OpenDealView, PairCardView, PairDetailView } from '@/lib/bots/views'
import type { DetailDealRow, DetailPairRow } from './repository'

/** What a tick leaves of the venue's view of a pair. */
const factsSchema = z.object({
  price: z.object({ last: z.number(), mark: z.number(), at: z.number() }).nullable(),
  position: z
    .object({
      quantity: z.number(),
      averageEntry: z.number(),
      margin: z.number(),
      unrealisedPnl: z.number(),
      liquidationPrice: z.number().nullable(),
    })
    .nullable(),
  priceDecimals: z.number(),
  quantityDecimals: z.number(),
})

type Facts = z.output<typeof factsSchema>

/** A pair as its bot's page shows it; before the first tick nothing is known of price and position. */
export function pairDetail(card: PairCardView, row: DetailPairRow): PairDetailView {
  const parsed = factsSchema.safeParse(row.lastFacts)
  const facts = parsed.success ? parsed.data : null
  return {
    ...card,
    strategy: row.strategy,
    settings: settingsOf(row.config),
    price: priceOf(facts),
    position: positionOf(facts),
    deal: row.deal === null ? null : dealView(row.deal, facts),
    priceDecimals: facts?.priceDecimals ?? 2,
    quantityDecimals: facts?.quantityDecimals ?? 6,
  }
}

function priceOf(facts: Facts | null): PairDetailView['price'] {
  const price = facts?.price ?? null
  if (price === null) return null
  return { last: text(price.last), mark: text(price.mark), at: new Date(price.at).toISOString() }
}

function positionOf(facts: Facts | null): PairDetailView['position'] {
  const position = facts?.position ?? null
  if (position === null) return null
  const { liquidationPrice } = position
  return {
    quantity: text(position.quantity),
    averageEntry: text(position.averageEntry),
    unrealisedPnl: text(position.unrealisedPnl),
    liquidationPrice: liquidationPrice === null ? null : text(liquidationPrice),
    margin: text(position.margin),
  }
}

function dealView(deal: DetailDealRow, facts: Facts | null): OpenDealView {
  const settings = settingsOf(deal.config)
  const liquidation = facts?.position?.liquidationPrice ?? null
  return {
    id: deal.id,
    number: deal.number,
    status: deal.status,
    level: deal.level,
    ladderSize: typeof settings.maxSafetyOrders === 'number' ? settings.maxSafetyOrders : 0,
    openedAt: isoOf(deal.openedAt) ?? '',
    configVersion: deal.configVersion,
    lines: {
      average: deal.averageEntry,
      takeProfit: lineOf(deal, /^take-profit\/(\d+)$/),
      nextSafetyOrder: lineOf(deal, /^safety\/(\d+)$/),
      stopLoss: lineOf(deal, /^(stop-loss)$/),
      liquidation: liquidation === null ? null : text(liquidation),
    },
  }
}

/** The price of the first of the deal's open orders of a kind: of several rungs the next one. */
function lineOf({ orders }: DetailDealRow, key: RegExp): string | null {
  const found = orders
    .flatMap((order) => {
      const number = key.exec(order.key)?.[1]
      return number === undefined ? [] : [{ number: Number(number) || 0, price: order.price }]
    })
    .toSorted((a, b) => a.number - b.number)
  return found[0]?.price ?? null
}

function settingsOf(config: unknown): PairDetailView['settings'] {
  return typeof config === 'object' && config !== null ? { ...config } : {}
}

/** A plain decimal, never an exponent. */
const text = (value: number): string => new Decimal(value).toFixed()
