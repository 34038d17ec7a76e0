'use client'

import Link from 'next/link'
import { useActionState, useSyncExternalStore } from 'react'
import { Alert } from '@/components/ui/alert'
import { buttonVariants } from '@/components/ui/button'
import { ErrorSummary } from '@/components/ui/error-summary'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { idle, type ActionState } from '@/lib/action-state'
import { PasswordInput } from '../password-input'

type Action = (previous: ActionState, payload: unknown) => Promise<ActionState>

/** E-mail and a new password; afterwards the answer and the way to sign in take the form's place. */
export function RegisterForm({ action }: { action: Action }) {
  const [state, submit] = useActionState(action, idle)
  const timeZone = useSyncExternalStore(nothing, browserTimeZone, () => 'UTC')
  if (state.status === 'success') return <Received message={state.message} />
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
      <input type="hidden" name="timeZone" value={timeZone} />
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
      <Field
        name="password"
        label="Password"
        help="At least 15 characters. A few words in a row are easy to remember and hard to guess; spaces are welcome."
        required
        error={errorOf('password')}
      >
        {(control) => <PasswordInput control={control} autoComplete="new-password" />}
      </Field>
      <SubmitButton size="lg" pendingLabel="Creating..." className="mt-1 w-full">
        Create account
      </SubmitButton>
    </form>
  )
}

function Received({ message }: { message: string }) {
  return (
    <div className="grid gap-4">
      <Alert tone="success" title="Received" live>
        {message}
      </Alert>
      <Link href="/sign-in" className={buttonVariants({ size: 'lg' })}>
        Go to sign-in
      </Link>
    </div>
  )
}

const nothing = () => () => undefined
const browserTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
