import { dcaSettings } from '@/tests/support/builders/dca-settings'
import { VirtualClock } from '@/lib/adapters/clock/virtual-clock'
import { openPaperExchange } from '@/lib/adapters/exchange/paper/connection'
import { botHash } from '@/lib/dispatch/bot-phase'
import type { Database } from '@/lib/db'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { openPaperBooks } from '@/lib/domain/simulation/paper-books'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { newId } from '@/lib/ids'
import { JournalMemory } from '@/lib/journal/journal-memory'
import { runTick } from '@/lib/ticks/run-tick'
import type { TickResult, TickServices } from '@/lib/ticks/tick-services'
import { MINUTE, ScriptedMarket, type Minute } from './scripted-market'

/** 2025-06-10 12:00 UTC: four hours before funding. */
export const START = Date.UTC(2025, 5, 10, 12)
export const ETH = 'ETH/USDT:USDT'
export const SOL = 'SOL/USDT:USDT'

const ether: Instrument = {
  ...{ symbol: ETH, base: 'ETH', quote: 'USDT', settle: 'USDT', tickSize: 0.01, quantityStep: 0.001 },
  ...{ minQuantity: 0.001, maxLimitQuantity: 1_000, maxMarketQuantity: 500, minCost: 5 },
  tiers: [{ upTo: null, rate: 0.005, maxLeverage: 50 }],
  fees: { maker: 0.0002, taker: 0.00055 },
  fundingIntervalMs: 8 * 3_600_000,
}
const solana: Instrument = { ...ether, symbol: SOL, base: 'SOL', quantityStep: 0.01, minQuantity: 0.01 }

/** Three rungs 1 % apart, a target of 1 %, a stop 10 % below the average, no cooldown. */
export const ladder = dcaSettings({
  ...{ allocatedCapital: 1_000, baseOrderSize: 200, safetyOrderSize: 200, maxSafetyOrders: 3 },
  ...{ activeSafetyOrders: 3, priceDeviationPct: 1, stepScale: 1, volumeScale: 1, deviationFrom: 'base' },
  ...{ takeProfitPct: 1, takeProfitFrom: 'average', takeProfitNetOfFees: true },
  ...{ stopLossPct: 10, stopLossFrom: 'average', cooldownSec: 0, liquidationBuffer: 0.2, maxDeals: null },
})

export type PairOptions = {
  readonly symbol?: string
  readonly side?: Side
  readonly leverage?: number
  readonly strategy?: string
  /** Of a ladder: what differs from the usual one. Of another strategy: all of it. */
  readonly config?: Partial<DcaConfig> | Readonly<Record<string, unknown>>
}

export type BotOptions = {
  readonly pairs?: readonly PairOptions[]
  readonly deposit?: number
  readonly intervalSec?: number
  readonly status?: string
  /** An account of an earlier scene, to share it. */
  readonly beside?: Scene
}

/** A bot on a paper account with a market of its own at virtual time, and what a test does to it. */
export class Scene {
  readonly clock: VirtualClock
  readonly services: TickServices

  constructor(
    readonly db: Database,
    readonly market: ScriptedMarket,
    readonly ids: { readonly tenantId: string; readonly accountId: string; readonly botId: string },
    readonly intervalSec: number,
    clock?: VirtualClock,
  ) {
    this.clock = clock ?? new VirtualClock(START)
    this.services = this.servicesOn(db)
  }

  /** What another process would tick this bot with. */
  servicesOn(db: Database, worker = 'worker'): TickServices {
    return {
      ...{ db, clock: this.clock, worker, orderIdKey: new Uint8Array(32).fill(1), graceSeconds: 65 },
      journal: new JournalMemory('test'),
      openExchange: ({ id }, clock) =>
        openPaperExchange({ db: this.db, clock, feed: this.market, accountId: id }),
    }
  }

  /** The newest scheduled instant of the bot, in epoch seconds. */
  get key(): number {
    const now = Math.floor(this.clock.now() / 1000)
    return now - (now % this.intervalSec)
  }

  tick(services: TickServices = this.services): Promise<TickResult> {
    return runTick(services, this.ids.botId, this.key)
  }

