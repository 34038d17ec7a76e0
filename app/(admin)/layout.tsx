import type { ReactNode } from 'react'
import { signOutAction } from '@/app/(auth)/sign-out/actions'
import { AppShell } from '@/components/layout/app-shell'
import { ClockProvider } from '@/components/layout/clock'
import { currentUser } from '@/lib/auth/current-user'
import { requireAdmin } from '@/lib/auth/tenant'
import { planIdOf, planOf } from '@/lib/domain/plans'

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const admin = await requireAdmin()
  const user = await currentUser()
  return (
    <ClockProvider serverNow={new Date().getTime()}>
      <AppShell
        email={user?.account.email ?? ''}
        planName={planOf(planIdOf(admin.plan)).name}
        isAdmin
        signOut={signOutAction}
      >
        {children}
      </AppShell>
    </ClockProvider>
  )
}
