'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { adminAction } from '@/lib/action'
import { decideOnUser, decisions, type DecisionFailure } from '@/lib/admin/service'
import { fail, ok } from '@/lib/domain/result'

const decisionForm = z.strictObject({
  userId: z.string().max(64),
  decision: z.enum(decisions),
  reason: z.string().max(500, 'Use at most 500 characters.').default(''),
})

const done = {
  approve: 'Approved.',
  reject: 'Rejected.',
  suspend: 'Suspended.',
  reinstate: 'Reinstated.',
} as const

export const decideOnUserAction = adminAction(decisionForm, async (admin, input) => {
  const decided = await decideOnUser(admin, input)
  if (!decided.ok) return fail({ kind: decided.error.kind, ...explain(decided.error) })
  revalidatePath('/admin')
  return ok(done[input.decision])
})

function explain({ kind }: DecisionFailure) {
  switch (kind) {
    case 'own-account':
      return { message: 'Nobody decides on his own account.' }
    case 'not-found':
      return { message: 'There is no such user, or it is an administrator.' }
    case 'already-decided':
      return { message: 'Somebody has decided on this user in the meantime. Load the page again.' }
    case 'reason-missing':
      return {
        message: 'A reason is missing.',
        faults: [{ field: 'reason', message: 'Write a reason; the user reads it.' }],
      }
  }
}
