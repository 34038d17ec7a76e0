import { tenantOfSession } from '@/lib/auth/tenant'
import { reportFile } from '@/lib/backtests/reading/report-file'
import { failureResponse } from '@/lib/http/failure-status'

type Context = { params: Promise<{ backtestId: string }> }

/** A finished back-test as a file: `?format=json` (all of it), `deals` or `trades` (CSV), `config` (as `npm run backtest` takes it). */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const tenant = await tenantOfSession()
  if (!tenant.ok) return failureResponse(tenant.error)
  const format = new URL(request.url).searchParams.get('format')
  const file = await reportFile(tenant.value, (await params).backtestId, format)
  if (file === null) return failureResponse({ kind: 'not-found' })
  return new Response(file.content, {
    headers: {
      'Content-Type': file.type,
      'Content-Disposition': `attachment; filename="${file.name}"`,
      'Cache-Control': 'private, no-store',
    },
  })
}
