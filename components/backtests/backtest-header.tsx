import { Copy, Download, GitCompareArrows, Play, Trash2 } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import type { FormAction } from '@/components/trading/bot-commands'
import { ConfirmCommand } from '@/components/trading/confirm-command'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import type { BacktestView } from '@/lib/backtests/views'
import { BacktestChip, BacktestStatusBadge } from './backtest-marks'
import { RenameRun } from './rename-run'
import { barWords, pairsText, periodText } from './words'

/** Name and nature of a run, and what can be done with it. */
export function BacktestHeader({
  backtest,
  rename,
  remove,
}: {
  backtest: BacktestView
  rename: FormAction
  remove: FormAction
}) {
  const { id, name, status, summary } = backtest
  const bar = summary?.markets[0]?.barMs
  return (
    <PageHeader
      above={
        <div className="flex flex-wrap items-center gap-2">
          <BacktestChip />
          {status !== 'done' && <BacktestStatusBadge status={status} />}
        </div>
      }
      title={name}
      meta={
        <>
          <p>
            {pairsText(backtest)}. {periodText(backtest)}, {bar !== undefined && `${barWords(bar)} candles, `}
            {backtest.source}. No order was ever placed.
          </p>
          <RenameRun backtestId={id} name={name} action={rename} />
        </>
      }
      actions={
        <>
          {summary !== null && (
            <Button asChild>
              <Link href={`/bots/new?backtest=${id}` as Route}>
                <Play aria-hidden />
                Start a bot with this
              </Link>
            </Button>
          )}
          <Button asChild variant="secondary">
            <Link href={`/backtests/new?from=${id}` as Route}>
              <Copy aria-hidden />
              Change and run again
            </Link>
          </Button>
          {summary !== null && (
            <Button asChild variant="secondary">
              <Link href={`/backtests/compare?b=${id}` as Route}>
                <GitCompareArrows aria-hidden />
                Compare
              </Link>
            </Button>
          )}
          <Downloads id={id} isDone={summary !== null} />
          <ConfirmCommand
            action={remove}
            fields={{ backtestId: id }}
            title={`Delete “${name}”?`}
            description="The run and everything it found disappear. Bots and candle files stay as they are."
            outcome="Delete back-test"
            keep="Keep it"
            pendingLabel="Deleting…"
            danger
            variant="ghost"
          >
            <Trash2 aria-hidden />
            Delete
          </ConfirmCommand>
        </>
      }
    />
  )
}

const formats = [
  { format: 'json', label: 'Whole report, JSON' },
  { format: 'deals', label: 'Deals, CSV' },
  { format: 'trades', label: 'Trades, CSV' },
  { format: 'config', label: 'Settings, JSON' },
] as const

/** Works without scripts: a disclosure of plain links. */
function Downloads({ id, isDone }: { id: string; isDone: boolean }) {
  return (
    <details className="relative">
      <summary className="inline-flex h-9 cursor-pointer list-none items-center gap-2 rounded-lg border border-border-strong bg-card px-4 text-sm font-medium shadow-raised hover:bg-muted pointer-coarse:h-11 [&::-webkit-details-marker]:hidden">
        <Download aria-hidden className="size-4" />
        Download
      </summary>
      <ul className="absolute left-0 z-20 mt-1 grid min-w-48 rounded-lg border border-border bg-card p-1 shadow-overlay sm:right-0 sm:left-auto">
        {formats
          .filter(({ format }) => isDone || format === 'config')
          .map(({ format, label }) => (
            <li key={format}>
              <a
                href={`/api/app/backtests/${id}/report?format=${format}`}
                download
                className="flex h-9 items-center rounded-md px-3 text-sm hover:bg-muted pointer-coarse:h-11"
              >
                {label}
              </a>
            </li>
          ))}
      </ul>
    </details>
  )
}
