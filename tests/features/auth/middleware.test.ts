import { NextRequest } from 'next/server'
import middleware, { config } from '@/middleware'

const environment = {
  DATABASE_URL: 'postgresql://localhost/none',
  AUTH_SECRET: 's'.repeat(32),
  APP_KEK: `${'A'.repeat(43)}=`,
  DISPATCH_SIGNING_KEY: 'a'.repeat(32),
  DISPATCH_NEXT_SIGNING_KEY: 'b'.repeat(32),
  APP_ORIGIN: 'https://bots.example.com',
}
beforeAll(() => void Object.assign(process.env, environment))

const visit = (path: string, cookie?: string) =>
  middleware(
    new NextRequest(`http://internal:3000${path}`, {
      headers: { ...(cookie ? { cookie } : {}), 'x-path': '//evil' },
    }),
  )
const session = '__Secure-authjs.session-token=x'

test('a visitor without a cookie is sent to sign in at our own address, whatever host he named', () => {
  const response = visit('/bots/bot_1?tab=log')
  expect(response.status).toBe(307)
  expect(response.headers.get('location')).toBe(
    'https://bots.example.com/sign-in?next=%2Fbots%2Fbot_1%3Ftab%3Dlog',
  )
})

test.each(['/', '/sign-in', '/register', '/botsy', '/api/auth/session'])('%s is open to visitors', (path) => {
  expect(visit(path).headers.get('location')).toBeNull()
})

test('each page gets its own nonce, in the policy and for the page to use', () => {
  const [first, second] = [visit('/'), visit('/')]
  const policy = first.headers.get('content-security-policy') ?? ''
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none'
  expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
  expect(first.headers.get('x-middleware-request-x-nonce')).toBe(nonce)
  expect(second.headers.get('content-security-policy')).not.toContain(nonce)
  expect(policy).toMatch(/script-src [^;]*'strict-dynamic'/)
  expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  for (const rule of [
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self' https://checkout.stripe.com",
  ]) {
    expect(policy).toContain(rule)
  }
})

test('pages cannot be framed, sniffed or kept, and https stays https', () => {
  const { headers } = visit('/dashboard', session)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('strict-transport-security')).toMatch(/max-age=31536000/)
  expect(headers.get('cache-control')).toContain('no-store')
})

test('the path and the request id a page sees are ours, not the client’s', () => {
  const { headers } = visit('/dashboard', session)
  expect(headers.get('x-middleware-request-x-path')).toBe('/dashboard')
  expect(headers.get('x-request-id')).toBe(headers.get('x-middleware-request-x-request-id'))
})

test('routes that check a signed body stay outside, pages do not', () => {
  const matches = (path: string) => new RegExp(`^${config.matcher[0]}$`).test(path)
  for (const path of [
    '/api/cron/dispatch',
    '/api/jobs/tick',
    '/api/webhooks/stripe',
    '/api/health',
    '/_next/static/a.js',
  ]) {
    expect(matches(path)).toBe(false)
  }
  for (const path of ['/', '/dashboard', '/api/auth/session', '/api/jobsite', '/bots/bot_1'])
    expect(matches(path)).toBe(true)
})
