import { tenantOfJob, type Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { updateInterval } from '@/lib/bots/commands/change-settings'
import { stopBot } from '@/lib/bots/commands/stop-bot'
import { createBot } from '@/lib/bots/creation/create-bot'
import type { Database } from '@/lib/db'
import { botPhase } from '@/lib/dispatch/bot-phase'
import { latestGridPoint, nextGridPoint } from '@/lib/domain/schedule'
import { createPaperAccount } from '@/lib/exchange-accounts/service'
import { runTick } from '@/lib/ticks/run-tick'
import type { TickServices } from '@/lib/ticks/tick-services'
import { ensureDemoUser } from '@/lib/users/register'
import { clearDemo, demoState, giveDemoPlan, isUnused, recordDemoState } from './repository'
import { demoBots, DEMO_DEPOSIT, type DemoBot } from './story'

export type DemoServices = {
  readonly db: Database
  /** The tick's own services on a clock that `setClock` moves. */
  readonly ticks: TickServices
  readonly setClock: (at: number) => void
  readonly market: BotServices['market']
  readonly seed: string
  /** The present, where the history ends. Milliseconds since the epoch. */
  readonly now: number
  readonly historyHours: number
  readonly onProgress: (fraction: number) => void
}

/** While the history is made; afterwards the bots decide every minute, so that a visitor sees something happen. */
const HISTORY_INTERVAL_SEC = 300
const LIVE_INTERVAL_SEC = 60

/**
 * Makes the demo account and lets its bots trade the past hours on the simulated market: every row of their history is written by the
 * product's own tick at virtual time. Returns false when there is nothing to do, since a demo exists or people use the installation.
 */
export async function seedDemo(
  services: DemoServices,
  account: { readonly email: string; readonly password: string },
): Promise<boolean> {
  const { db } = services
  const state = await demoState(db)
  if (state === 'none' && !(await isUnused(db))) return false
  const userId = await ensureDemoUser(account)
  if (userId === null || state === 'ready') return false
  await recordDemoState(db, 'unfinished')
  await clearDemo(db, userId)
  await giveDemoPlan(db, userId)
  const tenant = await tenantOfJob({ tenantId: userId })
  const bots = await createBots(services, tenant)
  await tradeThePast(services, tenant, bots)
  await recordDemoState(db, 'ready')
  return true
}

type LiveBot = { readonly botId: string; readonly story: DemoBot }

async function createBots(services: DemoServices, tenant: Tenant): Promise<LiveBot[]> {
  const { historyHours, market, now, seed, setClock, ticks } = services
  const start = now - historyHours * 3_600_000
  setClock(start)
  const opened = await createPaperAccount(
    tenant,
    { label: 'Demo account', deposit: String(DEMO_DEPOSIT), market: { kind: 'simulated', seed } },
    { now: start, livePrices: false },
  )
  if (!opened.ok) throw new Error(`the demo account was refused: ${opened.error.message}`)
  const bots: LiveBot[] = []
  for (const story of demoBots) {
    const created = await createBot(tenant, formOf(story, opened.value), { clock: ticks.clock, market })
    if (!created.ok)
      throw new Error(`the demo bot ${story.name} was refused: ${JSON.stringify(created.error)}`)
    bots.push({ botId: created.value.botId, story })
  }
  return bots
}

function formOf(story: DemoBot, accountId: string) {
  return {
    name: story.name,
    accountId,
    intervalSec: String(HISTORY_INTERVAL_SEC),
    requestKey: `demo-${story.name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
    start: 'on',
    pairs: story.pairs.map(({ symbol, side, leverage, config }) => ({
      ...{ symbol, side, leverage: String(leverage) },
      config: Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)])),
    })),
  }
}

async function tradeThePast(services: DemoServices, tenant: Tenant, bots: readonly LiveBot[]): Promise<void> {
  const { historyHours, now, onProgress, setClock, ticks } = services
  const start = now - historyHours * 3_600_000
  const schedule = scheduleOf(bots, start, now)
  const stopped = new Set<string>()
  for (const [index, { bot, key }] of schedule.entries()) {
    const at = key * 1000
    setClock(at)
    const { stoppedAfterHours } = bot.story
    const due = stoppedAfterHours !== null && at >= start + stoppedAfterHours * 3_600_000
    if (due && !stopped.has(bot.botId)) {
      stopped.add(bot.botId)
      await stopBot(tenant, { botId: bot.botId, stopMode: 'close' }, { clock: ticks.clock })
    }
    const tick = await runTick(ticks, bot.botId, key)
    if (tick.result !== 'done' && tick.result !== 'skipped') {
      throw new Error(`a tick of the demo ended as ${tick.result}`)
    }
    onProgress((index + 1) / schedule.length)
  }
  setClock(now)
  for (const { botId, story } of bots) {
    if (story.stoppedAfterHours !== null) continue
    await updateInterval(tenant, { botId, intervalSec: String(LIVE_INTERVAL_SEC) }, { clock: ticks.clock })
  }
}

/** Every tick of every bot between two instants, in the order of time. */
function scheduleOf(bots: readonly LiveBot[], from: number, to: number) {
  const ticks = bots.flatMap((bot) => {
    const phase = botPhase(bot.botId, HISTORY_INTERVAL_SEC)
    const first = nextGridPoint(from / 1000, HISTORY_INTERVAL_SEC, phase)
    const last = latestGridPoint(to / 1000, HISTORY_INTERVAL_SEC, phase)
    const count = Math.max(0, (last - first) / HISTORY_INTERVAL_SEC + 1)
    return Array.from({ length: count }, (_, index) => ({ bot, key: first + index * HISTORY_INTERVAL_SEC }))
  })
  return ticks.sort((a, b) => a.key - b.key)
}
