import { GitCompareArrows } from 'lucide-react'
import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { BacktestChip } from '@/components/backtests/backtest-marks'
import { Comparison, type FinishedRun } from '@/components/backtests/comparison'
import { Curves } from '@/components/backtests/curves'
import { quoteOf } from '@/components/trading/format'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Field } from '@/components/ui/field'
import { PageHeader } from '@/components/ui/page-header'
import { Select } from '@/components/ui/select'
import { requireTenant, type Tenant } from '@/lib/auth/tenant'
import { backtestDetail, listFinished, partOfBacktest } from '@/lib/backtests/queries'
import type { BacktestView } from '@/lib/backtests/views'

export const metadata: Metadata = { title: 'Compare back-tests' }

type Props = { searchParams: Promise<{ a?: string | string[]; b?: string | string[] }> }

export default async function ComparePage({ searchParams }: Props) {
  const tenant = await requireTenant()
  const { a, b } = await searchParams
  const choices = await listFinished(tenant)
  const [first, second] = await Promise.all([finished(tenant, a), finished(tenant, b)])
  return (
    <>
      <PageHeader
        above={<BacktestChip />}
        title="Compare two back-tests"
        meta="Figures and curves side by side, and the settings that differ."
      />
      {choices.length < 2 ? (
        <Card>
          <EmptyState
            icon={<GitCompareArrows />}
            title="There is nothing to compare yet"
            action={
              <Button asChild>
                <Link href={(first === null ? '/backtests/new' : `/backtests/new?from=${first.id}`) as Route}>
                  Run another
                </Link>
              </Button>
            }
          >
            Two finished back-tests are needed. Change one setting of a run and run it again: the comparison
            shows what that changed.
          </EmptyState>
        </Card>
      ) : (
        <Choice choices={choices} first={first?.id ?? ''} second={second?.id ?? ''} />
      )}
      {first !== null && second !== null && first.id !== second.id && (
        <Side tenant={tenant} first={first} second={second} />
      )}
      {first !== null && first.id === second?.id && (
        <Alert tone="info">Both are the same run. Choose another for one of them.</Alert>
      )}
    </>
  )
}

async function finished(tenant: Tenant, id: string | string[] | undefined): Promise<FinishedRun | null> {
  const run = typeof id === 'string' ? await backtestDetail(tenant, id) : null
  return run === null || run.summary === null ? null : { ...run, summary: run.summary }
}

/** Works without scripts: a plain form that puts both runs into the address. */
function Choice({
  choices,
  first,
  second,
}: {
  choices: readonly BacktestView[]
  first: string
  second: string
}) {
  // Whoever comes from a run wants to know what it changed against the one before.
  const later = second === '' ? (choices.find(({ id }) => id !== first)?.id ?? '') : second
  const earlier = first === '' ? (choices.find(({ id }) => id !== later)?.id ?? '') : first
  const runs = [
    { name: 'a', label: 'First run', value: earlier },
    { name: 'b', label: 'Second run', value: later },
  ]
  return (
    <Card>
      <form method="get" className="grid gap-4 p-5 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
        {runs.map(({ name, label, value }) => (
          <Field key={name} name={name} label={label}>
            {(control) => (
              <Select {...control} key={value} defaultValue={value}>
                {choices.map((choice) => (
                  <option key={choice.id} value={choice.id}>
                    {choice.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
        <Button type="submit" className="h-10">
          Compare
        </Button>
      </form>
    </Card>
  )
}

async function Side({ tenant, first, second }: { tenant: Tenant; first: FinishedRun; second: FinishedRun }) {
  const runs = [first, second]
  const series = await Promise.all(runs.map(({ id }) => partOfBacktest(tenant, id, 'series')))
  const isSamePeriod = first.summary.identity.candles === second.summary.identity.candles
  const curves = runs.flatMap(({ name }, index) => {
    const points = series[index]
    // Two runs of one name would be one line of the legend.
    const label = first.name === second.name ? `${name} (${index === 0 ? 'first' : 'second'})` : name
    return points == null ? [] : [{ name: label, series: points }]
  })
  return (
    <>
      {!isSamePeriod && (
        <Alert tone="warning" title="The two runs saw different candles">
          A difference between them may come from the market instead of the settings.
        </Alert>
      )}
      <Card>
        <CardHeader>
          <CardTitle>Equity and drawdown</CardTitle>
        </CardHeader>
        <CardContent>
          <Curves runs={curves} quote={quoteOf(first.request.config.pairs[0]?.symbol ?? '')} />
        </CardContent>
      </Card>
      <Comparison first={first} second={second} />
    </>
  )
}
