import { tenantOfSession } from '@/lib/auth/tenant'
import { handleUploadCall } from '@/lib/candles/uploads/uploads-call'
import { env } from '@/lib/env'
import { failureResponse } from '@/lib/http/failure-status'
import { rateLimiter, server } from '@/lib/server'

export const maxDuration = 60

/** Keeps a candle file of the signed-in user's. */
export async function POST(request: Request): Promise<Response> {
  const tenant = await tenantOfSession()
  if (!tenant.ok) return failureResponse(tenant.error)
  const { clock } = server()
  return handleUploadCall(request, tenant.value, {
    ...{ clock, rateLimiter: rateLimiter(), appOrigin: env().appOrigin },
  })
}
