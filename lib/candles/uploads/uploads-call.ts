import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { failureResponse, type FailureKind } from '@/lib/http/failure-status'
import { readCappedBytes } from '@/lib/http/read-capped'
import type { Clock } from '@/lib/ports/clock'
import type { RateLimiter } from '@/lib/ports/rate-limiter'
import { addUpload, MAX_FILE_BYTES, type UploadFailure } from './add-upload'

type UploadServices = {
  readonly clock: Pick<Clock, 'now'>
  readonly rateLimiter: RateLimiter
  readonly appOrigin: string
}

/**
 * `POST /api/app/candles/uploads?name=&symbol=` with the file as the body: 201 `{ id }`, or `{ error: { kind, message, field } }`, where
 * `field` names the input to blame (`name`, `symbol`, `file`) or is null.
 */
export async function handleUploadCall(
  request: Request,
  tenant: Tenant,
  { clock, rateLimiter, appOrigin }: UploadServices,
): Promise<Response> {
  // A form on another site can post here with the visitor's cookie.
  if (request.headers.get('origin') !== appOrigin) return failureResponse({ kind: 'wrong-origin' })
  const rate = await rateLimiter.limit('upload', tenant.userId)
  if (!rate.ok) return failureResponse({ kind: 'too-many', retryAfterSeconds: rate.retryAfterSeconds })
  const body = await readCappedBytes(request, MAX_FILE_BYTES)
  if (!body.ok) {
    return answer('too-large', {
      field: 'file',
      message: `The file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB. Pack it with gzip, or split it.`,
    })
  }
  const parameters = new URL(request.url).searchParams
  const added = await addUpload(tenant, {
    ...{ name: parameters.get('name'), symbol: parameters.get('symbol') },
    ...{ content: body.value, at: clock.now() },
  })
  if (!added.ok) return answer(kinds[added.error.kind], added.error)
  return Response.json({ id: added.value }, { status: 201, headers: { 'Cache-Control': 'no-store' } })
}

const kinds: Readonly<Record<UploadFailure['kind'], FailureKind>> = {
  invalid: 'invalid',
  'limit-reached': 'plan-limit',
  refused: 'forbidden',
}

function answer(kind: FailureKind, { message, field }: Pick<UploadFailure, 'message' | 'field'>): Response {
  const { status, headers } = failureResponse({ kind })
  return Response.json({ error: { kind, message, field } }, { status, headers })
}
