import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { EngineRun } from '@/components/engine/use-engine'
import type { EngineFailure } from '@/components/engine/engine-pool'
import type { HistoryView } from '@/lib/bots/views'
import type { JobKind } from '@/lib/domain/engine/engine-jobs'

/** Heading of a panel with where its prices come from. */
export function PanelHeader({
  id,
  title,
  history,
  children,
}: {
  id: string
  title: string
  history: HistoryView | null
  children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h3 id={id} className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-semibold tracking-tight">
        {title}
        {history !== null && <Badge>{history.label}</Badge>}
      </h3>
      {children}
    </div>
  )
}

/** Figures that stay while newer ones are computed, marked as what they are. */
export function Figures<Kind extends JobKind>({
  run,
  why,
  children,
}: {
  run: EngineRun<Kind>
  /** Why the form as it stands cannot be tested. */
  why: string | null
  children: ReactNode
}) {
  const isOld = run.isStale || why !== null
  return (
    <div
      aria-busy={run.isRunning}
      data-state={isOld ? 'stale' : 'fresh'}
      // Marked at their edge, not dimmed: old figures are read too. A run that ends within a blink shows no flicker.
      className={cn(
        '-ml-3 grid grid-cols-1 gap-5 border-l-2 border-transparent pl-2.5 transition-colors duration-100',
        isOld && 'border-warning delay-150',
      )}
    >
      {children}
    </div>
  )
}

/** One line about the run: why there is none, that it works, or how it failed. It keeps its height. */
export function RunState<Kind extends JobKind>({
  run,
  why,
  working,
}: {
  run: EngineRun<Kind>
  why: string | null
  /** What is being done, for the first time: "Loading the history". */
  working: string
}) {
  if (why === null && run.failure !== null) return <Failed failure={run.failure} again={run.again} />
  const old = run.result === null ? '' : ' The figures are those of the settings before.'
  const text =
    why !== null ? why + old : run.isRunning ? (run.isStale ? 'Being recomputed…' : `${working}…`) : ''
  return (
    <p className={cn('min-h-5 text-xs leading-5', why === null ? 'text-muted-foreground' : 'text-warning')}>
      {text}
      {why === null && run.isRunning && run.progress > 0 && (
        <span className="tabular-nums"> {Math.floor(run.progress * 100)} %</span>
      )}
    </p>
  )
}

function Failed({ failure, again }: { failure: EngineFailure; again: () => void }) {
  const title = {
    'candles-unavailable': 'There is no history to test on right now',
    refused: 'These settings could not be tested',
    unsupported: 'This browser cannot compute these figures',
    died: 'The calculation stopped unexpectedly',
    fault: 'The calculation failed',
    cancelled: 'The calculation was cancelled',
  }[failure.kind]
  return (
    <Alert
      tone="warning"
      title={title}
      live
      action={
        <Button variant="secondary" size="sm" onClick={again}>
          Try again
        </Button>
      }
    >
      {failure.message} The form works without these figures.
    </Alert>
  )
}

/** Speaks a sentence to screen readers once it has stood for a second, so that typing is not talked over. */
export function Spoken({ text }: { text: string }) {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 1_000)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {settled}
    </p>
  )
}

/** The honest notes under figures. */
export function Notes({ title, notes }: { title: string; notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <Alert tone="warning" title={title}>
      <ul className="grid list-disc gap-1 pl-4">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Alert>
  )
}
