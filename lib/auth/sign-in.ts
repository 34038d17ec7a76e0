import 'server-only'
import { currentUser } from '@/lib/auth/current-user'
import { SignInRefused, signIn, signOut } from '@/lib/auth/next-auth'
import { endSession } from '@/lib/auth/sessions'
import type { SignInFailure } from '@/lib/auth/verify-sign-in'
import { fail, ok, type Result } from '@/lib/domain/result'

/** Checks the password, opens a session and sets its cookie; an earlier session of the same browser ends. */
export async function signInWithPassword(credentials: {
  readonly email: string
  readonly password: string
}): Promise<Result<null, SignInFailure>> {
  const before = await currentUser()
  try {
    await signIn('credentials', { ...credentials, redirect: false })
  } catch (error) {
    // Only a refusal is an answer; everything else, thrown redirects included, goes on.
    if (!(error instanceof SignInRefused)) throw error
    return fail({ kind: error.reason, retryAfterSeconds: error.retryAfterSeconds })
  }
  if (before) await endSession(before.account.userId, before.sessionId)
  return ok(null)
}

/** The sentence for a refused sign-in: the same for a wrong password and an unknown address. */
export function signInMessage(failure: SignInFailure): string {
  switch (failure.kind) {
    case 'wrong':
      return 'This e-mail address and password do not match an account.'
    case 'too-many':
      return `Too many attempts. Try again in ${waitText(failure.retryAfterSeconds)}.`
    case 'busy':
      return 'Many people are signing in right now. Try again in a few seconds.'
  }
}

/** Ends this browser's session in the database and removes its cookie. */
export async function signOutHere(): Promise<void> {
  const user = await currentUser()
  if (user) await endSession(user.account.userId, user.sessionId)
  await signOut({ redirect: false })
}

/** A waiting time as one reads it: seconds below two minutes, else whole minutes. */
export const waitText = (seconds: number): string =>
  seconds < 120 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : `${Math.ceil(seconds / 60)} minutes`
