import { signInAction } from '@/app/(auth)/sign-in/actions'
import { hashPassword } from '@/lib/auth/password-hash'
import { verifySignIn } from '@/lib/auth/verify-sign-in'
import { idle } from '@/lib/action-state'
import { rateLimiter } from '@/lib/server'
import type { TestDatabase } from '@/tests/support/database'
import { startInstallation } from './environment'
import { password, register, signIn } from './people'
import { formOf, newRequest, request } from './request'

jest.mock('next/headers', () => jest.requireActual<typeof import('./request')>('./request').nextHeaders)

let database: TestDatabase
beforeAll(async () => {
  database = await startInstallation()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  await forgetAttempts()
})

const networks = ['203.0.113.0/24', '198.51.100.0/24', 'direct']
async function forgetAttempts(): Promise<void> {
  const limiter = rateLimiter()
  for (const network of networks) {
    await limiter.reset('sign-in-ip', network)
    await limiter.reset('action', network)
    for (const email of ['ada@example.com', 'nobody@example.com'])
      await limiter.reset('sign-in-pair', `${email}|${network}`)
  }
}

const attempt = (email: string, secret: string) =>
  signInAction(idle, formOf({ email, password: secret, next: '/bots' }))

test('the right password opens a session and leads to the page asked for', async () => {
  await register(database, 'ada@example.com')
  expect(await signIn('Ada@Example.com ')).toBe('/bots')
  expect([...request.jar.keys()].join()).toContain('authjs.session-token')
  expect(await database.db.userSession.count()).toBe(1)
})

test('an unknown address and a wrong password get the same answer, which echoes the address and never the password', async () => {
  await register(database, 'ada@example.com')
  newRequest({ keepCookies: false })
  const wrong = await attempt('ada@example.com', 'wrong horse battery')
  const unknown = await attempt('nobody@example.com', 'wrong horse battery')
  expect(wrong).toMatchObject({ status: 'failed', values: { email: 'ada@example.com', next: '/bots' } })
  expect(JSON.stringify([wrong, unknown])).not.toContain('wrong horse')
  expect(unknown).toEqual({ ...wrong, values: { email: 'nobody@example.com', next: '/bots' } })
  expect(request.jar.size).toBe(0)
  expect(await database.db.userSession.count()).toBe(0)
})

test('the sixth try within 15 minutes is refused in the same words whether or not the address exists, even when the password is right', async () => {
  await register(database, 'ada@example.com')
  newRequest({ keepCookies: false })
  const sixth = async (email: string, last: string) => {
    for (let tries = 0; tries < 5; tries += 1) await attempt(email, 'wrong horse battery')
    const state = await attempt(email, last)
    return state.status === 'failed' ? state.message : state.status
  }
  const known = await sixth('ada@example.com', password)
  expect(known).toMatch(/^Too many attempts. Try again in \d+ minutes\.$/)
  expect(await sixth('nobody@example.com', password)).toBe(known)
  expect(await database.db.userSession.count()).toBe(0)
  newRequest({ address: '198.51.100.9', keepCookies: false })
  await expect(attempt('ada@example.com', password)).rejects.toMatchObject({
    digest: expect.stringContaining('/bots'),
  })
})

test('entries added to X-Forwarded-For by the client do not make a new network', async () => {
  await register(database, 'ada@example.com')
  for (let tries = 0; tries < 5; tries += 1) {
    newRequest({ address: `192.0.2.${tries}, 203.0.113.7`, keepCookies: false })
    await attempt('ada@example.com', 'wrong horse battery')
  }
  newRequest({ address: '192.0.2.99, 203.0.113.200', keepCookies: false })
  expect(await attempt('ada@example.com', password)).toMatchObject({
    message: expect.stringContaining('Too many'),
  })
})

test('a success forgets the failures of this pair', async () => {
  await register(database, 'ada@example.com')
  newRequest({ keepCookies: false })
  for (let round = 0; round < 3; round += 1) {
    for (let tries = 0; tries < 4; tries += 1) await attempt('ada@example.com', 'wrong horse battery')
    expect(await signIn('ada@example.com')).toBe('/bots')
  }
})

test('100 tries an hour from one network are the end of it, whatever the addresses', async () => {
  const network = '203.0.113.0/24'
  for (let tries = 0; tries < 100; tries += 1) await rateLimiter().limit('sign-in-ip', network)
  const refused = await verifySignIn({ email: 'fresh@example.com', password, network })
  expect(refused).toMatchObject({ ok: false, error: { kind: 'too-many' } })
})

test('the time of an answer does not tell whether an address exists', async () => {
  await register(database, 'ada@example.com')
  const timeOf = async (email: string, sample: number) => {
    const started = performance.now()
    await verifySignIn({
      email,
      password: 'wrong horse battery',
      network: `sample ${Math.floor(sample / 4)}`,
    })
    return performance.now() - started
  }
  const times = { known: [] as number[], unknown: [] as number[] }
  await timeOf('nobody@example.com', 10_000)
  for (let sample = 0; sample < 80; sample += 1) {
    times.known.push(await timeOf('ada@example.com', sample))
    times.unknown.push(await timeOf('nobody@example.com', sample))
  }
  // Alternating samples see the same load; hashing takes tens of milliseconds, leaving it out would show at once.
  const ratio = median(times.unknown) / median(times.known)
  expect(ratio).toBeGreaterThan(0.75)
  expect(ratio).toBeLessThan(1.33)
}, 60_000)

const median = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN

test('a hash made with weaker parameters is replaced at the next sign-in', async () => {
  const userId = await register(database, 'ada@example.com')
  const { hash } = await import('@node-rs/argon2')
  const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await database.db.user.update({ where: { id: userId }, data: { passwordHash: weak } })
  expect(await signIn('ada@example.com')).toBe('/bots')
  const { passwordHash } = await database.db.user.findUniqueOrThrow({ where: { id: userId } })
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await signIn('ada@example.com')).toBe('/bots')
})

test('a flood of hashes is refused instead of queued without end', async () => {
  const results = await Promise.all(Array.from({ length: 50 }, () => hashPassword(password)))
  expect(results.filter((result) => result === 'busy')).toHaveLength(50 - 42)
}, 30_000)
