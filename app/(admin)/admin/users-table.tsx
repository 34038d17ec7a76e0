import { CommandForm } from '@/components/trading/command-form'
import { Badge } from '@/components/ui/badge'
import { RecordCard, RecordFact, RecordList } from '@/components/ui/record-list'
import { AbsoluteTime } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { UserRowView } from '@/lib/admin/views'
import { planIdOf, planOf } from '@/lib/domain/plans'
import type { AccountStatus } from '@/lib/users/account'
import { decideOnUserAction } from './actions'
import { ReasonForm } from './reason-form'

/** All users of one page, with what may be done to each. On a phone each is a card. */
export function UsersTable({ users }: { users: readonly UserRowView[] }) {
  return (
    <>
      <RecordList label="Users">
        {users.map((user) => (
          <UserCard key={user.userId} user={user} />
        ))}
      </RecordList>
      <div className="hidden md:block">
        <Table caption="Users">
          <TableHead>
            <tr>
              <TableHeader>E-mail</TableHeader>
              <TableHeader>Status</TableHeader>
              <TableHeader>Plan</TableHeader>
              <TableHeader numeric>Bots</TableHeader>
              <TableHeader>Registered</TableHeader>
              <TableHeader>Decide</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {users.map((user) => (
              <UserRow key={user.userId} user={user} />
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  )
}

function UserRow({ user }: { user: UserRowView }) {
  return (
    <TableRow>
      <TableCell>
        <Person user={user} />
      </TableCell>
      <TableCell>
        <Badge tone={tones[user.status]}>{words[user.status]}</Badge>
        {user.statusReason && (
          <p className="mt-1 max-w-64 text-xs text-muted-foreground">{user.statusReason}</p>
        )}
      </TableCell>
      <TableCell>{planOf(planIdOf(user.plan)).name}</TableCell>
      <TableCell numeric>{user.bots}</TableCell>
      <TableCell>
        <AbsoluteTime at={user.createdAt} />
      </TableCell>
      <TableCell>{user.role === 'USER' && <Decide user={user} />}</TableCell>
    </TableRow>
  )
}

function UserCard({ user }: { user: UserRowView }) {
  return (
    <RecordCard
      title={<Person user={user} />}
      figure={<Badge tone={tones[user.status]}>{words[user.status]}</Badge>}
      sentence={user.statusReason}
    >
      <RecordFact label="Plan">{planOf(planIdOf(user.plan)).name}</RecordFact>
      <RecordFact label="Bots">{user.bots}</RecordFact>
      <RecordFact label="Registered" wide>
        <AbsoluteTime at={user.createdAt} />
      </RecordFact>
      {user.role === 'USER' && (
        <RecordFact label="Decide" wide>
          <Decide user={user} />
        </RecordFact>
      )}
    </RecordCard>
  )
}

function Person({ user }: { user: UserRowView }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span className="break-all">{user.email}</span>
      {user.role === 'ADMIN' && (
        <Badge tone="accent">{user.isSelf ? 'Administrator, you' : 'Administrator'}</Badge>
      )}
      {user.isDemo && <Badge>Demo</Badge>}
    </span>
  )
}

function Decide({ user }: { user: UserRowView }) {
  switch (user.status) {
    case 'PENDING':
    case 'REJECTED':
      return (
        <CommandForm
          action={decideOnUserAction}
          fields={{ userId: user.userId, decision: 'approve' }}
          pendingLabel="Approving..."
          variant="secondary"
          size="sm"
        >
          Approve
        </CommandForm>
      )
    case 'ACTIVE':
      return (
        <ReasonForm
          action={decideOnUserAction}
          userId={user.userId}
          decision="suspend"
          label="Suspend"
          pendingLabel="Suspending..."
        />
      )
    case 'SUSPENDED':
      return (
        <CommandForm
          action={decideOnUserAction}
          fields={{ userId: user.userId, decision: 'reinstate' }}
          pendingLabel="Reinstating..."
          variant="secondary"
          size="sm"
        >
          Reinstate
        </CommandForm>
      )
  }
}

const words: Readonly<Record<AccountStatus, string>> = {
  PENDING: 'Waits for approval',
  ACTIVE: 'Active',
  REJECTED: 'Rejected',
  SUSPENDED: 'Suspended',
}
const tones = { PENDING: 'warning', ACTIVE: 'profit', REJECTED: 'neutral', SUSPENDED: 'loss' } as const
