import { FlaskConical, GitCompareArrows, Plus } from 'lucide-react'
import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { BacktestList } from '@/components/backtests/backtest-list'
import { BacktestTabs } from '@/components/backtests/backtest-tabs'
import { OlderLinks } from '@/components/trading/older-link'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { requireTenant } from '@/lib/auth/tenant'
import { backtestUsage, listBacktests } from '@/lib/backtests/queries'

export const metadata: Metadata = { title: 'Back-tests' }

type Props = { searchParams: Promise<{ before?: string | string[] }> }

export default async function BacktestsPage({ searchParams }: Props) {
  const tenant = await requireTenant()
  const { before } = await searchParams
  const [page, usage] = await Promise.all([listBacktests(tenant, before), backtestUsage(tenant)])
  const finished = page.rows.filter(({ status }) => status === 'done').length
  return (
    <>
      <PageHeader
        title="Back-tests"
        meta={`What a bot would have done with past prices. ${usage.planName} keeps ${usage.limits.stored}; ${usage.stored} are kept.`}
        actions={
          <>
            {finished > 1 && (
              <Button asChild variant="secondary">
                <Link href="/backtests/compare">
                  <GitCompareArrows aria-hidden />
                  Compare two
                </Link>
              </Button>
            )}
            <Button asChild>
              <Link href="/backtests/new">
                <Plus aria-hidden />
                New back-test
              </Link>
            </Button>
          </>
        }
      />
      <BacktestTabs current="runs" counts={{ runs: usage.stored, files: usage.files }} />
      {page.rows.length > 0 ? (
        <>
          <BacktestList backtests={page.rows} />
          <OlderLinks
            newest={before === undefined ? null : '/backtests'}
            older={page.next === null ? null : (`/backtests?before=${page.next}` as Route)}
          />
        </>
      ) : (
        <Card>
          <EmptyState
            icon={<FlaskConical />}
            title="No back-tests yet"
            action={
              <Button asChild>
                <Link href="/backtests/new">Try balanced settings on 90 days</Link>
              </Button>
            }
          >
            A back-test runs a bot over past candles, with fees, funding, slippage and liquidation, and shows
            every deal it would have made. It tells what would have happened, not what will.
          </EmptyState>
        </Card>
      )}
    </>
  )
}
