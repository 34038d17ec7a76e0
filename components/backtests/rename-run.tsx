'use client'

import { useActionState } from 'react'
import type { FormAction } from '@/components/trading/bot-commands'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle } from '@/lib/action-state'

/** Another name for a run, behind a quiet disclosure. */
export function RenameRun({
  backtestId,
  name,
  action,
}: {
  backtestId: string
  name: string
  action: FormAction
}) {
  const [state, submit] = useActionState(action, idle)
  const sent = 'values' in state ? state.values.name : undefined
  const error = state.status === 'invalid' ? state.faults[0]?.message : undefined
  return (
    <details className="mt-1" open={state.status === 'invalid' || state.status === 'failed' || undefined}>
      <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-link">Rename</summary>
      <form action={submit} noValidate className="mt-2 grid max-w-md gap-1.5">
        <input type="hidden" name="backtestId" value={backtestId} />
        <Field name="name" scope="rename" label="Name" error={error} required>
          {(control) => (
            <div className="flex gap-2">
              <Input {...control} key={name} defaultValue={sent ?? name} maxLength={80} autoComplete="off" />
              <SubmitButton variant="secondary" pendingLabel="Saving…" className="h-10">
                Rename
              </SubmitButton>
            </div>
          )}
        </Field>
        <p
          role="status"
          aria-live="polite"
          className={`text-xs empty:hidden ${state.status === 'success' ? 'text-profit' : 'text-loss'}`}
        >
          {state.status === 'success' || state.status === 'failed' ? state.message : ''}
        </p>
      </form>
    </details>
  )
}
