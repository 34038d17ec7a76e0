import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { uploadsOf } from '@/lib/candles/uploads/repository'
import { env } from '@/lib/env'
import { server } from '@/lib/server'
import { settingsOfBots } from './repository'
import { sweepBases } from './sweep-bases'

const DAY_MS = 86_400_000

/** Days of history that a new sweep looks at. */
const DAYS = 90

/** Everything the form of a sweep can be filled with, for this tenant today. */
export async function sweepChoices(tenant: Tenant) {
  const [bots, files] = await Promise.all([settingsOfBots(tenant), uploadsOf(tenant)])
  const { livePrices, simulatedMarketSeed } = env()
  // Today is not over: its candles would be another number tomorrow.
  const yesterday = server().clock.now() - DAY_MS
  return {
    bases: sweepBases(bots),
    files: files.map(({ id, name, symbol, barMs }) => ({ id, name, symbol, barMs })),
    days: { from: dayOf(yesterday - (DAYS - 1) * DAY_MS), to: dayOf(yesterday) },
    source: livePrices === null ? ('simulated' as const) : ('exchange' as const),
    exchange: livePrices,
    seed: String(simulatedMarketSeed),
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
