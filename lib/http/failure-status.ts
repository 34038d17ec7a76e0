/** The one table from the kind of an expected failure to its HTTP status. */
const statuses = {
  'bad-request': 400,
  'not-utf8': 400,
  'signed-out': 401,
  'bad-signature': 401,
  pending: 403,
  forbidden: 403,
  'wrong-origin': 403,
  'plan-limit': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  invalid: 422,
  'too-many': 429,
  // Signed, but can never be carried out: the dispatcher must not try again.
  unusable: 489,
  busy: 503,
  unavailable: 503,
} as const

export type FailureKind = keyof typeof statuses

export const statusOf = (kind: FailureKind): number => statuses[kind]

/** The answer for an expected failure: its kind and a sentence, nothing of what caused it; never cached. */
export function failureResponse(failure: {
  readonly kind: FailureKind
  readonly message?: string
  readonly retryAfterSeconds?: number
}): Response {
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (failure.retryAfterSeconds !== undefined) headers.set('Retry-After', String(failure.retryAfterSeconds))
  if (failure.kind === 'unusable') headers.set('Upstash-NonRetryable-Error', 'true')
  const body = { error: { kind: failure.kind, ...(failure.message ? { message: failure.message } : {}) } }
  return Response.json(body, { status: statusOf(failure.kind), headers })
}
