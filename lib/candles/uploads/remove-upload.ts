import 'server-only'
import type { Refusal } from '@/lib/action'
import type { Tenant } from '@/lib/auth/tenant'
import { fail, ok, type Result } from '@/lib/domain/result'
import { deleteUpload } from './repository'

/** Deletes a candle file of the tenant's. Results that were made of it stay. */
export async function removeUpload(tenant: Tenant, uploadId: string): Promise<Result<string, Refusal>> {
  return (await deleteUpload(tenant, uploadId))
    ? ok('Deleted.')
    : fail({ kind: 'not-found', message: 'There is no such file of candles, or it was deleted.' })
}
