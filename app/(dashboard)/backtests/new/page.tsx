import type { Metadata } from 'next'
import { BacktestForm } from '@/components/backtests/backtest-form'
import { BacktestChip } from '@/components/backtests/backtest-marks'
import { PageHeader } from '@/components/ui/page-header'
import { requireTenant } from '@/lib/auth/tenant'
import { formMarkets, prefillOf } from '@/lib/backtests/form-queries'
import { backtestUsage, listUploads } from '@/lib/backtests/queries'
import { planIdOf, planOf } from '@/lib/domain/plans'
import { createBacktestAction } from '../actions'

export const metadata: Metadata = { title: 'New back-test' }

type Props = { searchParams: Promise<Partial<Record<'bot' | 'from' | 'request', string | string[]>>> }

const DAY_MS = 86_400_000

export default async function NewBacktestPage({ searchParams }: Props) {
  const tenant = await requireTenant()
  const { bot, from, request } = await searchParams
  const [prefill, uploads, usage] = await Promise.all([
    prefillOf(tenant, { bot, from, request }),
    listUploads(tenant),
    backtestUsage(tenant),
  ])
  const { markets, unlisted } = await formMarkets(prefill.values, uploads)
  const today = Math.floor(new Date().getTime() / DAY_MS) * DAY_MS
  return (
    <>
      <PageHeader
        above={<BacktestChip />}
        title="New back-test"
        meta={prefill.origin ?? 'What would these settings have done with past prices?'}
      />
      <BacktestForm
        action={createBacktestAction}
        markets={markets}
        unlisted={unlisted}
        uploads={uploads}
        usage={usage}
        pairsLimit={planOf(planIdOf(tenant.plan)).limits.pairsPerBot}
        requestKey={crypto.randomUUID()}
        prefill={prefill.values}
        now={today}
      />
    </>
  )
}
