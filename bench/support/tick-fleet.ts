import { VirtualClock } from '@/lib/adapters/clock/virtual-clock'
import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import { createDatabase, type Database } from '@/lib/db'
import { botHash, botPhase } from '@/lib/dispatch/bot-phase'
import { latestGridPoint } from '@/lib/domain/schedule'
import { openPaperBooks } from '@/lib/domain/simulation/paper-books'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { presetFor } from '@/lib/domain/strategies/dca/presets'
import { newId } from '@/lib/ids'
import { tickServices } from '@/lib/server'
import { runTick } from '@/lib/ticks/run-tick'

export type FleetOptions = {
  readonly url: string
  readonly bots: number
  readonly intervalSec: number
  /** False = every bot keeps the second of its own; true = all are due at the same second. */
  readonly together: boolean
  readonly onProgress: (made: number) => void
}

const DEPOSIT = 10_000
/** Ticks of history: enough for an open deal, its resting ladder, and a condition that repeats. */
const HISTORY_TICKS = 3
const PARALLEL = 8
const MARKET = { kind: 'simulated', seed: '1' } as const

/**
 * Makes this many running bots, each of a user and on a paper account of its own, every fourth with two pairs, and lets the product's
 * own tick bring them into their steady state at virtual time: a deal open and its ladder resting. None is due afterwards.
 */
export async function makeFleet(options: FleetOptions): Promise<void> {
  const { url, bots, onProgress } = options
  const db = createDatabase({ connectionString: withoutWaiting(url), poolSize: PARALLEL })
  try {
    let next = 0
    let made = 0
    const worker = async () => {
      while (next < bots) {
        const index = next
        next += 1
        await makeBot(db, index, options)
        made += 1
        onProgress(made)
      }
    }
    await Promise.all(Array.from({ length: PARALLEL }, worker))
  } finally {
    await db.$disconnect()
  }
}

async function makeBot(db: Database, index: number, { intervalSec, together }: FleetOptions): Promise<void> {
  const ids = { tenantId: newId('usr'), accountId: newId('acc'), botId: botIdOf(intervalSec, together) }
  const lastKey = latestGridPoint(Date.now() / 1000, intervalSec, botPhase(ids.botId, intervalSec))
  const firstKey = lastKey - (HISTORY_TICKS - 1) * intervalSec
  await insertBot(db, index, ids, intervalSec, new Date((firstKey - 1) * 1000))
  const clock = new VirtualClock(firstKey * 1000)
  const services = tickServices(db, clock, {
    orderIdKey: new Uint8Array(32),
    sweepSeconds: 60,
    market: () => market,
  })
  for (let key = firstKey; key <= lastKey; key += intervalSec) {
    clock.set(key * 1000)
    const tick = await runTick(services, ids.botId, key)
    if (tick.result !== 'done') throw new Error(`a tick of the history ended as ${tick.result}`)
  }
}

const market = simulatedMarket(MARKET.seed)
const symbols = [...simulatedInstruments.keys()]

type Ids = { readonly tenantId: string; readonly accountId: string; readonly botId: string }

async function insertBot(
  db: Database,
  index: number,
  ids: Ids,
  intervalSec: number,
  startedAt: Date,
): Promise<void> {
  const { tenantId, accountId, botId } = ids
  await db.user.create({
    data: {
      id: tenantId,
      email: `${tenantId}@bench.invalid`,
      passwordHash: '',
      status: 'ACTIVE',
      plan: 'PRO',
    },
  })
  await db.exchangeAccount.create({
    data: {
      ...{ id: accountId, tenantId, label: 'Paper', exchange: 'paper', environment: 'paper', market: MARKET },
      ...{ ledgerBalance: DEPOSIT, openingBalance: DEPOSIT },
      paper: { create: { state: JSON.parse(JSON.stringify(openPaperBooks(DEPOSIT))) as object } },
    },
  })
  await db.bot.create({
    data: {
      ...{ id: botId, tenantId, accountId, name: `Bench ${index + 1}`, status: 'RUNNING', requestKey: botId },
      ...{ intervalSec, startedAt },
    },
  })
  await db.tradingPair.createMany({
    data: Array.from({ length: index % 4 === 0 ? 2 : 1 }, (_, position) => ({
      ...{ id: newId('pair'), tenantId, botId, accountId, position, holdsMarket: true },
      ...{ symbol: symbols[(index + position) % symbols.length] ?? '', leverage: 3 + (index % 3) },
      ...{ side: (index + position) % 3 === 0 ? 'short' : 'long', config: configOf(index) },
    })),
  })
}

/** Five rungs and a target, at distances that differ from bot to bot so that they do not all fill in the same minute. */
const configOf = (index: number): DcaConfig => ({
  ...presetFor('balanced', 2_000),
  ...{ allocatedCapital: 2_000, baseOrderSize: 200, safetyOrderSize: 200, maxSafetyOrders: 5 },
  ...{ activeSafetyOrders: 5, priceDeviationPct: 0.8 + (index % 10) * 0.1, deviationFrom: 'base' },
  ...{ stepScale: 1.2, volumeScale: 1.2, takeProfitPct: 1 + (index % 7) * 0.1, takeProfitFrom: 'average' },
  ...{ takeProfitNetOfFees: true, stopLossPct: 15, stopLossFrom: 'average', cooldownSec: 300 },
  ...{ liquidationBuffer: 0.2, maxDeals: null },
})

function botIdOf(intervalSec: number, together: boolean): string {
  for (;;) {
    const id = newId('bot')
    if (!together || botHash(id) % intervalSec === 0) return id
  }
}

// The fleet is made anew for every run: no step of making it waits for the disk. The server measured later does wait.
function withoutWaiting(url: string): string {
  const address = new URL(url)
  address.searchParams.set('options', '-c synchronous_commit=off')
  return address.href
}
