'use client'

import { Download } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useRef } from 'react'
import { formatShortInstant } from '@/components/trading/format'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { StatCard } from '@/components/ui/stat'
import type { BacktestRequest } from '@/lib/backtests/request'
import { sweepWarnings } from '@/lib/backtests/sweep/sweep-report'
import type { Axis } from '@/lib/domain/sweep/axis'
import type { SweepRow } from '@/lib/domain/sweep/sweep-result'
import { percentText, settingsText } from './format-value'
import { backtestHref, botHref, requestOf } from './hand-over'
import { HeatMapTable } from './heat-map-table'
import { OverfittingWarning } from './overfitting-warning'
import { ResultTable } from './result-table'
import { sweepCsv } from './sweep-csv'
import type { FinishedSweep } from './use-sweep'

/** What came of a sweep: the warning first, then the best in both parts, the heat map and every candidate. */
export function SweepResults({ finished }: { finished: FinishedSweep }) {
  const { result, sweep, barMs } = finished
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [result])
  const { inSample, outOfSample } = result.split
  // The overfitting warning has its own place; what is left is about this run.
  const about = sweepWarnings(result, barMs).slice(1 + result.overfitting.signs.length)
  const best = result.rows[0]
  const actions = (row: SweepRow) => <RowActions request={requestOf(sweep, row)} rank={row.rank} />
  return (
    <section className="grid gap-5" aria-labelledby="sweep-result">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid gap-1">
          <h2
            id="sweep-result"
            ref={heading}
            tabIndex={-1}
            className="text-lg font-semibold tracking-tight outline-none"
          >
            {result.complete ? 'Result' : 'Result so far (incomplete)'}
          </h2>
          <p className="text-sm text-muted-foreground">
            {result.counts.done} of {result.counts.candidates} candidates in {finished.seconds.toFixed(1)} s.
            Chosen on {span(inSample)}, checked on {span(outOfSample)} UTC.
          </p>
        </div>
        {result.rows.length > 0 && (
          <Button variant="secondary" onClick={() => download(sweepCsv(result))}>
            <Download aria-hidden />
            Download CSV
          </Button>
        )}
      </div>
      <OverfittingWarning result={result} />
      {about.length > 0 && (
        <Alert tone={result.complete ? 'info' : 'warning'} title="About this run">
          <ul className="grid gap-1">
            {about.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Alert>
      )}
      {best === undefined ? (
        <Card>
          <EmptyState title="No candidate was run">
            {result.counts.invalid > 0
              ? 'All settings tried are refused; the reasons are below. Change the ranges.'
              : 'The sweep was ended before the first candidate was done.'}
          </EmptyState>
        </Card>
      ) : (
        <>
          <BestCards axes={result.axes} row={best} count={result.rows.length} />
          <Card>
            <CardHeader>
              <CardTitle>Heat map</CardTitle>
              <CardDescription>
                A good region is broad. A single good cell among bad ones is most likely luck.
              </CardDescription>
            </CardHeader>
            <HeatMapTable result={result} />
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>All candidates</CardTitle>
              <CardDescription>Ranked in sample by {result.objectiveLabel.toLowerCase()}.</CardDescription>
            </CardHeader>
            <ResultTable result={result} actions={actions} />
          </Card>
        </>
      )}
      <NotRun finished={finished} />
    </section>
  )
}

const span = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `${formatShortInstant(from)} to ${formatShortInstant(to)}`

function BestCards({ axes, row, count }: { axes: readonly Axis[]; row: SweepRow; count: number }) {
  const note = (part: 'inSample' | 'outOfSample') =>
    `drawdown ${percentText(row[part].maxDrawdownShare)}, ${row[part].ended} deals`
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <StatCard
        label="Best in sample"
        value={percentText(row.inSample.returnShare)}
        note={note('inSample')}
      />
      <StatCard
        label="The same, out of sample"
        value={percentText(row.outOfSample.returnShare)}
        note={`${note('outOfSample')}, rank ${row.outOfSampleRank} of ${count}`}
      />
      <StatCard
        label="Its settings"
        value={<span className="text-sm">{settingsText(axes, row.settings)}</span>}
      />
    </div>
  )
}

function RowActions({ request, rank }: { request: BacktestRequest; rank: number }) {
  const links = [
    { href: backtestHref(request), label: 'Back-test this' },
    { href: botHref(request), label: 'Start a bot' },
  ]
  return (
    <span className="inline-flex flex-wrap gap-x-3 whitespace-nowrap md:flex-col">
      {links.map(({ href, label }) => (
        <Link
          key={label}
          href={href}
          prefetch={false}
          aria-label={`${label}, rank ${rank}`}
          className="inline-flex min-h-6 items-center text-link underline-offset-4 hover:underline"
        >
          {label}
        </Link>
      ))}
    </span>
  )
}

/** Candidates without figures, each group with its reason: nothing is left out in silence. */
function NotRun({ finished: { result } }: { finished: FinishedSweep }) {
  const { axes, invalid, lost } = result
  if (invalid.length + lost.length === 0) return null
  return (
    <Card>
      <CardHeader>
        <CardTitle>Not run</CardTitle>
      </CardHeader>
      <CardContent>
        <ul className="grid gap-3 text-sm">
          {invalid.map(({ code, count, message, example }) => (
            <li key={code}>
              <p>
                <span className="font-semibold">{count} refused:</span> {message}
              </p>
              <p className="text-xs text-muted-foreground">For example {settingsText(axes, example)}.</p>
            </li>
          ))}
          {lost.map(({ settings, reasons }) => (
            <li key={settingsText(axes, settings)}>
              <p>
                <span className="font-semibold">Lost:</span> {settingsText(axes, settings)}
              </p>
              <p className="text-xs text-muted-foreground">{reasons.join(' Then: ')}</p>
            </li>
          ))}
        </ul>
      </CardContent>
    </Card>
  )
}

function download(csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'sweep.csv'
  link.click()
  URL.revokeObjectURL(url)
}
