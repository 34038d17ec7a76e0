import { readFileSync } from 'node:fs'
import { signCall } from '@/lib/adapters/dispatcher/embedded/sign-call'
import { makeVerifier } from '@/lib/adapters/dispatcher/qstash/verifier'
import { handMadeToken, origin, signedPost, signingKeys } from '@/tests/support/signed-request'

const route = '/api/jobs/tick'
const body = '{"v":1}'
const verify = makeVerifier({
  currentSigningKey: signingKeys.current,
  nextSigningKey: signingKeys.next,
  origin,
})
const now = () => Math.floor(Date.now() / 1000)
const token = (options: Partial<Parameters<typeof handMadeToken>[0]> = {}) =>
  handMadeToken({ body, route, ...options })

describe('the signature of the embedded dispatcher', () => {
  test('has the published vector', () => {
    const jwt = signCall({
      key: 'sig_current',
      url: 'https://app.example/api/jobs/tick',
      body: '{"v":1}',
      nowSec: 1_760_000_000,
      id: 'jwt_1',
    })
    const [, payload = '', signature] = jwt.split('.')
    expect(signature).toBe('WTuhdic0NfHpzSk_EcGjmYmUYxjDYckbywHYq5P9Jco')
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      exp: 1_760_000_300,
      body: 'r7-dDzVgsP13legcQqCnnua2_GfgZPd4Jq7mQsrSjZE',
    })
  })

  test('passes the same verifier as a call of QStash, and every call has its own id', async () => {
    const sign = () => signCall({ key: signingKeys.current, url: origin + route, body, nowSec: now() })
    const first = await verify(signedPost(route, body, sign()), route)
    const second = await verify(signedPost(route, body, sign()), route)
    expect(first).toMatchObject({ status: 200, body })
    expect(second).toMatchObject({ status: 200 })
    expect(first).not.toEqual(second)
  })
})

describe('verifying a signed call', () => {
  test.each([
    ['the current key', token(), 200],
    ['the next key', token({ key: signingKeys.next }), 200],
    [
      'a body hash with padding',
      token({ change: { body: 'r7-dDzVgsP13legcQqCnnua2_GfgZPd4Jq7mQsrSjZE=' } }),
      200,
    ],
    ['a wrong key', token({ key: 'sig_other' }), 401],
    ['no header', '', 401],
    ['garbage', 'garbage', 401],
    ['three parts of garbage', 'a.b.c', 401],
    ['a signature header of 1 MB', 'x'.repeat(1_000_000), 401],
    ['a token for another route', token({ change: { sub: `${origin}/api/cron/dispatch` } }), 401],
    ['a token for another origin', token({ change: { sub: `https://evil.example${route}` } }), 401],
    ['a token for the loopback address', token({ change: { sub: `http://127.0.0.1:3000${route}` } }), 401],
    ['a token for another body', handMadeToken({ body: '{"v":2}', route }), 401],
    ['no body claim', token({ change: { body: undefined } }), 401],
    ['an expired token', token({ nowSec: now() - 306 }), 401],
    ['a token not valid yet', token({ nowSec: now() + 60 }), 401],
    ['no exp', token({ change: { exp: undefined } }), 401],
    ['no nbf', token({ change: { nbf: undefined } }), 401],
    ['a lifetime above 600 s', token({ change: { exp: now() + 601 } }), 401],
    ['no id', token({ change: { jti: undefined } }), 401],
    ['another issuer', token({ change: { iss: 'Someone' } }), 401],
    ['the algorithm "none"', token({ alg: 'none' }), 401],
  ])('%s', async (_, signature, status) => {
    expect((await verify(signedPost(route, body, signature), route)).status).toBe(status)
  })

  test('a body changed in flight is refused', async () => {
    expect(await verify(signedPost(route, '{"v":9}', token()), route)).toEqual({ status: 401 })
  })

  test('a call replayed after its expiry is refused', async () => {
    const signature = token({ change: { exp: now() + 1, nbf: now() } })
    expect((await verify(signedPost(route, body, signature), route)).status).toBe(200)
    jest.useFakeTimers({ now: Date.now() + 7_000, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
    try {
      expect((await verify(signedPost(route, body, signature), route)).status).toBe(401)
    } finally {
      jest.useRealTimers()
    }
  })

  test('a body above 64 KiB is answered 413 before any signature is looked at', async () => {
    expect(await verify(signedPost(route, 'x'.repeat(65_537), 'garbage'), route)).toEqual({ status: 413 })
  })

  test('a streamed body above 64 KiB without a length is answered 413', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(16_384)) })
    const request = new Request(`${origin}${route}`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit)
    expect(await verify(request, route)).toEqual({ status: 413 })
  })

  test('invalid UTF-8 is refused', async () => {
    const request = new Request(`${origin}${route}`, {
      method: 'POST',
      body: new Uint8Array([0xff, 0xfe]),
      headers: { 'Upstash-Signature': token() },
    })
    expect(await verify(request, route)).toEqual({ status: 401 })
  })
})

describe('key rotation', () => {
  const rotated = makeVerifier({ currentSigningKey: 'sig_next', nextSigningKey: 'sig_third', origin })

  test.each([
    ['before the rotation, signed with the current key', verify, 'sig_current', 200],
    ['before the rotation, signed with the next key', verify, 'sig_next', 200],
    ['after it, signed with what was next', rotated, 'sig_next', 200],
    ['after it, signed with the new next key', rotated, 'sig_third', 200],
    ['after it, signed with the retired key', rotated, 'sig_current', 401],
  ])('%s', async (_, check, key, status) => {
    expect((await check(signedPost(route, body, token({ key })), route)).status).toBe(status)
  })

  test.each([
    ['', 'sig_next'],
    ['sig_current', ''],
  ])('an empty key stops start-up', (currentSigningKey, nextSigningKey) => {
    expect(() => makeVerifier({ currentSigningKey, nextSigningKey, origin })).toThrow('signing keys')
  })
})

describe('the development keys published inside the QStash package', () => {
  const source = readFileSync(require.resolve('@upstash/qstash'), 'utf8')
  const published = [...source.matchAll(/(?:current|next)SigningKey: "(sig_\w+)"/g)].map(
    (match) => match[1] ?? '',
  )

  test('are found in the installed package', () => {
    expect(published).toHaveLength(2)
  })

  test.each(published)('%s opens nothing, even with QSTASH_DEV set', async (key) => {
    const before = process.env.QSTASH_DEV
    process.env.QSTASH_DEV = 'true'
    try {
      expect((await verify(signedPost(route, body, token({ key })), route)).status).toBe(401)
      expect((await verify(signedPost(route, body, token()), route)).status).toBe(200)
    } finally {
      if (before === undefined) delete process.env.QSTASH_DEV
      else process.env.QSTASH_DEV = before
    }
  })
})
