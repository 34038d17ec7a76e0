import type { BotServices } from '@/lib/bots/bot-services'
import { fail, ok, type Result } from '@/lib/domain/result'
import { paperMarketOf } from '@/lib/exchange-accounts/account-names'
import { log } from '@/lib/log'
import { MarketDataUnavailable, type MarketFeed } from '@/lib/ports/market-data'

export type NoMarket = { readonly kind: 'prices-unavailable'; readonly message: string }

/** The prices of an account; null where this installation has none for it. */
export function marketOf(account: { readonly market: unknown }, services: BotServices): MarketFeed | null {
  const market = paperMarketOf(account.market)
  if (market === null) return null
  try {
    return services.market(market)
  } catch (error) {
    log.warn({ error, market }, 'An account asks for prices this installation does not offer.')
    return null
  }
}

/** Asks a market something; a source that cannot be reached is a value, since pages and forms go on without it. */
export async function asking<T>(question: () => Promise<T>): Promise<Result<T, NoMarket>> {
  try {
    return ok(await question())
  } catch (error) {
    if (!(error instanceof MarketDataUnavailable)) throw error
    log.warn({ error }, 'The source of prices could not be reached.')
    return fail(noPrices)
  }
}

/** The sentence for a form that could not be checked because the prices are away. */
export const noPrices: NoMarket = {
  kind: 'prices-unavailable',
  message:
    'There are no fresh prices right now, so the settings could not be checked. Nothing was saved; try again.',
}
