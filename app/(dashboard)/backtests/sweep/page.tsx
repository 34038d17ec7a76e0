import type { Metadata } from 'next'
import { BacktestTabs } from '@/components/backtests/backtest-tabs'
import { SweepWorkbench } from '@/components/sweep/sweep-workbench'
import { PageHeader } from '@/components/ui/page-header'
import { requireTenant } from '@/lib/auth/tenant'
import { sweepChoices } from '@/lib/backtests/sweep/sweep-choices'

export const metadata: Metadata = { title: 'Parameter sweep' }

export default async function SweepPage({
  searchParams,
}: {
  searchParams: Promise<{ bot?: string | string[] }>
}) {
  const tenant = await requireTenant()
  const { bot } = await searchParams
  const { bases, ...choices } = await sweepChoices(tenant)
  const base = bases.find(({ id }) => id === bot) ?? bases.find(({ id }) => id === 'preset-balanced')
  return (
    <>
      <PageHeader
        title="Parameter sweep"
        meta="Back-tests many combinations of settings on one part of the past and checks each on the rest."
      />
      <BacktestTabs current="sweep" />
      <SweepWorkbench bases={bases} baseId={base?.id ?? ''} {...choices} />
    </>
  )
}
