import { randomBytes } from 'node:crypto'

/** The id under which a request is found in the log: the middleware's, else a fresh one. */
export function requestId(headers: { get(name: string): string | null }): string {
  const given = headers.get('x-request-id')
  return given && /^[A-Za-z0-9-]{8,64}$/.test(given) ? given : freshRequestId()
}

export const freshRequestId = (): string => `req-${randomBytes(9).toString('hex')}`
