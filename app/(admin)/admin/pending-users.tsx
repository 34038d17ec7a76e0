import { CommandForm } from '@/components/trading/command-form'
import { EmptyState } from '@/components/ui/empty-state'
import { AbsoluteTime } from '@/components/ui/relative-time'
import type { PendingUserView } from '@/lib/admin/views'
import { decideOnUserAction } from './actions'
import { ReasonForm } from './reason-form'

/** Who waits for a decision, longest first. */
export function PendingUsers({ users }: { users: readonly PendingUserView[] }) {
  if (users.length === 0) {
    return (
      <EmptyState title="Nobody waits">
        New registrations appear here until you approve or reject them.
      </EmptyState>
    )
  }
  return (
    <ul className="divide-y divide-border">
      {users.map((user) => (
        <li
          key={user.userId}
          className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 py-3"
        >
          <div className="grid min-w-0 gap-0.5">
            <p className="text-sm font-medium break-all">{user.email}</p>
            <p className="text-xs text-muted-foreground">
              Asked <AbsoluteTime at={user.askedAt} />
            </p>
          </div>
          <div className="flex flex-wrap items-start gap-2">
            <CommandForm
              action={decideOnUserAction}
              fields={{ userId: user.userId, decision: 'approve' }}
              pendingLabel="Approving..."
              size="sm"
            >
              Approve
            </CommandForm>
            <ReasonForm
              action={decideOnUserAction}
              userId={user.userId}
              decision="reject"
              label="Reject"
              pendingLabel="Rejecting..."
            />
          </div>
        </li>
      ))}
    </ul>
  )
}
