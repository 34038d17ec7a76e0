import type { MarketInterface } from 'ccxt'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { candleOpen, timeframeMs } from '@/lib/domain/candles/timeframe'
import type { Instrument, MaintenanceTier } from '@/lib/domain/perpetuals/instrument'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { MarketDataUnavailable, type Bar, type MarketFeed } from '@/lib/ports/market-data'
import { unavailable, venueLoader, type CcxtMarketOptions, type LoadedVenue } from './client'
import { listedTiers, positive, readInstrument, readTiers } from './read-instrument'
import { MINUTE_MS, readBars, readQuote } from './read-prices'
import { readCandles } from './read-candles'
import { sharing } from './share'
import { venues, type CcxtExchangeId, type Venue } from './venues'

/** Bars are asked for in fixed pages, so that everyone who needs the same minutes shares one request. */
const PAGE_MS = 500 * MINUTE_MS
const PAGES_KEPT = 256
const DAY_MS = 86_400_000
/** A closed page is final once the venue's own lag is over. */
const SETTLED_AFTER_MS = 10_000
/** No perpetual of these venues is older; a range from the beginning of time must not be asked for page by page. */
const FIRST_LISTING = Date.UTC(2019, 0, 1)
/** There is no record of past quotes: an older instant has none. */
const OLDEST_QUOTE_MS = 60_000

/**
 * Public prices of a venue through ccxt, without a key. Quotes are those received last, shared for `shareMs` (3 s); only closed
 * one-minute bars are shown. `instruments()` carries the risk table of the listing or an
 * assumed one; `instrument()` the venue's own where it is public.
 * Whatever goes wrong outside throws `MarketDataUnavailable`.
 */
export function ccxtMarket(exchangeId: CcxtExchangeId, options: CcxtMarketOptions = {}): MarketFeed {
  const venue = venues[exchangeId]
  const now = options.now ?? Date.now
  const shareMs = options.shareMs ?? 3_000
  const load = venueLoader(venue, options, now)
  const shareTiers = sharing<readonly MaintenanceTier[]>(now, 1_000)
  const shareQuote = sharing<PriceFacts | null>(now, 1_000)
  const sharePage = sharing<readonly Bar[]>(now, PAGES_KEPT)
  const shareCandles = sharing<CandleSeries>(now, PAGES_KEPT)
  const shareVolume = sharing<number | null>(now, PAGES_KEPT)

  /** Runs `work` for a listed market; null for an unlisted one. */
  async function within<T>(
    symbol: string,
    work: (loaded: LoadedVenue, market: MarketInterface) => Promise<T>,
  ) {
    try {
      const loaded = await load()
      const market = loaded.markets.get(symbol)
      return market === undefined ? null : await work(loaded, market)
    } catch (error) {
      throw unavailable(venue, error)
    }
  }

  const page = async ({ client }: LoadedVenue, symbol: string, start: number, at: number) => {
    const end = start + PAGE_MS
    const settled = end + SETTLED_AFTER_MS <= at
    const key = settled ? `${symbol} ${start}` : `${symbol} ${start} ${Math.floor(at / MINUTE_MS)}`
    return sharePage(key, settled ? DAY_MS : shareMs, async () => {
      const until = venue.candlesUntil ? { until: Math.min(end - 1, at) } : {}
      const rows = await client.fetchOHLCV(symbol, '1m', start, PAGE_MS / MINUTE_MS, until)
      return readBars(rows, symbol, start, end, at)
    })
  }

  return {
    name: exchangeId,
    barMs: MINUTE_MS,
    instrument: (symbol) =>
      within(symbol, async (loaded, market) =>
        readInstrument(venue, market, await shareTiers(symbol, DAY_MS, () => tiersOf(venue, loaded, market))),
      ),
    instruments: async () => {
      const { markets } = await load()
      return [...markets.values()]
        .map((market) => readInstrument(venue, market, listedTiers(market)))
        .filter((instrument): instrument is Instrument => instrument !== null)
    },
    quote: async (symbol, at) => {
      if (!(at >= now() - OLDEST_QUOTE_MS)) return null
      const quote = await within(symbol, async ({ client }, market) =>
        shareQuote(symbol, shareMs, async () => {
          const instrument = readInstrument(venue, market, listedTiers(market))
          const ticker = await client.fetchTicker(symbol)
          return instrument === null ? null : readQuote(ticker, instrument, now())
        }),
      )
      // The request took a moment after the asked instant; the age may be overstated, never understated.
      return quote === null ? null : { ...quote, at: Math.min(quote.at, at) }
    },
    bars: async (symbol, from, to) => {
      const at = now()
      const bars = await within(symbol, async (loaded, market) => {
        const found: Bar[] = []
        const end = Math.min(to, at)
        const first = Math.max(from, market.created ?? FIRST_LISTING)
        for (let start = Math.floor(first / PAGE_MS) * PAGE_MS; start + MINUTE_MS <= end; start += PAGE_MS) {
          found.push(...(await page(loaded, symbol, start, at)))
        }
        return found.filter((bar) => bar.openTime >= from && bar.openTime + MINUTE_MS <= to)
      })
      return bars ?? []
    },
    candles: async (symbol, timeframe, count, at) => {
      const key = `${symbol} ${timeframe} ${count} ${candleOpen(at, timeframe)}`
      const candles = await within(symbol, ({ client }) =>
        // The venue may show its newest candle a moment late: only then is the answer final until the next one.
        shareCandles(key, at - candleOpen(at, timeframe) < SETTLED_AFTER_MS ? shareMs : MINUTE_MS, () =>
          readCandles({ client, venue }, symbol, timeframe, count, at),
        ),
      )
      return candles ?? emptySeries(timeframeMs[timeframe], 0)
    },
    volume24h: (symbol) =>
      within(symbol, ({ client }) =>
        shareVolume(symbol, MINUTE_MS, async () => positive((await client.fetchTicker(symbol)).quoteVolume)),
      ),
  }
}

async function tiersOf(
  venue: Venue,
  { client }: LoadedVenue,
  market: MarketInterface,
): Promise<readonly MaintenanceTier[]> {
  if (venue.tiers === 'listing') return listedTiers(market)
  const rows =
    venue.tiers === 'per-symbol'
      ? await client.fetchMarketLeverageTiers(market.symbol)
      : ((await client.fetchLeverageTiers([market.symbol]))[market.symbol] ?? [])
  const tiers = readTiers(rows)
  if (tiers === null)
    throw new MarketDataUnavailable(`${venue.id} sent no usable risk table for ${market.symbol}`)
  return tiers
}
