import { dcaSettings } from '@/tests/support/builders/dca-settings'
import type { Database } from '@/lib/db'
import { openPaperBooks } from '@/lib/domain/simulation/paper-books'
import { newId } from '@/lib/ids'

export type FleetBot = { readonly botId: string; readonly accountId: string }

const markets = ['BTC', 'ETH', 'SOL', 'XRP', 'BNB', 'DOGE', 'ADA', 'LINK'].map((base) => `${base}/USDT:USDT`)
const deposit = 10_000
const botsPerTenant = 10

/** Rungs, target and stop as close together as the settings allow: hardly a minute passes in which a deal has nothing to do. */
const restless = dcaSettings({
  ...{ allocatedCapital: 1_000, baseOrderSize: 400, safetyOrderSize: 400, maxSafetyOrders: 4 },
  ...{ activeSafetyOrders: 3, priceDeviationPct: 0.1, stepScale: 0.5, volumeScale: 1, deviationFrom: 'base' },
  ...{ takeProfitPct: 0.1, takeProfitFrom: 'average', takeProfitNetOfFees: false },
  ...{ stopLossPct: 0.2, stopLossFrom: 'average', cooldownSec: 0, liquidationBuffer: 0.2, maxDeals: null },
})

/**
 * Inserts running bots of several tenants, each on a paper account of its own with two pairs, long and short, and due at once. They trade
 * on the simulated market of the real clock.
 */
export async function paperFleet(db: Database, count: number, intervalSec: number): Promise<FleetBot[]> {
  const fleet: FleetBot[] = []
  let tenantId = ''
  for (let index = 0; index < count; index += 1) {
    if (index % botsPerTenant === 0) tenantId = await insertTenant(db)
    fleet.push(await insertBot(db, tenantId, index, intervalSec))
  }
  return fleet
}

async function insertTenant(db: Database): Promise<string> {
  const id = newId('usr')
  await db.user.create({
    data: { id, email: `${id}@example.com`, passwordHash: 'x', status: 'ACTIVE', plan: 'ENTERPRISE' },
  })
  return id
}

async function insertBot(db: Database, tenantId: string, index: number, intervalSec: number) {
  const [accountId, botId] = [newId('acc'), newId('bot')]
  const now = new Date()
  await db.exchangeAccount.create({
    data: {
      ...{ id: accountId, tenantId, label: `Paper ${index}`, exchange: 'paper', environment: 'paper' },
      ...{ market: { kind: 'simulated', seed: '1' }, ledgerBalance: deposit, openingBalance: deposit },
      paper: { create: { state: JSON.parse(JSON.stringify(openPaperBooks(deposit))) as object } },
    },
  })
  await db.bot.create({
    data: {
      ...{ id: botId, tenantId, accountId, name: `Ladder ${index}`, requestKey: botId, intervalSec },
      ...{ status: 'RUNNING', startedAt: now, nextRunAt: now },
    },
  })
  await db.tradingPair.createMany({
    data: [0, 1].map((position) => ({
      ...{ id: newId('pair'), tenantId, botId, accountId, position, leverage: 5 },
      ...{ symbol: markets[(index + position * 3) % markets.length] ?? '', config: restless },
      ...{ side: (index + position) % 2 === 0 ? 'long' : 'short', holdsMarket: true },
    })),
  })
  return { botId, accountId }
}
