'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { publicAction } from '@/lib/action'
import { signOutHere } from '@/lib/auth/sign-in'

/** Ends this browser's session. Open to everybody: who waits for approval must be able to leave, too. */
export const signOutAction = publicAction(z.strictObject({}), async () => {
  await signOutHere()
  redirect('/sign-in?ended')
})
