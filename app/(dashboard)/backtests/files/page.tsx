import { FileSpreadsheet, Trash2 } from 'lucide-react'
import type { Metadata } from 'next'
import { BacktestTabs } from '@/components/backtests/backtest-tabs'
import { UploadFile } from '@/components/backtests/upload-file'
import { barWords, countText, dayText } from '@/components/backtests/words'
import { ConfirmCommand } from '@/components/trading/confirm-command'
import { symbolName } from '@/components/trading/format'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { requireTenant } from '@/lib/auth/tenant'
import { backtestUsage, listUploads } from '@/lib/backtests/queries'
import type { UploadView } from '@/lib/backtests/views'
import { deleteUploadAction } from '../actions'

export const metadata: Metadata = { title: 'Candle files' }

export default async function CandleFilesPage() {
  const tenant = await requireTenant()
  const [uploads, usage] = await Promise.all([listUploads(tenant), backtestUsage(tenant)])
  const { files, candlesPerFile } = usage.limits
  return (
    <>
      <PageHeader
        title="Candle files"
        meta={`Candles of yours for back-tests. ${usage.planName} keeps ${files}; ${uploads.length} are kept.`}
      />
      <BacktestTabs current="files" counts={{ runs: usage.stored, files: uploads.length }} />
      <Card>
        <CardHeader>
          <CardTitle>Upload a file</CardTitle>
        </CardHeader>
        <CardContent>
          <UploadFile hint={`At most ${countText(candlesPerFile)} candles and 32 MB. Nobody else sees it.`} />
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>Kept files</CardTitle>
        </CardHeader>
        {uploads.length === 0 ? (
          <EmptyState icon={<FileSpreadsheet />} title="No candle files yet">
            A file lets you test on prices that no connected exchange has, or on a period you have picked
            yourself.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-border border-t border-border">
            {uploads.map((upload) => (
              <FileRow key={upload.id} upload={upload} />
            ))}
          </ul>
        )}
      </Card>
    </>
  )
}

function FileRow({ upload }: { upload: UploadView }) {
  const { id, name, symbol, barMs, count, missing, gaps } = upload
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="grid min-w-0 gap-0.5">
        <p className="font-medium break-words">{name}</p>
        <p className="text-xs leading-relaxed text-muted-foreground">
          {symbolName(symbol)}, {countText(count)} {barWords(barMs)} candles,{' '}
          {dayText(Date.parse(upload.firstOpen))} to {dayText(Date.parse(upload.lastOpen))}
        </p>
        {missing > 0 && (
          <p className="text-xs leading-relaxed text-warning">
            {countText(missing)} candles are missing, from{' '}
            {gaps.map(({ from }) => new Date(from).toISOString().slice(0, 16).replace('T', ' ')).join('; ')}{' '}
            UTC.
          </p>
        )}
      </div>
      <ConfirmCommand
        action={deleteUploadAction}
        fields={{ uploadId: id }}
        title={`Delete “${name}”?`}
        description="Results of runs that used it are kept; they can no longer be repeated."
        outcome="Delete file"
        keep="Keep file"
        pendingLabel="Deleting…"
        danger
        variant="ghost"
        size="sm"
      >
        <Trash2 aria-hidden />
        Delete <span className="sr-only">{name}</span>
      </ConfirmCommand>
    </li>
  )
}
