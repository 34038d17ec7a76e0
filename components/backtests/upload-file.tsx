'use client'

import { Upload } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field, fieldId } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

type Outcome =
  | { readonly kind: 'none' | 'sending' }
  | { readonly kind: 'kept'; readonly name: string }
  | { readonly kind: 'refused'; readonly field: string | null; readonly message: string }

const SCOPE = 'upload'

/** Sends a candle file without leaving the page: it can stand inside a form, whose inputs keep what was typed. */
export function UploadFile({ hint }: { hint: string }) {
  const router = useRouter()
  const [file, setFile] = useState<File | null>(null)
  const [symbol, setSymbol] = useState('')
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' })
  const formatId = useId()
  const errorOf = (field: string) =>
    outcome.kind === 'refused' && outcome.field === field ? outcome.message : undefined

  async function send() {
    if (file === null) {
      setOutcome({ kind: 'refused', field: 'file', message: 'Choose a file.' })
      document.getElementById(fieldId('file', SCOPE))?.focus()
      return
    }
    setOutcome({ kind: 'sending' })
    const next = await upload(file, symbol)
    setOutcome(next)
    if (next.kind === 'kept') router.refresh()
    else if (next.kind === 'refused' && next.field !== null) {
      document.getElementById(fieldId(next.field, SCOPE))?.focus()
    }
  }

  return (
    <div role="group" aria-label="Upload a candle file" className="grid gap-4">
      <p id={formatId} className="text-xs leading-relaxed text-muted-foreground">
        CSV or CSV.gz with the first line{' '}
        <code className="rounded bg-muted px-1 py-0.5 font-mono text-[0.6875rem] break-all">
          timestamp,open,high,low,close,volume
        </code>
        : opening time in milliseconds UTC, one candle a line, oldest first. {hint}
      </p>
      <div className="grid gap-4 @md:grid-cols-[1.4fr_1fr_auto] @md:items-start">
        <Field name="file" scope={SCOPE} label="File" error={errorOf('file') ?? errorOf('name')}>
          {({ name: _, ...control }) => (
            <input
              {...control}
              type="file"
              accept=".csv,.gz,text/csv,application/gzip"
              onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              className="w-full min-w-0 rounded-lg border border-input bg-card text-sm file:mr-3 file:h-10 file:border-0 file:border-r file:border-border file:bg-muted file:px-3 file:text-sm file:font-medium"
            />
          )}
        </Field>
        <Field name="symbol" scope={SCOPE} label="Market of the candles" error={errorOf('symbol')}>
          {({ name: _, ...control }) => (
            <Input
              {...control}
              value={symbol}
              placeholder="BTC/USDT"
              autoComplete="off"
              onChange={(event) => setSymbol(event.target.value)}
            />
          )}
        </Field>
        <Button
          variant="secondary"
          className="h-10 @md:mt-[1.625rem]"
          disabled={outcome.kind === 'sending'}
          onClick={() => void send()}
        >
          <Upload aria-hidden />
          {outcome.kind === 'sending' ? 'Uploading…' : 'Upload'}
        </Button>
      </div>
      <div role="status" aria-live="polite" className="empty:hidden">
        {outcome.kind === 'refused' && outcome.field === null && (
          <Alert tone="error">{outcome.message}</Alert>
        )}
        {outcome.kind === 'kept' && (
          <Alert tone="success">“{outcome.name}” is kept and can be chosen now.</Alert>
        )}
      </div>
    </div>
  )
}

async function upload(file: File, symbol: string): Promise<Outcome> {
  const name = file.name.replace(/(\.csv)?(\.gz)?$/i, '').slice(0, 80) || 'Candles'
  try {
    const response = await fetch(`/api/app/candles/uploads?${new URLSearchParams({ name, symbol })}`, {
      method: 'POST',
      body: file,
    })
    if (response.ok) return { kind: 'kept', name }
    const body: unknown = await response.json().catch(() => null)
    const error = isRecord(body) && isRecord(body.error) ? body.error : {}
    const wait = Number(response.headers.get('retry-after') ?? 0)
    const message =
      typeof error.message === 'string'
        ? error.message
        : response.status === 429
          ? `Too many files at once. Try again in ${Math.ceil(wait / 60)} minutes.`
          : 'The file was not kept. Sign in again in another tab and try once more.'
    return { kind: 'refused', field: typeof error.field === 'string' ? error.field : null, message }
  } catch {
    return { kind: 'refused', field: null, message: 'The file could not be sent. Check your connection.' }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
