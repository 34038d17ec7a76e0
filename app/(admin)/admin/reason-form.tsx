'use client'

import { useActionState } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'

type Action = (previous: ActionState, payload: unknown) => Promise<ActionState>

/** A decision that takes something from a user, with the reason he will read. Folded away until wanted; opens without JavaScript. */
export function ReasonForm({
  action,
  userId,
  decision,
  label,
  pendingLabel,
}: {
  action: Action
  userId: string
  decision: 'reject' | 'suspend'
  label: string
  pendingLabel: string
}) {
  const [state, submit] = useActionState(action, idle)
  const error = state.status === 'invalid' ? state.faults[0]?.message : undefined
  const values = 'values' in state ? state.values : {}
  return (
    <details className="group text-sm">
      <summary className="inline-flex h-8 cursor-pointer items-center rounded-lg px-3 text-[0.8125rem] font-medium text-loss hover:bg-loss-soft pointer-coarse:h-11">
        {label}...
      </summary>
      <form action={submit} noValidate className="mt-2 grid w-72 max-w-full gap-2">
        <input type="hidden" name="userId" value={userId} />
        <input type="hidden" name="decision" value={decision} />
        <Field
          name="reason"
          label="Reason"
          help="The user reads it."
          scope={`${decision}-${userId}`}
          required
          error={error}
        >
          {(control) => (
            <Input {...control} maxLength={500} autoComplete="off" defaultValue={values.reason} />
          )}
        </Field>
        <SubmitButton variant="danger-quiet" size="sm" pendingLabel={pendingLabel}>
          {label}
        </SubmitButton>
        <p role="status" aria-live="polite" className="text-xs text-loss empty:hidden">
          {state.status === 'failed' ? state.message : ''}
        </p>
      </form>
    </details>
  )
}
