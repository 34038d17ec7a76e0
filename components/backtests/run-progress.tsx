'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { CommandForm } from '@/components/trading/command-form'
import type { FormAction } from '@/components/trading/bot-commands'
import { Card } from '@/components/ui/card'
import type { BacktestProgress } from '@/lib/backtests/views'
import { countText } from './words'

const EVERY_MS = 1_000

/** How far a run is, asked every second while the tab is visible; when it has ended the page shows its result. */
export function RunProgress({
  backtestId,
  first,
  cancel,
}: {
  backtestId: string
  first: BacktestProgress
  cancel: FormAction
}) {
  const router = useRouter()
  const [progress, setProgress] = useState(first)
  const [isAway, setAway] = useState(false)
  const hasEnded = !isOpen(progress)
  useEffect(() => {
    if (hasEnded) {
      router.refresh()
      return
    }
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return
      void readProgress(backtestId).then((answer) => {
        setAway(answer === null)
        if (answer !== null) setProgress(answer)
      })
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [backtestId, hasEnded, router])
  const share = progress.total === 0 ? 0 : Math.min(1, progress.done / progress.total)
  const percent = Math.floor(share * 100)
  return (
    <Card className="grid gap-4 p-5 sm:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="progress-name" className="text-[0.9375rem] font-semibold tracking-tight">
          {progress.cancelling ? 'Cancelling' : phaseWords(progress)}
        </h2>
        <p className="text-sm text-muted-foreground tabular-nums">
          {progress.status === 'queued'
            ? aheadSentence(progress.ahead)
            : `${countText(progress.done)} of ${countText(progress.total)} candles`}
        </p>
      </div>
      <div
        role="progressbar"
        aria-labelledby="progress-name"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent} %, ${countText(progress.done)} of ${countText(progress.total)} candles`}
        className="h-2.5 overflow-hidden rounded-full bg-muted"
      >
        <div
          className="h-full rounded-full bg-primary transition-[width] duration-500 motion-reduce:transition-none"
          style={{ width: `${Math.max(share * 100, 1)}%` }}
        />
      </div>
      <p role="status" aria-live="polite" className="text-sm text-muted-foreground">
        {isAway
          ? 'The server could not be asked just now. The run goes on; this page asks again.'
          : 'You can leave this page: the run goes on and its result is kept.'}
      </p>
      <div>
        <CommandForm
          action={cancel}
          fields={{ backtestId }}
          pendingLabel="Cancelling…"
          variant="secondary"
          why={progress.cancelling ? 'It ends within a second or two.' : null}
        >
          Cancel the run
        </CommandForm>
      </div>
    </Card>
  )
}

const isOpen = ({ status }: BacktestProgress): boolean => status === 'queued' || status === 'running'

function phaseWords({ status, phase }: BacktestProgress): string {
  if (status === 'queued' || phase === 'waiting') return 'Waiting for its turn'
  if (phase === 'loading') return 'Loading candles'
  return phase === 'writing' ? 'Writing the report' : 'Running the strategy over the candles'
}

const aheadSentence = (ahead: number): string =>
  ahead === 0 ? 'next in line' : `${ahead} ${ahead === 1 ? 'run is' : 'runs are'} before it`

async function readProgress(backtestId: string): Promise<BacktestProgress | null> {
  try {
    const answer = await fetch(`/api/app/backtests/${backtestId}`, { cache: 'no-store' })
    // The route is ours and typed by the same view.
    return answer.ok ? ((await answer.json()) as BacktestProgress) : null
  } catch {
    return null
  }
}
