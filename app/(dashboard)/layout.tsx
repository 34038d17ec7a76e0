import type { ReactNode } from 'react'
import { signOutAction } from '@/app/(auth)/sign-out/actions'
import { AppShell } from '@/components/layout/app-shell'
import { ClockProvider } from '@/components/layout/clock'
import { currentUser } from '@/lib/auth/current-user'
import { isAdmin, requireTenant } from '@/lib/auth/tenant'
import { planIdOf, planOf } from '@/lib/domain/plans'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const tenant = await requireTenant()
  const user = await currentUser()
  return (
    <ClockProvider serverNow={new Date().getTime()}>
      <AppShell
        email={user?.account.email ?? ''}
        planName={planOf(planIdOf(tenant.plan)).name}
        isAdmin={isAdmin(tenant)}
        signOut={signOutAction}
      >
        {children}
      </AppShell>
    </ClockProvider>
  )
}
