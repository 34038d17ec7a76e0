'use server'

import { z } from 'zod'
import { publicAction } from '@/lib/action'
import { waitText } from '@/lib/auth/sign-in'
import { fail, ok } from '@/lib/domain/result'
import { registerUser } from '@/lib/users/register'

const registerForm = z.strictObject({
  email: z.string().min(1, 'Enter your e-mail address.'),
  password: z.string().min(1, 'Choose a password.').max(1024, 'Use at most 128 characters.'),
  timeZone: z.string().max(64).default('UTC'),
})

const firstAdmin = 'This is the first account here, so it is the administrator. You can sign in now.'
// The same words for a known address: a stranger must not learn who has an account.
const received =
  'Thank you. If this address is new here, an administrator now decides on the account. Sign in to see how it stands.'

export const registerAction = publicAction(registerForm, async (visitor, input) => {
  const registered = await registerUser({ ...input, network: visitor.network })
  if (registered.ok) return ok(registered.value === 'first-admin' ? firstAdmin : received)
  const { error } = registered
  switch (error.kind) {
    case 'invalid':
      return fail({ kind: error.kind, message: 'Please check what you entered.', faults: error.faults })
    case 'too-many':
      return fail({
        kind: error.kind,
        message: `Too many registrations from your network. Try again in ${waitText(error.retryAfterSeconds)}.`,
      })
    case 'busy':
      return fail({ kind: error.kind, message: 'The service is busy right now. Try again in a few seconds.' })
  }
})
