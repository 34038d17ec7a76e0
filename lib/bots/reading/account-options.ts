import 'server-only'
import { Decimal } from 'decimal.js'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { asking, marketOf } from '@/lib/bots/market-of'
import type { AccountOptionView, HistoryView, InstrumentOptionView } from '@/lib/bots/views'
import { historyExchanges, sourceText } from '@/lib/domain/candles/candle-source'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { exchangeName, marketName, paperMarketOf } from '@/lib/exchange-accounts/account-names'
import { accountOf, accountsOf, type AccountRow } from '@/lib/exchange-accounts/repository'
import type { MarketFeed } from '@/lib/ports/market-data'

/** The tenant's accounts with what their running bots leave free. */
export async function accountOptions(tenant: Tenant): Promise<AccountOptionView[]> {
  return (await accountsOf(tenant)).map(optionOf)
}

function optionOf(account: AccountRow): AccountOptionView {
  const free = new Decimal(account.ledgerBalance).sub(account.reserved)
  return {
    id: account.id,
    label: account.label,
    environment: account.environment,
    exchange: exchangeName(account.exchange),
    market: marketName(account.market),
    available: Decimal.max(0, free).toFixed(),
    history: historyOf(account),
  }
}

function historyOf({ exchange, market }: Pick<AccountRow, 'exchange' | 'market'>): HistoryView | null {
  const paper = paperMarketOf(market)
  if (paper?.kind === 'simulated') {
    return { source: sourceText(paper), label: 'simulated market', isSimulated: true }
  }
  const venue = historyExchanges.find((known) => known === (paper?.exchange ?? exchange))
  if (venue === undefined) return null
  const source = sourceText({ kind: 'exchange', exchange: venue })
  return { source, label: `history of ${exchangeName(venue)}`, isSimulated: false }
}

/** A venue lists hundreds of markets and is asked for each price on its own: only the ones most people want come with a price. */
const PRICED = ['BTC', 'ETH', 'SOL', 'XRP', 'BNB', 'DOGE', 'ADA', 'LINK']

/**
 * The markets an account can trade, the large ones first and with their last price. Empty while the market cannot be reached, and for an
 * account that is not the tenant's.
 */
export async function instrumentOptions(
  tenant: Tenant,
  accountId: string,
  services: BotServices,
): Promise<InstrumentOptionView[]> {
  const account = await accountOf(tenant, accountId)
  const market = account && marketOf(account, services)
  if (!market) return []
  const listed = await asking(() => market.instruments())
  if (!listed.ok) return []
  const now = services.clock.now()
  const sorted = listed.value.toSorted((a, b) => rank(a) - rank(b) || (a.symbol < b.symbol ? -1 : 1))
  return Promise.all(sorted.map((instrument) => priced(instrument, market, now)))
}

const rank = ({ base, settle }: Instrument): number => {
  const place = PRICED.indexOf(base)
  return place === -1 || settle !== 'USDT' ? PRICED.length : place
}

async function priced(
  instrument: Instrument,
  market: MarketFeed,
  now: number,
): Promise<InstrumentOptionView> {
  if (rank(instrument) === PRICED.length) return { instrument, lastPrice: null, priceAt: null }
  const quote = await asking(() => market.quote(instrument.symbol, now))
  const price = quote.ok ? quote.value : null
  return {
    instrument,
    lastPrice: price?.last ?? null,
    priceAt: price === null ? null : new Date(price.at).toISOString(),
  }
}
