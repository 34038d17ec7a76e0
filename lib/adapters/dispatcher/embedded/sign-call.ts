import { createHash, createHmac, randomUUID } from 'node:crypto'

const lifetimeSec = 300
const header = base64url('{"alg":"HS256","typ":"JWT"}')

export type SignedCall = {
  readonly key: string
  /** The public url of the called route: APP_ORIGIN + route, also when the connection goes to loopback. */
  readonly url: string
  readonly body: string
  readonly nowSec: number
  readonly id?: string
}

/** The `Upstash-Signature` of a call: a JWT (HS256) over url and body hash, valid for 300 s, as QStash signs it. */
export function signCall({ key, url, body, nowSec, id = `jwt_${randomUUID()}` }: SignedCall): string {
  const claims = {
    iss: 'Upstash',
    sub: url,
    exp: nowSec + lifetimeSec,
    nbf: nowSec,
    iat: nowSec,
    jti: id,
    body: createHash('sha256').update(body, 'utf8').digest('base64url'),
  }
  const signed = `${header}.${base64url(JSON.stringify(claims))}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}
