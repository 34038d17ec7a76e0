import { tenantOfSession } from '@/lib/auth/tenant'
import { backtestProgress } from '@/lib/backtests/queries'
import { failureResponse } from '@/lib/http/failure-status'

type Context = { params: Promise<{ backtestId: string }> }

/** How far a back-test of the signed-in user's is, for a page that waits for it. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const tenant = await tenantOfSession()
  if (!tenant.ok) return failureResponse(tenant.error)
  const progress = await backtestProgress(tenant.value, (await params).backtestId)
  if (progress === null) return failureResponse({ kind: 'not-found' })
  return Response.json(progress, { headers: { 'Cache-Control': 'private, no-store' } })
}
