import { makeVerifier } from '@/lib/adapters/dispatcher/qstash/verifier'
import { handleBacktestCall, type BacktestOutcome } from '@/lib/backtests/backtest-call'
import { backtestMessage } from '@/lib/backtests/backtest-message'
import { handMadeToken, origin, signedPost, signingKeys } from '@/tests/support/signed-request'

const route = '/api/jobs/backtest'
const verify = makeVerifier({
  currentSigningKey: signingKeys.current,
  nextSigningKey: signingKeys.next,
  origin,
})

let ran: string[]
let errors: unknown[]
let outcome: () => BacktestOutcome
beforeEach(() => {
  ran = []
  errors = []
  outcome = () => 'done'
})

const call = (request: Request) =>
  handleBacktestCall(request, {
    verify,
    run: async (id) => {
      ran.push(id)
      return outcome()
    },
    onError: (error) => errors.push(error),
  })

const message = JSON.stringify(backtestMessage('bt_1', 'first').body)

test.each(['done', 'failed', 'cancelled', 'continued', 'held', 'lost'] as const)(
  'a run that ended as %s is settled: it is not delivered again',
  async (result) => {
    outcome = () => result
    const response = await call(signedPost(route, message))
    expect([response.status, await response.json()]).toEqual([200, { result }])
    expect(ran).toEqual(['bt_1'])
  },
)

test('a run that threw comes again after a while, and the fault is told', async () => {
  outcome = () => {
    throw new Error('the database is away')
  }
  const response = await call(signedPost(route, message))
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10'])
  expect(JSON.stringify(await response.json())).not.toContain('database')
  expect(errors).toHaveLength(1)
})

test.each([
  ['nothing', ''],
  ['other words', '{"v":1,"kind":"tick","id":"bt_1"}'],
  ['an id that is none', '{"v":1,"kind":"backtest","id":"../bt_1"}'],
  ['one key twice', '{"v":1,"kind":"backtest","id":"bt_1","id":"bt_2"}'],
  ['more than we write', '{"v":1,"kind":"backtest","id":"bt_1","plan":"PRO"}'],
])('a signed message of %s is never tried again', async (_, body) => {
  const response = await call(signedPost(route, body))
  expect([response.status, response.headers.get('upstash-nonretryable-error')]).toEqual([489, 'true'])
  expect(ran).toEqual([])
})

test.each([
  ['no signature', new Request(origin + route, { method: 'POST', body: message })],
  ['another body', signedPost(route, message, handMadeToken({ body: '{}', route }))],
  ['another route', signedPost(route, message, handMadeToken({ body: message, route: '/api/jobs/tick' }))],
  ['another key', signedPost(route, message, handMadeToken({ body: message, route, key: 'guess' }))],
])('a call with %s is refused without a word', async (_, request) => {
  const response = await call(request)
  expect([response.status, await response.json()]).toEqual([401, { error: 'unauthorized' }])
  expect(ran).toEqual([])
})
