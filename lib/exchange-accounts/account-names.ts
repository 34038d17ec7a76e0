import { paperMarketSchema, type PaperMarket } from '@/lib/domain/paper-market'

const venues: Readonly<Record<string, string>> = {
  paper: 'Paper exchange',
  bybit: 'Bybit',
  phemex: 'Phemex',
  binance: 'Binance USD-M',
  kraken: 'Kraken Futures',
}

/** Display name of a venue: "Paper exchange", "Bybit". */
export const exchangeName = (exchange: string): string => venues[exchange] ?? exchange

/** The market of a paper account as it was stored; null on real venues. */
export function paperMarketOf(stored: unknown): PaperMarket | null {
  const market = paperMarketSchema.safeParse(stored)
  return market.success ? market.data : null
}

/** Where a paper account's prices come from, in words; null on real venues. */
export function marketName(stored: unknown): string | null {
  const market = paperMarketOf(stored)
  if (market === null) return null
  return market.kind === 'simulated' ? 'simulated market' : `live prices of ${exchangeName(market.exchange)}`
}
