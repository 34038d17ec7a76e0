'use client'

import { useActionState } from 'react'
import { Alert } from '@/components/ui/alert'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'

type Action = (previous: ActionState, payload: unknown) => Promise<ActionState>

/** The demo account in words, and one button that signs in with it: a form of its own, so that it works without scripts, too. */
export function DemoSignIn({
  action,
  next,
  email,
  password,
}: {
  action: Action
  next: string
  email: string
  password: string
}) {
  const [state, submit] = useActionState(action, idle)
  return (
    <Alert tone="info" title="Look around with the demo account">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
        <dt className="text-muted-foreground">E-mail</dt>
        <dd className="font-mono text-[0.8125rem] break-all select-all">{email}</dd>
        <dt className="text-muted-foreground">Password</dt>
        <dd className="font-mono text-[0.8125rem] break-all select-all">{password}</dd>
      </dl>
      <form action={submit} className="mt-2.5 grid gap-1.5">
        <input type="hidden" name="email" value={email} />
        <input type="hidden" name="password" value={password} />
        <input type="hidden" name="next" value={next} />
        <SubmitButton variant="secondary" pendingLabel="Signing in..." className="w-full">
          Use the demo account
        </SubmitButton>
        <p role="status" aria-live="polite" className="text-xs text-loss empty:hidden">
          {state.status === 'failed' ? state.message : ''}
        </p>
      </form>
    </Alert>
  )
}
