import { barRange } from '@/lib/domain/candles/bar-range'
import { seriesOf } from '@/lib/domain/candles/bars'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Timeframe } from '@/lib/domain/candles/timeframe'
import { candleCounts, noNeeds, type MarketNeeds } from '@/lib/domain/signals/market-needs'
import type { MarketView } from '@/lib/ports/exchange'
import { MarketDataUnavailable, type MarketFeed } from '@/lib/ports/market-data'

/** What a strategy wants to see of a market beside its price. A part that cannot be had is missing; the others are told all the same. */
export async function viewMarket(
  feed: MarketFeed,
  symbol: string,
  needs: MarketNeeds,
  at: number,
): Promise<MarketView> {
  if (needs === noNeeds) return nothingAsked
  const { signals, rangeSince, volume24h } = needs
  const asked = [...candleCounts(signals)].map(async ([timeframe, count]) => {
    const candles = await unlessDown(() => feed.candles(symbol, timeframe, count, at))
    return [timeframe, candles] as const
  })
  const found = (await Promise.all(asked)).filter(
    (entry): entry is readonly [Timeframe, CandleSeries] => entry[1] !== null,
  )
  const range = rangeSince === null ? null : await unlessDown(() => rangeOf(feed, symbol, rangeSince, at))
  const volume = volume24h ? await unlessDown(() => feed.volume24h(symbol, at)) : null
  return { candles: new Map(found), range, volume24h: volume }
}

const nothingAsked: MarketView = { candles: new Map(), range: null, volume24h: null }

const rangeOf = async (feed: MarketFeed, symbol: string, since: number, at: number) =>
  since < at ? barRange(seriesOf(await feed.bars(symbol, since, at), feed.barMs), since, at) : null

async function unlessDown<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof MarketDataUnavailable) return null
    throw error
  }
}
