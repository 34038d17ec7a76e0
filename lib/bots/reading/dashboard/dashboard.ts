import 'server-only'
import { Decimal } from 'decimal.js'
import type { Tenant } from '@/lib/auth/tenant'
import { cardView } from '@/lib/bots/reading/cards/cards'
import { cardRows, type CardRow } from '@/lib/bots/reading/cards/repository'
import { tradeView } from '@/lib/bots/reading/lists/lists'
import { usageView } from '@/lib/bots/reading/plan-usage'
import type { DashboardView, Environment, RecentTradeView } from '@/lib/bots/views'
import { attentionOf } from './attention'
import {
  ownerFacts,
  recentTrades,
  summedEquity,
  todayFacts,
  type OwnerFacts,
  type RecentTradeRow,
} from './repository'

const DAY_MS = 86_400_000
const SERIES_DAYS = 7
/** One point in two hours over seven days: each looks up the newest point of every bot, which is most of this page's work. */
const SERIES_STEPS = 84
const RECENT_TRADES = 8

/** Everything the dashboard shows of one environment, in five statements however many bots and trades there are. */
export async function dashboardOf(
  tenant: Tenant,
  environment: Environment,
  now: number,
): Promise<DashboardView> {
  const today = new Date(Math.floor(now / DAY_MS) * DAY_MS)
  const range = { from: new Date(now - SERIES_DAYS * DAY_MS), now: new Date(now), steps: SERIES_STEPS }
  const [owner, bots, facts, trades, series] = await Promise.all([
    ownerFacts(tenant, environment),
    cardRows(tenant, { kind: 'environment', environment }),
    todayFacts(tenant, environment, today),
    recentTrades(tenant, environment, RECENT_TRADES),
    summedEquity(tenant, environment, range),
  ])
  const usage = usageView(owner?.plan ?? 'FREE', owner?.botsUsed ?? 0)
  const totals = owner?.totals ?? { realised: '0', unrealised: '0', fees: '0', funding: '0' }
  return {
    environment,
    environments: environmentOrder.filter((known) =>
      owner?.environments.some((e) => e.environment === known),
    ),
    equity: equityOf(owner, environment),
    equityAt: newestTick(bots),
    today: { realised: facts.realised, since: today.toISOString() },
    totals,
    openPositions: bots.reduce((sum, bot) => sum + bot.openDeals, 0),
    botsRunning: bots.filter((bot) => bot.status === 'RUNNING').length,
    usage,
    equitySeries: series.map(({ at, ...sums }) => ({ at: new Date(at).toISOString(), ...sums })),
    attention: attentionOf(bots, facts.unknownOrders, usage, now),
    bots: bots.map(cardView),
    recentTrades: trades.map(recentTradeView),
  }
}

const environmentOrder: readonly Environment[] = ['paper', 'testnet', 'live']

/** What the accounts hold plus what open positions stand at; null without an account. */
function equityOf(owner: OwnerFacts | null, environment: Environment): string | null {
  const held = owner?.environments.find((each) => each.environment === environment)
  if (owner === null || held === undefined) return null
  return new Decimal(held.balance).add(owner.totals.unrealised).toFixed()
}

function newestTick(bots: readonly CardRow[]): string | null {
  const newest = Math.max(-Infinity, ...bots.map((bot) => bot.lastTickAt ?? -Infinity))
  return Number.isFinite(newest) ? new Date(newest).toISOString() : null
}

const recentTradeView = ({ botId, botName, ...trade }: RecentTradeRow): RecentTradeView => ({
  ...tradeView(trade),
  botId,
  botName,
})
