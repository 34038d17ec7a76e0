import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { Page } from '@/lib/bots/views'
import type { ChartCandle } from '@/lib/domain/candles/overview-candles'
import { server } from '@/lib/server'
import { candlesAround } from './reading/deal-chart'
import {
  readBacktest,
  readBacktests,
  readFinished,
  readProgress,
  readUploads,
  readUsage,
} from './reading/reading'
import { backtestPart, tradesOfDeal } from './repository'
import type { PartContents, PartKind } from './running/report-parts'
import type { BacktestProgress, BacktestUsageView, BacktestView, UploadView } from './views'

// What pages ask, bound to this process. An id that is not the tenant's answers like one that never was.

export const listBacktests = (tenant: Tenant, cursor: unknown): Promise<Page<BacktestView>> =>
  readBacktests(tenant, cursor)

/** The newest finished runs, for a choice. */
export const listFinished = (tenant: Tenant): Promise<BacktestView[]> => readFinished(tenant)

export const backtestDetail = (tenant: Tenant, id: string): Promise<BacktestView | null> =>
  readBacktest(tenant, id)

export const backtestProgress = (tenant: Tenant, id: string): Promise<BacktestProgress | null> =>
  readProgress(tenant, id)

export const backtestUsage = (tenant: Tenant): Promise<BacktestUsageView> => readUsage(tenant)

export const listUploads = (tenant: Tenant): Promise<UploadView[]> => readUploads(tenant)

export const partOfBacktest = <Kind extends PartKind>(
  tenant: Tenant,
  id: string,
  kind: Kind,
  position = 0,
): Promise<PartContents[Kind] | null> => backtestPart(tenant, id, kind, position)

/** The trades of one deal and the candles around them; null where the run has no such deal. */
export async function dealOfBacktest(
  tenant: Tenant,
  backtest: BacktestView,
  deal: { readonly symbol: string; readonly side: string; readonly number: number },
): Promise<{
  readonly trades: PartContents['trades']
  readonly candles: readonly ChartCandle[] | string
} | null> {
  const trades = await tradesOfDeal(tenant, backtest.id, deal)
  const [first, ...rest] = trades
  if (first === undefined) return null
  return { trades, candles: await candlesAround(server(), tenant, backtest, [first, ...rest]) }
}
