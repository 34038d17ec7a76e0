import 'server-only'
import type { Refusal } from '@/lib/action'
import type { Tenant } from '@/lib/auth/tenant'
import { enteredName } from '@/lib/domain/entered-name'
import { fail, ok, type Result } from '@/lib/domain/result'
import { MAX_BACKTEST_NAME } from './read-backtest-form'
import { cancelBacktest, deleteBacktest, renameBacktest } from './repository'

const gone: Refusal = { kind: 'not-found', message: 'There is no such back-test, or it was deleted.' }

/** Ends a run that waits or is under way; one that has ended stays as it is. */
export async function cancelRun(tenant: Tenant, backtestId: string): Promise<Result<string, Refusal>> {
  switch (await cancelBacktest(tenant, backtestId)) {
    case 'not-found':
      return fail(gone)
    case 'ended':
      return fail({ kind: 'conflict', message: 'It had already ended.' })
    case 'asked':
      return ok('Cancelling…')
    case 'cancelled':
      return ok('Cancelled.')
  }
}

/** Gives a run another name. */
export async function renameRun(
  tenant: Tenant,
  input: { readonly backtestId: string; readonly name: unknown },
): Promise<Result<string, Refusal>> {
  const name = enteredName(input.name, MAX_BACKTEST_NAME)
  if (!name.ok) {
    const { message } = name.error
    return fail({ kind: 'invalid', message, faults: [{ field: 'name', message }] })
  }
  return (await renameBacktest(tenant, input.backtestId, name.value)) ? ok('Renamed.') : fail(gone)
}

/** Deletes a run with everything it found. */
export async function deleteRun(tenant: Tenant, backtestId: string): Promise<Result<string, Refusal>> {
  return (await deleteBacktest(tenant, backtestId)) ? ok('Deleted.') : fail(gone)
}
