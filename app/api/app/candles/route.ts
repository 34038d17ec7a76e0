import { tenantOfSession } from '@/lib/auth/tenant'
import { handleCandlesCall } from '@/lib/candles/candles-call'
import { failureResponse } from '@/lib/http/failure-status'
import { rateLimiter, server } from '@/lib/server'

/** Candles in binary form for browser workers; the question and the answer are described at `handleCandlesCall`. */
export async function GET(request: Request): Promise<Response> {
  const tenant = await tenantOfSession()
  if (!tenant.ok) return failureResponse(tenant.error)
  const { clock, history } = server()
  return handleCandlesCall(request, tenant.value, { clock, history, rateLimiter: rateLimiter() })
}
