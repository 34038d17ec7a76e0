import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CommandForm } from '@/components/trading/command-form'
import { Badge } from '@/components/ui/badge'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { AbsoluteTime, ZoneName } from '@/components/ui/relative-time'
import { currentUser } from '@/lib/auth/current-user'
import { sessionsOf, type SessionView } from '@/lib/auth/sessions'
import { requireTenant } from '@/lib/auth/tenant'
import { endAllSessionsAction, endOtherSessionsAction, endSessionAction } from './actions'

export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage() {
  await requireTenant()
  const user = await currentUser()
  if (!user) redirect('/sign-in')
  const sessions = await sessionsOf(user)
  return (
    <div className="grid gap-6">
      <PageHeader
        title="Sessions"
        meta="Where you are signed in. A session ends after 12 hours without use, and after 7 days in any case."
      />
      <Card>
        <CardHeader>
          <div>
            <CardTitle>Signed in</CardTitle>
            <CardDescription>
              Ending a session acts at its next request. Times in <ZoneName />.
            </CardDescription>
          </div>
        </CardHeader>
        <CardContent>
          <ul className="divide-y divide-border">
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        </CardContent>
        <CardFooter>
          <CommandForm
            action={endOtherSessionsAction}
            fields={{}}
            pendingLabel="Signing out..."
            variant="secondary"
            why={sessions.length > 1 ? null : 'You are signed in nowhere else.'}
          >
            Sign out everywhere else
          </CommandForm>
          <CommandForm
            action={endAllSessionsAction}
            fields={{}}
            pendingLabel="Signing out..."
            variant="danger-quiet"
          >
            Sign out everywhere
          </CommandForm>
        </CardFooter>
      </Card>
    </div>
  )
}

function SessionRow({ session }: { session: SessionView }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="grid gap-0.5">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {session.device}
          {session.isCurrent && <Badge tone="accent">This browser</Badge>}
        </p>
        <p className="text-xs text-muted-foreground">
          Last used <AbsoluteTime at={session.lastSeenAt} />, signed in{' '}
          <AbsoluteTime at={session.createdAt} />
          {session.network !== 'direct' && `, network ${session.network}`}
        </p>
      </div>
      {!session.isCurrent && (
        <CommandForm
          action={endSessionAction}
          fields={{ id: session.id }}
          pendingLabel="Ending..."
          variant="secondary"
          size="sm"
        >
          Sign out there
        </CommandForm>
      )}
    </li>
  )
}
