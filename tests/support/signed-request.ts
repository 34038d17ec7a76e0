import { createHash, createHmac } from 'node:crypto'

export const origin = 'https://app.example'
export const signingKeys = { current: 'sig_current', next: 'sig_next' }

type Claims = Record<string, unknown>

/** A JWT made by hand, independent of the product's signer: `change` edits the claims (undefined removes one). */
export function handMadeToken(options: {
  readonly body: string
  readonly route: string
  readonly key?: string
  readonly nowSec?: number
  readonly change?: Claims
  readonly alg?: string
}): string {
  const nowSec = options.nowSec ?? Math.floor(Date.now() / 1000)
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims: Claims = {
    iss: 'Upstash',
    sub: origin + options.route,
    exp: nowSec + 300,
    nbf: nowSec,
    iat: nowSec,
    jti: 'jwt_test',
    body: createHash('sha256').update(options.body).digest('base64url'),
    ...options.change,
  }
  const signed = `${encode({ alg: options.alg ?? 'HS256', typ: 'JWT' })}.${encode(claims)}`
  const mac = createHmac('sha256', options.key ?? signingKeys.current).update(signed)
  return `${signed}.${options.alg === 'none' ? '' : mac.digest('base64url')}`
}

/** A POST as QStash delivers it; the connection goes to another host than the signed one, as on loopback. */
export function signedPost(route: string, body: string, token = handMadeToken({ body, route })): Request {
  return new Request(`http://127.0.0.1:3000${route}`, {
    method: 'POST',
    body,
    headers: { 'Upstash-Signature': token, 'Content-Type': 'application/json' },
  })
}
