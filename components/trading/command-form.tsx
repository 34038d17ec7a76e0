'use client'

import { useActionState, useId, type ReactNode } from 'react'
import { SubmitButton } from '@/components/ui/submit-button'
import type { ButtonProps } from '@/components/ui/button'
import { idle } from '@/lib/action-state'
import type { FormAction } from './bot-commands'

/** One command as a form of one button, with its outcome said beneath. A refused command stays visible with the sentence why. */
export function CommandForm({
  action,
  fields,
  pendingLabel,
  why = null,
  whyId,
  children,
  ...button
}: {
  action: FormAction
  fields: Readonly<Record<string, string>>
  pendingLabel: string
  /** Why the command is not possible now; null = possible. */
  why?: string | null
  /** Where the page shows that sentence; without it the sentence stands beneath the button. */
  whyId?: string
  children: ReactNode
} & Pick<ButtonProps, 'variant' | 'size' | 'className'>) {
  const [state, submit] = useActionState(action, idle)
  const id = useId()
  return (
    <form action={submit} className="grid gap-1">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton
        {...button}
        pendingLabel={pendingLabel}
        disabled={why !== null}
        aria-describedby={why === null ? undefined : (whyId ?? id)}
      >
        {children}
      </SubmitButton>
      {why !== null && whyId === undefined && (
        <p id={id} className="max-w-64 text-xs leading-relaxed text-muted-foreground">
          {why}
        </p>
      )}
      <p role="status" aria-live="polite" className="max-w-64 text-xs text-loss empty:hidden">
        {state.status === 'failed'
          ? state.message
          : state.status === 'invalid'
            ? state.faults[0]?.message
            : ''}
      </p>
    </form>
  )
}
