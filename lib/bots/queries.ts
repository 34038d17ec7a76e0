import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { accountOptions, instrumentOptions } from '@/lib/bots/reading/account-options'
import { botCards } from '@/lib/bots/reading/cards/cards'
import { dashboardOf } from '@/lib/bots/reading/dashboard/dashboard'
import { detailOfBot } from '@/lib/bots/reading/detail/detail'
import { dealsPage, logPage, tradesPage, type LogQuery } from '@/lib/bots/reading/lists/lists'
import { openOrders } from '@/lib/bots/reading/lists/repository'
import { usageOfPlan } from '@/lib/bots/reading/plan-usage'
import { candlesOfPair, type CandlesWithMarkers } from '@/lib/bots/reading/series/candles'
import { equityOfBot } from '@/lib/bots/reading/series/equity'
import type {
  AccountOptionView,
  BotCardView,
  BotDetailView,
  DashboardView,
  DealView,
  Environment,
  EquityPointView,
  EquityRange,
  InstrumentOptionView,
  LogView,
  OrderView,
  Page,
  PlanUsageView,
  TradeView,
} from '@/lib/bots/views'
import { ensurePaperAccount } from '@/lib/exchange-accounts/ensure-paper-account'
import { server } from '@/lib/server'

// What pages ask, bound to the clock and the markets of this process. An id that is not the tenant's answers like one that never was.

export const listBotCards = (tenant: Tenant): Promise<BotCardView[]> => botCards(tenant)

/** Everything the dashboard shows of one environment, in five statements. */
export const dashboardView = (tenant: Tenant, environment: Environment): Promise<DashboardView> =>
  dashboardOf(tenant, environment, server().clock.now())

export const botDetail = (tenant: Tenant, botId: string): Promise<BotDetailView | null> =>
  detailOfBot(tenant, botId, server().clock.now())

export const listDeals = (tenant: Tenant, botId: string, cursor: unknown): Promise<Page<DealView>> =>
  dealsPage(tenant, botId, cursor)

export const listTrades = (tenant: Tenant, botId: string, cursor: unknown): Promise<Page<TradeView>> =>
  tradesPage(tenant, botId, cursor)

export const listLog = (tenant: Tenant, botId: string, query: LogQuery): Promise<Page<LogView>> =>
  logPage(tenant, botId, query)

/** Orders that have not ended. */
export const listOrders = (tenant: Tenant, botId: string): Promise<OrderView[]> => openOrders(tenant, botId)

export const equitySeries = (tenant: Tenant, botId: string, range: EquityRange): Promise<EquityPointView[]> =>
  equityOfBot(tenant, botId, range, server().clock.now())

export const candlesWithMarkers = (
  tenant: Tenant,
  botId: string,
  pairId: string,
  range: EquityRange,
): Promise<CandlesWithMarkers> => candlesOfPair(tenant, { botId, pairId, range }, server())

export const planUsage = (tenant: Tenant): Promise<PlanUsageView> => usageOfPlan(tenant)

/** The tenant's accounts; who never had one gets a paper account here. */
export async function listAccountOptions(tenant: Tenant): Promise<AccountOptionView[]> {
  const accounts = await accountOptions(tenant)
  if (accounts.length > 0) return accounts
  return (await ensurePaperAccount(tenant)) ? accountOptions(tenant) : accounts
}

export const listInstruments = (tenant: Tenant, accountId: string): Promise<InstrumentOptionView[]> =>
  instrumentOptions(tenant, accountId, server())
