'use client'

import { useId } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { durationText } from './format-value'
import type { SweepState } from './use-sweep'

/** How far the sweep is, with its end within reach. */
export function SweepProgressCard({
  state,
  onCancel,
}: {
  state: Extract<SweepState, { kind: 'loading' | 'running' }>
  onCancel: () => void
}) {
  const id = useId()
  const progress = state.kind === 'running' ? state.progress : null
  const left = state.kind === 'running' ? state.msLeft : null
  return (
    <Card className="grid gap-3 px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p id={id} className="text-sm font-semibold">
          {progress === null ? 'Loading candles…' : `${progress.done} of ${progress.of} candidates`}
          {left !== null && (
            <span className="font-normal text-muted-foreground"> · {durationText(left / 1_000)} left</span>
          )}
        </p>
        <Button variant="secondary" size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <progress
        aria-labelledby={id}
        className="h-2 w-full overflow-hidden rounded-full accent-primary [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-primary"
        {...(progress === null ? {} : { value: progress.done, max: progress.of })}
      />
      <p className="text-xs text-muted-foreground">
        Runs in this browser: keep the page open. What is done stays when you cancel.
      </p>
      {progress !== null && progress.deaths > 0 && (
        <Alert tone="warning" live>
          {progress.deaths === 1 ? 'A worker has' : `${progress.deaths} workers have`} died and been replaced;
          its candidates are run once more.
        </Alert>
      )}
    </Card>
  )
}
