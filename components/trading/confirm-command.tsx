'use client'

import { useActionState, useId, useState, type ReactNode } from 'react'
import { Alert } from '@/components/ui/alert'
import {
  AlertDialog,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogSafe,
  AlertDialogTitle,
  AlertDialogTrigger,
} from '@/components/ui/alert-dialog'
import { Button, type ButtonProps } from '@/components/ui/button'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'
import type { FormAction } from './bot-commands'

/** A quiet button whose dialog says what will happen; both answers are named for their outcome. */
export function ConfirmCommand({
  action,
  fields,
  title,
  description,
  outcome,
  pendingLabel,
  keep,
  why = null,
  whyId,
  danger = false,
  children,
  ...button
}: {
  action: FormAction
  fields: Readonly<Record<string, string>>
  title: string
  description: ReactNode
  outcome: string
  pendingLabel: string
  /** The answer that changes nothing: "Keep the deal". */
  keep: string
  /** Why the command is not possible now; null = possible. */
  why?: string | null
  /** Where the page shows that sentence; without it the sentence stands beneath the button. */
  whyId?: string
  danger?: boolean
  children: ReactNode
} & Pick<ButtonProps, 'variant' | 'size' | 'className'>) {
  const [open, setOpen] = useState(false)
  const ownId = useId()
  const [state, submit] = useActionState(async (previous: ActionState, form: FormData) => {
    const next = await action(previous, form)
    if (next.status === 'success') setOpen(false)
    return next
  }, idle)
  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <Button
          {...button}
          disabled={why !== null}
          aria-describedby={why === null ? undefined : (whyId ?? ownId)}
        >
          {children}
        </Button>
      </AlertDialogTrigger>
      {why !== null && whyId === undefined && (
        <p id={ownId} className="text-xs leading-relaxed text-muted-foreground">
          {why}
        </p>
      )}
      <AlertDialogContent>
        <AlertDialogTitle>{title}</AlertDialogTitle>
        <AlertDialogDescription asChild>
          <div>{description}</div>
        </AlertDialogDescription>
        <form action={submit} className="grid gap-4">
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {state.status === 'failed' && (
            <Alert tone="error" live>
              {state.message}
            </Alert>
          )}
          <AlertDialogFooter>
            <AlertDialogSafe>{keep}</AlertDialogSafe>
            <SubmitButton variant={danger ? 'danger' : 'primary'} pendingLabel={pendingLabel}>
              {outcome}
            </SubmitButton>
          </AlertDialogFooter>
        </form>
      </AlertDialogContent>
    </AlertDialog>
  )
}
