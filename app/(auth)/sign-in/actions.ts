'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { publicAction } from '@/lib/action'
import { safeNext } from '@/lib/auth/safe-next'
import { signInMessage, signInWithPassword } from '@/lib/auth/sign-in'
import { fail } from '@/lib/domain/result'

const signInForm = z.strictObject({
  email: z.string().min(1, 'Enter your e-mail address.').max(300, 'This e-mail address is too long.'),
  password: z.string().min(1, 'Enter your password.').max(1024, 'This password is too long.'),
  next: z.string().optional(),
})

export const signInAction = publicAction(signInForm, async (_visitor, input) => {
  const signedIn = await signInWithPassword({ email: input.email, password: input.password })
  if (!signedIn.ok) return fail({ kind: signedIn.error.kind, message: signInMessage(signedIn.error) })
  redirect(safeNext(input.next))
})
