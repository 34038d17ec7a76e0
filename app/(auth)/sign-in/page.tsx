import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Alert } from '@/components/ui/alert'
import { currentUser } from '@/lib/auth/current-user'
import { demoHint } from '@/lib/auth/demo-hint'
import { safeNext } from '@/lib/auth/safe-next'
import { AuthCard } from '../auth-card'
import { signInAction } from './actions'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const query = await searchParams
  const next = safeNext(query.next)
  if (await currentUser()) redirect(next)
  const demo = demoHint()
  return (
    <AuthCard
      title="Sign in"
      lead="Your bots keep running while you are away."
      foot={
        <>
          New here?{' '}
          <Link href="/register" className="text-link underline underline-offset-4">
            Create an account
          </Link>
        </>
      }
    >
      {query.ended !== undefined && <Alert tone="success">You are signed out.</Alert>}
      {demo && (
        <Alert tone="info" title="Look around with the demo account">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            <dt className="text-muted-foreground">E-mail</dt>
            <dd className="font-mono text-[0.8125rem] break-all select-all">{demo.email}</dd>
            <dt className="text-muted-foreground">Password</dt>
            <dd className="font-mono text-[0.8125rem] break-all select-all">{demo.password}</dd>
          </dl>
        </Alert>
      )}
      <SignInForm action={signInAction} next={next} />
    </AuthCard>
  )
}
