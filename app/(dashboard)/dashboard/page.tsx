import type { Metadata, Route } from 'next'
import { botActions } from '@/app/(dashboard)/bots/bot-actions'
import { DashboardBoard } from '@/components/trading/dashboard-board'
import { requireTenant } from '@/lib/auth/tenant'
import { dashboardView } from '@/lib/bots/queries'
import type { Environment } from '@/lib/bots/views'

export const metadata: Metadata = { title: 'Dashboard' }

export default async function DashboardPage({
  searchParams,
}: {
  searchParams: Promise<{ env?: string | string[] }>
}) {
  const tenant = await requireTenant()
  const { env } = await searchParams
  const view = await dashboardView(tenant, environmentOf(env))
  return (
    <DashboardBoard
      view={view}
      now={new Date().toISOString()}
      actions={botActions}
      hrefOf={(environment) => `/dashboard?env=${environment}` as Route}
    />
  )
}

const environmentOf = (asked: unknown): Environment =>
  asked === 'testnet' || asked === 'live' ? asked : 'paper'
