import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { createBot } from '@/lib/bots/creation/create-bot'
import type { ExchangeAccountId } from '@/lib/domain/ids'
import { presetFor } from '@/lib/domain/strategies/dca/presets'
import { createPaperAccount } from '@/lib/exchange-accounts/service'
import { newId } from '@/lib/ids'
import type { MarketFeed } from '@/lib/ports/market-data'

/** The instant of tests that do not choose one: 12:00:30 UTC, half a minute into every bot's minute grid. */
export const noon = Date.UTC(2025, 5, 10, 12, 0, 30)

export type TestServices = BotServices & {
  readonly clock: { now(): number; set(at: number): void }
}

/** Real simulated prices and a clock that stands until it is set. */
export function botServices(at = noon, market: MarketFeed = simulatedMarket('test')): TestServices {
  let now = at
  return {
    clock: {
      now: () => now,
      set: (next) => {
        now = next
      },
    },
    market: () => market,
  }
}

/** A paper account with 10,000 on the simulated market. */
export async function newPaperAccount(tenant: Tenant, deposit = '10000'): Promise<ExchangeAccountId> {
  const opened = await createPaperAccount(
    tenant,
    { label: 'Paper', deposit, market: { kind: 'simulated', seed: 'test' } },
    { now: noon, livePrices: false },
  )
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

type Typed = Record<string, unknown>

/** One pair as the form sends it: balanced settings of 1000 on SOL, long, every field a text. */
export function pairForm(over: Typed = {}, config: Typed = {}): Typed {
  const settings = Object.entries(presetFor('balanced', 1_000)).map(([name, value]) => [
    name,
    value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
  return {
    symbol: 'SOL/USDT:USDT',
    side: 'long',
    leverage: '3',
    config: { ...Object.fromEntries(settings), ...config },
    ...over,
  }
}

/** A new bot as the form sends it. */
export const botForm = (accountId: string, over: Typed = {}): Typed => ({
  name: 'Ladder',
  accountId,
  intervalSec: '300',
  requestKey: newId('ord'),
  pairs: [pairForm()],
  ...over,
})

/** A bot through the real use case, on an account of its own unless one is given. */
export async function newBot(
  tenant: Tenant,
  services: BotServices = botServices(),
  { accountId, ...over }: Typed & { accountId?: string } = {},
): Promise<string> {
  const account = accountId ?? (await newPaperAccount(tenant))
  const created = await createBot(tenant, botForm(account, over), services)
  if (!created.ok) throw new Error(JSON.stringify(created.error))
  return created.value.botId
}