  /** Lets minutes pass in which ETH does this and everything else stands still. */
  pass(...minutes: readonly Minute[]): void {
    this.passIn(ETH, ...minutes)
  }

  passIn(symbol: string, ...minutes: readonly Minute[]): void {
    this.market.add(symbol, minutes)
    this.clock.set(this.clock.now() + minutes.length * MINUTE)
  }

  /** A minute passes, then the bot ticks. */
  async step(...minutes: readonly Minute[]): Promise<TickResult> {
    this.pass(...minutes)
    return this.tick()
  }

  async bot() {
    return this.db.bot.findUniqueOrThrow({ where: { id: this.ids.botId } })
  }

  async pair(position = 0) {
    return this.db.tradingPair.findFirstOrThrow({ where: { botId: this.ids.botId, position } })
  }

  /** Orders that rest by our books, as `key price quantity`, in the order of their keys. */
  async resting(): Promise<string[]> {
    const rows = await this.db.order.findMany({
      where: { botId: this.ids.botId, status: { in: ['ACK', 'PARTIAL'] } },
      orderBy: [{ key: 'asc' }],
    })
    return rows.map(({ key, price, quantity }) => `${key} ${String(price)} ${String(quantity)}`)
  }

  deals() {
    return this.db.deal.findMany({ where: { botId: this.ids.botId }, orderBy: { number: 'asc' } })
  }

  trades() {
    return this.db.trade.findMany({ where: { botId: this.ids.botId }, orderBy: { ledgerSequence: 'asc' } })
  }

  async set(data: Parameters<Database['bot']['update']>[0]['data']): Promise<void> {
    await this.db.bot.update({ where: { id: this.ids.botId }, data })
  }

  /** The worker that held the lease is gone. */
  async expireLease(): Promise<void> {
    await this.db.$executeRaw`UPDATE bots SET lease_until = 'epoch' WHERE id = ${this.ids.botId}`
  }
}

/** Inserts a user, a paper account and a running bot, on a market that stands at 2,000 for ETH and 100 for SOL. */
export async function paperBot(db: Database, options: BotOptions = {}): Promise<Scene> {
  const { pairs = [{}], deposit = 10_000, intervalSec = 60, status = 'RUNNING', beside } = options
  const market = beside?.market ?? new ScriptedMarket(START).list(ether, 2_000).list(solana, 100)
  const ids = { tenantId: newId('usr'), accountId: newId('acc'), ...beside?.ids, botId: botOnTheGrid() }
  if (beside === undefined) await insertAccount(db, ids, deposit)
  const { botId, tenantId, accountId } = ids
  await db.bot.create({
    data: {
      ...{ id: botId, tenantId, accountId, name: 'Ladder', requestKey: botId, intervalSec, status },
      startedAt: new Date(START),
    },
  })
  for (const [position, pair] of pairs.entries()) {
    const { symbol = ETH, side = 'long', leverage = 3, strategy = 'dca', config = {} } = pair
    await db.tradingPair.create({
      data: {
        ...{ id: newId('pair'), tenantId, botId, accountId, position, symbol, side, leverage },
        ...{ strategy, config: strategy === 'dca' ? { ...ladder, ...config } : { ...config } },
        holdsMarket: true,
      },
    })
  }
  return new Scene(db, market, ids, intervalSec, beside?.clock)
}

async function insertAccount(db: Database, ids: Scene['ids'], deposit: number): Promise<void> {
  const { tenantId, accountId } = ids
  await db.user.create({
    data: {
      id: tenantId,
      email: `${tenantId}@example.com`,
      passwordHash: 'x',
      status: 'ACTIVE',
      plan: 'PRO',
    },
  })
  await db.exchangeAccount.create({
    data: {
      ...{ id: accountId, tenantId, label: 'Paper', exchange: 'paper', environment: 'paper' },
      ...{ market: { kind: 'simulated', seed: 'x' }, ledgerBalance: deposit, openingBalance: deposit },
      paper: { create: { state: JSON.parse(JSON.stringify(openPaperBooks(deposit))) as object } },
    },
  })
}

// Ticks on whole minutes whatever the interval up to five minutes: phase zero.
function botOnTheGrid(): string {
  for (;;) {
    const id = newId('bot')
    if (botHash(id) % 300 === 0) return id
  }
}
