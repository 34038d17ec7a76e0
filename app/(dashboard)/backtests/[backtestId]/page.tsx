import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { BacktestHeader } from '@/components/backtests/backtest-header'
import { Headline, Limits, Warnings } from '@/components/backtests/headline'
import { RunProgress } from '@/components/backtests/run-progress'
import { SettingsList } from '@/components/backtests/settings-list'
import { Alert } from '@/components/ui/alert'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { requireTenant } from '@/lib/auth/tenant'
import { backtestDetail, backtestProgress } from '@/lib/backtests/queries'
import type { BacktestView } from '@/lib/backtests/views'
import { cancelBacktestAction, deleteBacktestAction, renameBacktestAction } from '../actions'
import { readAddress, type SearchParams } from './backtest-address'
import { ResultCharts } from './result-charts'
import { ResultTabs } from './result-tabs'

type Props = { params: Promise<{ backtestId: string }>; searchParams: Promise<SearchParams> }

// The title needs the run, too: one read serves both.
const backtestOf = cache(async (id: string) => backtestDetail(await requireTenant(), id))

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const backtest = await backtestOf((await params).backtestId)
  return { title: backtest === null ? 'Not found' : `${backtest.name}, back-test` }
}

export default async function BacktestPage({ params, searchParams }: Props) {
  const tenant = await requireTenant()
  const { backtestId } = await params
  const backtest = await backtestOf(backtestId)
  if (backtest === null) notFound()
  const address = readAddress(await searchParams)
  const { summary } = backtest
  return (
    <>
      <BacktestHeader backtest={backtest} rename={renameBacktestAction} remove={deleteBacktestAction} />
      {summary === null ? (
        <Unfinished backtest={backtest} progress={await backtestProgress(tenant, backtestId)} />
      ) : (
        <>
          <Headline summary={summary} symbol={backtest.request.config.pairs[0]?.symbol ?? ''} />
          <Warnings warnings={summary.warnings} />
          <ResultCharts tenant={tenant} backtest={backtest} summary={summary} address={address} />
          <ResultTabs tenant={tenant} backtest={backtest} summary={summary} address={address} />
          <Limits />
        </>
      )}
    </>
  )
}

/** A run that waits, is under way, or ended without a result; its settings stand below. */
function Unfinished({
  backtest,
  progress,
}: {
  backtest: BacktestView
  progress: Awaited<ReturnType<typeof backtestProgress>>
}) {
  const { status, failure } = backtest
  return (
    <>
      {progress !== null && (status === 'queued' || status === 'running') && (
        <RunProgress backtestId={backtest.id} first={progress} cancel={cancelBacktestAction} />
      )}
      {status === 'failed' && (
        <Alert tone="error" title="The run has no result">
          {failure}
        </Alert>
      )}
      {status === 'cancelled' && (
        <Alert tone="info" title="The run was cancelled">
          Nothing was kept but its settings. You can run them again.
        </Alert>
      )}
      <Card>
        <CardHeader>
          <CardTitle>Settings</CardTitle>
        </CardHeader>
        <SettingsList backtest={backtest} />
      </Card>
    </>
  )
}
