import type { Metadata } from 'next'
import Link from 'next/link'
import { buttonVariants } from '@/components/ui/button'
import { Card, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { pendingUsers, usersPage } from '@/lib/admin/views'
import { requireAdmin } from '@/lib/auth/tenant'
import { PendingUsers } from './pending-users'
import { UsersTable } from './users-table'

export const metadata: Metadata = { title: 'Administration' }

export default async function AdminPage({ searchParams }: PageProps<'/admin'>) {
  const admin = await requireAdmin()
  const { from } = await searchParams
  const [waiting, page] = await Promise.all([pendingUsers(admin), usersPage(admin, from)])
  return (
    <div className="grid gap-6">
      <PageHeader
        title="Administration"
        meta="Who may use this installation. Every decision is written to the audit log."
      />
      <Card>
        <CardHeader>
          <div>
            <CardTitle>Waiting for approval ({waiting.total})</CardTitle>
            <CardDescription>Longest first. The user sees your decision at the next visit.</CardDescription>
          </div>
        </CardHeader>
        <PendingUsers users={waiting.users} />
      </Card>
      <Card>
        <CardHeader>
          <div>
            <CardTitle>Users</CardTitle>
            <CardDescription>
              A suspended user keeps the exits of open positions; bots open nothing new.
            </CardDescription>
          </div>
        </CardHeader>
        <UsersTable users={page.users} />
        {(page.next !== null || from !== undefined) && (
          <CardFooter>
            {from !== undefined && (
              <Link href="/admin" className={buttonVariants({ variant: 'secondary', size: 'sm' })}>
                Newest
              </Link>
            )}
            {page.next !== null && (
              <Link
                href={{ pathname: '/admin', query: { from: page.next } }}
                className={buttonVariants({ variant: 'secondary', size: 'sm' })}
              >
                Older
              </Link>
            )}
          </CardFooter>
        )}
      </Card>
    </div>
  )
}
