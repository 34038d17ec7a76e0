import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { PaperMarket } from '@/lib/domain/paper-market'
import { env } from '@/lib/env'
import { server } from '@/lib/server'
import { openFirstPaperAccount } from '@/lib/exchange-accounts/service'

/** Makes sure that a user has a first account to try the product on: a paper one, on this installation's usual prices. */
export const ensurePaperAccount = (tenant: Tenant): Promise<boolean> =>
  openFirstPaperAccount(tenant, usualMarket(), server().clock.now())

/** Live prices where this installation offers them, else its simulated market. */
export function usualMarket(): PaperMarket {
  const { livePrices, simulatedMarketSeed } = env()
  return livePrices === null
    ? { kind: 'simulated', seed: String(simulatedMarketSeed) }
    : { kind: 'live', exchange: livePrices }
}
