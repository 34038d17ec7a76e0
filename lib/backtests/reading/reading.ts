import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import {
  aheadOf,
  backtestCounts,
  backtestOf,
  backtestsOf,
  type BacktestRow,
} from '@/lib/backtests/repository'
import { limitSentence } from '@/lib/backtests/limit-sentences'
import type { BacktestData } from '@/lib/backtests/request'
import { shownRequest } from '@/lib/backtests/shown-request'
import type { BacktestProgress, BacktestUsageView, BacktestView, UploadView } from '@/lib/backtests/views'
import { cursorOf, placeOf } from '@/lib/bots/reading/cursor'
import type { Page } from '@/lib/bots/views'
import { uploadsOf } from '@/lib/candles/uploads/repository'
import { planIdOf, planOf } from '@/lib/domain/plans'
import { exchangeName } from '@/lib/exchange-accounts/account-names'

const PAGE_SIZE = 20

/** One run of the tenant's as its page shows it. */
export async function readBacktest(tenant: Tenant, backtestId: string): Promise<BacktestView | null> {
  const row = await backtestOf(tenant, backtestId)
  return row && viewOf(row)
}

/** One page of the tenant's runs, newest first; a cursor that is none gives the first page. */
export async function readBacktests(tenant: Tenant, cursor: unknown): Promise<Page<BacktestView>> {
  const rows = await backtestsOf(tenant, placeOf(cursor), PAGE_SIZE + 1)
  const views = rows.slice(0, PAGE_SIZE).map(viewOf)
  const last = views.at(-1)
  const next = rows.length > PAGE_SIZE && last ? cursorOf({ at: last.createdAt, id: last.id }) : null
  return { rows: views, next }
}

const MOST_CHOICES = 200

/** The tenant's finished runs, newest first, as many as a choice can hold. */
export async function readFinished(tenant: Tenant): Promise<BacktestView[]> {
  const rows = await backtestsOf(tenant, null, MOST_CHOICES, 'done')
  return rows.map(viewOf)
}

/** How far a run is; null when it is not the tenant's. */
export async function readProgress(tenant: Tenant, backtestId: string): Promise<BacktestProgress | null> {
  const row = await backtestOf(tenant, backtestId)
  if (row === null) return null
  const { status, phase, done, total, cancelling } = row
  const ahead = status === 'queued' ? await aheadOf(row.createdAt) : 0
  return { status, phase, done, total, cancelling, ahead }
}

/** The tenant's candle files, newest first. */
export async function readUploads(tenant: Tenant): Promise<UploadView[]> {
  const uploads = await uploadsOf(tenant)
  return uploads.map(({ firstOpen, lastOpen, createdAt, ...upload }) => ({
    ...upload,
    firstOpen: new Date(firstOpen).toISOString(),
    lastOpen: new Date(lastOpen).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  }))
}

/** How much of the plan's room is used, and whether one more run fits. */
export async function readUsage(tenant: Tenant): Promise<BacktestUsageView> {
  const plan = planOf(planIdOf(tenant.plan))
  const [{ stored, open }, uploads] = await Promise.all([backtestCounts(tenant), uploadsOf(tenant)])
  const limits = plan.backtests
  const refused =
    open >= limits.atOnce
      ? limitSentence(plan.id, 'atOnce')
      : stored >= limits.stored
        ? limitSentence(plan.id, 'stored')
        : null
  return { planName: plan.name, stored, open, files: uploads.length, limits, refused }
}

/** Where the candles of a run come from, in words. */
export function sourceWords(source: BacktestData['source']): string {
  switch (source.kind) {
    case 'simulated':
      return `simulated market, seed ${source.seed}`
    case 'exchange':
      return `history of ${exchangeName(source.exchange)}`
    case 'files': {
      const names = Object.values(source.files).map(({ name }) => name)
      return `${names.length === 1 ? 'file' : 'files'} ${names.join(', ')}`
    }
  }
}

function viewOf({ request, createdAt, endedAt, startedAt: _, ...row }: BacktestRow): BacktestView {
  const shown = shownRequest(request)
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    request: shown,
    source: sourceWords(shown.data.source),
  }
}
