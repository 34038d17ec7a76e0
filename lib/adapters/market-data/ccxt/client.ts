import type { Exchange, MarketInterface } from 'ccxt'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { sharing } from './share'
import { publicTransport } from './transport'
import { isRecord, type Venue } from './venues'

export type CcxtMarketOptions = {
  /** The venue's test network, with its own prices and rules. */
  readonly testnet?: boolean
  /** Milliseconds for one request, body included. */
  readonly timeoutMs?: number
  /** How long a quote or the newest bars serve everyone who asks, in milliseconds. */
  readonly shareMs?: number
  /** Another address for every request of the venue, such as a relay with a fixed outgoing address. */
  readonly baseUrl?: string
  readonly now?: () => number
}

/** A keyless client of one venue and the markets it lists: active linear perpetuals of contract size 1 in the venue's settle coin. */
export type LoadedVenue = {
  readonly client: Exchange
  readonly markets: ReadonlyMap<string, MarketInterface>
}

const RELOAD_MS = 3_600_000
// Listings and tick sizes change rarely: yesterday's are better than none while the venue cannot be asked.
const STALE_LIMIT_MS = 86_400_000

/** Loads the venue's markets at first use and hourly; a client whose load failed is dropped because ccxt would repeat the failure for ever. */
export function venueLoader(
  venue: Venue,
  options: CcxtMarketOptions,
  now: () => number,
): () => Promise<LoadedVenue> {
  const share = sharing<LoadedVenue>(now, 1)
  let last: { loaded: LoadedVenue; at: number } | null = null
  const load = async () => {
    const loaded = await loadVenue(venue, options)
    last = { loaded, at: now() }
    return loaded
  }
  return async () => {
    try {
      return await share('markets', RELOAD_MS, load)
    } catch (error) {
      if (last !== null && now() - last.at < STALE_LIMIT_MS) return last.loaded
      throw unavailable(venue, error)
    }
  }
}

/** The failure every caller sees: names the venue and the class of fault, never an address or a body. */
export function unavailable(venue: Venue, error: unknown): MarketDataUnavailable {
  if (error instanceof MarketDataUnavailable) return error
  const fault = isRecord(error) && typeof error.name === 'string' ? error.name : 'unknown fault'
  return new MarketDataUnavailable(`${venue.id} gave no usable answer (${fault})`)
}

async function loadVenue(venue: Venue, options: CcxtMarketOptions): Promise<LoadedVenue> {
  const client = await createClient(venue, options)
  const listed = Object.values(await client.loadMarkets())
  const markets = new Map<string, MarketInterface>()
  for (const market of listed) {
    if (market !== undefined && isTradable(market, venue)) markets.set(market.symbol, market)
  }
  if (markets.size === 0) throw new MarketDataUnavailable(`${venue.id} listed no usable market`)
  return { client, markets }
}

const isTradable = (market: MarketInterface, venue: Venue) =>
  market.swap === true &&
  market.linear === true &&
  market.active === true &&
  market.contractSize === 1 &&
  market.settle === venue.settle

async function createClient(venue: Venue, options: CcxtMarketOptions): Promise<Exchange> {
  // Loaded here and only here: the package takes a second and 80 MB.
  const ccxt = await import('ccxt')
  const timeoutMs = options.timeoutMs ?? 5_000
  // ccxt's own timer is a second line only; the transport's covers the body too.
  const client: Exchange = new ccxt[venue.id]({
    enableRateLimit: true,
    timeout: timeoutMs + 1_000,
    userAgent: 'Tickwright',
    options: venue.options,
  })
  if (options.testnet === true) enterTestnet(client, venue)
  if (options.baseUrl !== undefined) redirectTo(client, options.baseUrl)
  client.fetchImplementation = publicTransport(timeoutMs, venue.isAnswer)
  return client
}

function enterTestnet(client: Exchange, venue: Venue) {
  if (venue.id === 'binanceusdm') client.enableDemoTrading(true)
  else client.setSandboxMode(true)
}

function redirectTo(client: Exchange, baseUrl: string) {
  const { api } = client.urls
  if (typeof api === 'string') return
  for (const [section, url] of Object.entries<unknown>(api)) {
    // Each section keeps its own path: only the host is another.
    if (typeof url === 'string') api[section] = url.replace(/^https?:\/\/[^/]+/, baseUrl)
  }
}
