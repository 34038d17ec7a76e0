import { tenantOfSession } from '@/lib/auth/tenant'
import { exchangeMarkets } from '@/lib/backtests/form-queries'
import { historyExchanges } from '@/lib/domain/candles/candle-source'
import { failureResponse } from '@/lib/http/failure-status'
import { rateLimiter } from '@/lib/server'

/** The markets of `?exchange=`, for the form of a new back-test. */
export async function GET(request: Request): Promise<Response> {
  const tenant = await tenantOfSession()
  if (!tenant.ok) return failureResponse(tenant.error)
  const rate = await rateLimiter().limit('candles', tenant.value.userId)
  if (!rate.ok) return failureResponse({ kind: 'too-many', retryAfterSeconds: rate.retryAfterSeconds })
  const asked = new URL(request.url).searchParams.get('exchange')
  const exchange = historyExchanges.find((known) => known === asked)
  if (exchange === undefined)
    return failureResponse({ kind: 'invalid', message: 'There is no such exchange.' })
  const markets = await exchangeMarkets(exchange)
  return Response.json(markets, { headers: { 'Cache-Control': 'private, no-store' } })
}
