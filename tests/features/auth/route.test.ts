import { NextRequest } from 'next/server'
import { GET, POST } from '@/app/api/auth/[...nextauth]/route'
import type { TestDatabase } from '@/tests/support/database'
import { origin, startInstallation } from './environment'
import { password, register } from './people'

let database: TestDatabase
beforeAll(async () => {
  database = await startInstallation()
  await register(database, 'ada@example.com')
})
afterAll(() => database.close())

const callback = `${origin}/api/auth/callback/credentials`
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  POST(
    new NextRequest(callback, {
      method: 'POST',
      body,
      headers: { 'x-forwarded-for': '203.0.113.7', ...headers },
    }),
  )

/** A sign-in as a program makes it: fetch a token, send it with its cookie. */
async function signIn(
  email: string,
  secret: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const token = await GET(new NextRequest(`${origin}/api/auth/csrf`))
  const cookie = token.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const { csrfToken } = (await token.json()) as { csrfToken: string }
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return post(new URLSearchParams({ csrfToken, email, password: secret }).toString(), {
    cookie,
    ...type,
    ...headers,
  })
}
const sessionCookie = (answer: Response) =>
  answer.headers.getSetCookie().find((line) => line.startsWith('authjs.session-token='))

test('the right password answers with a session cookie that scripts cannot read', async () => {
  expect(sessionCookie(await signIn('ada@example.com', password))).toMatch(/HttpOnly.*SameSite=Lax/i)
})

test('the limit of the form holds here too: 429 with Retry-After, for known and unknown addresses alike', async () => {
  for (const email of ['ada@example.com', 'nobody@example.com']) {
    for (let tries = 0; tries < 5; tries += 1)
      expect((await signIn(email, 'wrong horse battery')).status).toBe(302)
    const refused = await signIn(email, password, { 'x-auth-return-redirect': '1' })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(sessionCookie(refused)).toBeUndefined()
  }
})

test('a call without the token of its cookie opens no session', async () => {
  const before = await database.db.userSession.count()
  const answer = await post(new URLSearchParams({ email: 'ada@example.com', password }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-forwarded-for': '198.51.100.1',
  })
  expect(sessionCookie(answer)).toBeUndefined()
  expect(await database.db.userSession.count()).toBe(before)
})

test('a large body and one that is not text are refused before they are read', async () => {
  expect((await post('a'.repeat(20_000))).status).toBe(413)
  expect((await post(new Uint8Array([0xff, 0xfe]))).status).toBe(400)
})
