'use client'

import { useActionState } from 'react'
import { Alert } from '@/components/ui/alert'
import { ErrorSummary } from '@/components/ui/error-summary'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'
import { PasswordInput } from '../password-input'

type Action = (previous: ActionState, payload: unknown) => Promise<ActionState>

/** E-mail and password. After a refusal the address stays and the password is empty. */
export function SignInForm({ action, next }: { action: Action; next: string }) {
  const [state, submit] = useActionState(action, idle)
  const faults = state.status === 'invalid' ? state.faults : []
  const errorOf = (field: string) => faults.find((fault) => fault.field === field)?.message
  const values = 'values' in state ? state.values : {}
  return (
    <form action={submit} noValidate className="grid gap-4">
      <ErrorSummary faults={faults} />
      {state.status === 'failed' && (
        <Alert tone="error" live>
          {state.message}
        </Alert>
      )}
      <input type="hidden" name="next" value={next} />
      <Field name="email" label="E-mail address" required error={errorOf('email')}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            inputMode="email"
            defaultValue={values.email}
          />
        )}
      </Field>
      <Field name="password" label="Password" required error={errorOf('password')}>
        {(control) => <PasswordInput control={control} autoComplete="current-password" />}
      </Field>
      <SubmitButton size="lg" pendingLabel="Signing in..." className="mt-1 w-full">
        Sign in
      </SubmitButton>
    </form>
  )
}
