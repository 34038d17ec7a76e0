import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Alert } from '@/components/ui/alert'
import { currentUser } from '@/lib/auth/current-user'
import { demoHint } from '@/lib/auth/demo-hint'
import { safeNext } from '@/lib/auth/safe-next'
import { AuthCard } from '../auth-card'
import { signInAction } from './actions'
import { DemoSignIn } from './demo-sign-in'
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
      {demo && <DemoSignIn action={signInAction} next={next} email={demo.email} password={demo.password} />}
      <SignInForm action={signInAction} next={next} />
    </AuthCard>
  )
}
