import { makeVerifier } from '@/lib/adapters/dispatcher/qstash/verifier'
import { handleSweepCall } from '@/lib/dispatch/sweep-call'
import { handMadeToken, origin, signedPost, signingKeys } from '@/tests/support/signed-request'

const route = '/api/cron/dispatch'
const verify = makeVerifier({
  currentSigningKey: signingKeys.current,
  nextSigningKey: signingKeys.next,
  origin,
})
const done = { due: 3, published: 3, more: false }

test('a signed call sweeps and answers what was done', async () => {
  const response = await handleSweepCall(signedPost(route, ''), {
    verify,
    sweep: async () => done,
    onError: fail,
  })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual(done)
})

test.each([
  ['no signature', ''],
  ['a token for the tick route', handMadeToken({ body: '', route: '/api/jobs/tick' })],
  ['a cron secret', 'Bearer secret'],
])('%s sweeps nothing', async (_, token) => {
  const sweep = jest.fn()
  const response = await handleSweepCall(signedPost(route, '', token), { verify, sweep, onError: fail })
  expect(response.status).toBe(401)
  expect(sweep).not.toHaveBeenCalled()
})

test('a database that is away is 503 with Retry-After and without detail', async () => {
  const errors: unknown[] = []
  const response = await handleSweepCall(signedPost(route, ''), {
    verify,
    sweep: () => Promise.reject(new Error('connect ECONNREFUSED db.internal')),
    onError: (error) => errors.push(error),
  })
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  expect(await response.text()).not.toContain('db.internal')
  expect(errors).toHaveLength(1)
})

function fail(error: unknown): void {
  throw error
}
