import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CommandForm } from '@/components/trading/command-form'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { AbsoluteTime } from '@/components/ui/relative-time'
import { currentUser } from '@/lib/auth/current-user'
import type { Account } from '@/lib/users/account'
import { AuthCard } from '../auth-card'
import { signOutAction } from '../sign-out/actions'

export const metadata: Metadata = { title: 'Account status' }

export default async function PendingPage() {
  const user = await currentUser()
  if (!user) redirect('/sign-in?next=/pending')
  if (user.account.status === 'ACTIVE') redirect('/dashboard')
  return (
    <AuthCard title={titleOf(user.account)} lead={`Signed in as ${user.account.email}.`}>
      <Standing account={user.account} />
      <Button asChild className="w-full">
        {/* A plain link: the answer must come from the server, not from what the browser kept. */}
        <a href="/pending">Check again</a>
      </Button>
      <CommandForm
        action={signOutAction}
        fields={{}}
        pendingLabel="Signing out..."
        variant="secondary"
        className="w-full"
      >
        Sign out
      </CommandForm>
    </AuthCard>
  )
}

const titleOf = ({ status }: Account): string =>
  status === 'REJECTED'
    ? 'Your account was not approved'
    : status === 'SUSPENDED'
      ? 'Your account is suspended'
      : 'Your account waits for approval'

function Standing({ account }: { account: Account }) {
  const since = <AbsoluteTime at={account.statusAt.toISOString()} zone />
  if (account.status === 'REJECTED') {
    return (
      <>
        <Alert tone="error" title="The reason given">
          {account.statusReason ?? 'No reason was written down.'}
        </Alert>
        <p className="text-sm leading-relaxed text-muted-foreground">
          Decided {since}. If you think this is a mistake, answer the person who runs this installation: an
          administrator can still approve the account.
        </p>
      </>
    )
  }
  if (account.status === 'SUSPENDED') {
    return (
      <>
        <Alert tone="warning" title="The reason given">
          {account.statusReason ?? 'No reason was written down.'}
        </Alert>
        <p className="text-sm leading-relaxed text-muted-foreground">
          Suspended {since}. Your bots open no new deals; exits of open positions go on.
        </p>
      </>
    )
  }
  return (
    <ul className="grid list-disc gap-2 pl-5 text-sm leading-relaxed text-muted-foreground">
      <li>
        Asked <AbsoluteTime at={account.createdAt.toISOString()} zone />.
      </li>
      <li>An administrator of this installation decides. There is nothing more for you to do.</li>
      <li>Check again to see the decision; once approved this page takes you to your dashboard.</li>
    </ul>
  )
}
