import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { currentUser } from '@/lib/auth/current-user'
import { AuthCard } from '../auth-card'
import { registerAction } from './actions'
import { RegisterForm } from './register-form'

export const metadata: Metadata = { title: 'Create an account' }

export default async function RegisterPage() {
  if (await currentUser()) redirect('/dashboard')
  return (
    <AuthCard
      title="Create an account"
      lead="Start on paper: no exchange account, no money, the same bots. An administrator approves new accounts."
      foot={
        <>
          Already registered?{' '}
          <Link href="/sign-in" className="text-link underline underline-offset-4">
            Sign in
          </Link>
        </>
      }
    >
      <RegisterForm action={registerAction} />
    </AuthCard>
  )
}
