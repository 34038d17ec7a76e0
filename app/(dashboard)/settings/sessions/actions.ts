'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { tenantAction } from '@/lib/action'
import { currentUser } from '@/lib/auth/current-user'
import { endSession, endSessions } from '@/lib/auth/sessions'
import { signOutHere } from '@/lib/auth/sign-in'
import { fail, ok } from '@/lib/domain/result'

export const endSessionAction = tenantAction(
  z.strictObject({ id: z.string().max(64) }),
  async (tenant, input) => {
    const ended = await endSession(tenant.userId, input.id)
    if (!ended) return fail({ kind: 'not-found', message: 'This session is already over.' })
    revalidatePath('/settings/sessions')
    return ok('Signed out there.')
  },
)

export const endOtherSessionsAction = tenantAction(z.strictObject({}), async (tenant) => {
  const ended = await endSessions(tenant.userId, (await currentUser())?.sessionId ?? null)
  revalidatePath('/settings/sessions')
  return ok(ended === 1 ? 'One other session ended.' : `${ended} other sessions ended.`)
})

export const endAllSessionsAction = tenantAction(z.strictObject({}), async (tenant) => {
  await endSessions(tenant.userId)
  await signOutHere()
  redirect('/sign-in?ended')
})
