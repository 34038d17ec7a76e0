import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { asking, marketOf } from '@/lib/bots/market-of'
import { reasonWords } from '@/lib/bots/reading/reason-words'
import type { CandleView, EquityRange, MarkerView } from '@/lib/bots/views'
import type { MarketFeed } from '@/lib/ports/market-data'
import { aggregateBars, timeframeFor } from './aggregate-bars'
import { rangeMs } from './equity'
import { markerRows, pairMarket, type MarkerRow } from './repository'

const MOST_CANDLES = 500
const MOST_MARKERS = 500
const DAY_MS = 86_400_000
const LONGEST_MS = 90 * DAY_MS
/** A venue hands out minutes 500 at a time: a longer chart would keep the page and the venue's rate limit busy. */
const LONGEST_LIVE_MS = 7 * DAY_MS

export type CandlesWithMarkers = {
  readonly candles: readonly CandleView[]
  readonly markers: readonly MarkerView[]
}

/**
 * The prices of a pair's market over a range in at most 500 candles, and the pair's trades in it. Without a market, or while its source
 * is away, there are no candles; a pair that is not the tenant's has neither.
 */
export async function candlesOfPair(
  tenant: Tenant,
  place: { readonly botId: string; readonly pairId: string; readonly range: EquityRange },
  services: BotServices,
): Promise<CandlesWithMarkers> {
  const pair = await pairMarket(tenant, place.botId, place.pairId)
  if (pair === null) return { candles: [], markers: [] }
  const market = marketOf(pair, services)
  const now = services.clock.now()
  const from = now - spanOf(place.range, market)
  const [candles, rows] = await Promise.all([
    market === null ? [] : candlesOf(market, pair.symbol, from, now),
    markerRows(tenant, place.botId, place.pairId, { since: new Date(from), take: MOST_MARKERS }),
  ])
  return { candles, markers: rows.map(markerView) }
}

function spanOf(range: EquityRange, market: MarketFeed | null): number {
  const simulated = market === null || market.name === 'simulated' || market.name === 'replay'
  return Math.min(rangeMs[range] ?? LONGEST_MS, simulated ? LONGEST_MS : LONGEST_LIVE_MS)
}

async function candlesOf(
  market: MarketFeed,
  symbol: string,
  from: number,
  now: number,
): Promise<CandleView[]> {
  const timeframe = timeframeFor(now - from, market.barMs, MOST_CANDLES - 1)
  const start = Math.ceil(from / timeframe) * timeframe
  const bars = await asking(() => market.bars(symbol, start, now))
  return bars.ok ? aggregateBars(bars.value, timeframe) : []
}

const markerView = ({ at, action, price, quantity, reason, details }: MarkerRow): MarkerView => ({
  time: Math.floor(at / 1000),
  action,
  price,
  label: `${quantity}: ${reasonWords(reason, details)}`,
})
