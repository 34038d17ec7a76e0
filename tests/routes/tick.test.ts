import { makeVerifier } from '@/lib/adapters/dispatcher/qstash/verifier'
import { handleTickCall, type TickCallServices, type TickReport } from '@/lib/dispatch/tick-call'
import { tickMessage } from '@/lib/dispatch/tick-message'
import { handMadeToken, origin, signedPost, signingKeys } from '@/tests/support/signed-request'

const route = '/api/jobs/tick'
const nowMs = Date.now()
const key = Math.floor(nowMs / 1000) - 10
const verify = makeVerifier({
  currentSigningKey: signingKeys.current,
  nextSigningKey: signingKeys.next,
  origin,
})

let ran: [string, number][]
let errors: unknown[]
let report: (botId: string) => TickReport | Promise<TickReport>

beforeEach(() => {
  ran = []
  errors = []
  report = () => ({ result: 'done' })
})

const services = (more: Partial<TickCallServices> = {}): TickCallServices => ({
  verify,
  runTick: async (botId, at) => {
    ran.push([botId, at])
    return await report(botId)
  },
  now: () => nowMs,
  onError: (error) => errors.push(error),
  ...more,
})

const call = (body: string, more: Partial<TickCallServices> = {}) =>
  handleTickCall(signedPost(route, body), services(more))
const tickOf = (...botIds: string[]) => JSON.stringify(tickMessage(botIds.map((id) => [id, key])))

describe('a call for one bot', () => {
  test.each<[TickReport, number, string | null]>([
    [{ result: 'done' }, 200, null],
    [{ result: 'duplicate' }, 200, null],
    [{ result: 'skipped' }, 200, null],
    [{ result: 'not-found' }, 200, null],
    [{ result: 'stale' }, 200, null],
    [{ result: 'stale', reason: 'off_grid' }, 200, null],
    [{ result: 'busy', retryAfterSeconds: 41.2 }, 503, '42'],
    [{ result: 'failed', retryAfterSeconds: 5 }, 503, '5'],
    [{ result: 'unavailable', retryAfterSeconds: 0 }, 503, '1'],
  ])('%j', async (result, status, retryAfter) => {
    report = () => result
    const response = await call(tickOf('bot_1'))
    expect(response.status).toBe(status)
    expect(response.headers.get('retry-after')).toBe(retryAfter)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('upstash-nonretryable-error')).toBeNull()
    expect(await response.json()).toEqual(result)
    expect(ran).toEqual([['bot_1', key]])
  })

  test('a tick that throws is reported, answered 503 and shows nothing of the error', async () => {
    report = () => Promise.reject(new Error('secret detail'))
    const response = await call(tickOf('bot_1'))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.text()).not.toContain('secret')
    expect(errors).toHaveLength(1)
  })
})

describe('a call that is not proven', () => {
  const body = tickOf('bot_1')
  test.each([
    ['no signature', '', 401],
    ['a wrong key', handMadeToken({ body, route, key: 'sig_other' }), 401],
    ['a token for the sweep', handMadeToken({ body, route: '/api/cron/dispatch' }), 401],
    ['an expired token', handMadeToken({ body, route, nowSec: Math.floor(nowMs / 1000) - 600 }), 401],
    ['a token without exp', handMadeToken({ body, route, change: { exp: undefined } }), 401],
  ])('%s runs nothing and is told nothing', async (_, token, status) => {
    const response = await handleTickCall(signedPost(route, body, token), services())
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: 'unauthorized' })
    expect(ran).toEqual([])
  })

  test('a bearer token is no substitute', async () => {
    const request = signedPost(route, body, '')
    request.headers.set('Authorization', `Bearer ${signingKeys.current}`)
    expect((await handleTickCall(request, services())).status).toBe(401)
  })

  test('a body above 64 KiB is 413', async () => {
    expect((await call('x'.repeat(70_000))).status).toBe(413)
    expect(ran).toEqual([])
  })
})

describe('a call that is proven but unusable goes straight to the dead letters', () => {
  const item = (id: unknown, at: unknown) => JSON.stringify({ v: 1, kind: 'tick', items: [[id, at]] })
  test.each([
    ['nothing', ''],
    ['half a document', '{"v":1,'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another version', tickOf('bot_1').replace('"v":1', '"v":2')],
    ['another kind', tickOf('bot_1').replace('"tick"', '"scan"')],
    ['an unknown property', tickOf('bot_1').replace('{"v"', '{"x":1,"v"')],
    ['a doubled property', tickOf('bot_1').replace('{"v":1', '{"v":1,"v":1')],
    ['no items', '{"v":1,"kind":"tick","items":[]}'],
    ['51 items', tickOf(...Array.from({ length: 51 }, (_, n) => `bot_${n}`))],
    ['an item of three', '{"v":1,"kind":"tick","items":[["bot_1",1,2]]}'],
    ['a key that is text', item('bot_1', String(key))],
    ['a key that is not whole', item('bot_1', key + 0.5)],
    ['a key that is null', item('bot_1', null)],
    ['a negative key', item('bot_1', -1)],
    ['a key beyond safe numbers', `{"v":1,"kind":"tick","items":[["bot_1",1e300]]}`],
    ['an id with a path', item('../../etc/passwd', key)],
    ['an id of 10,000 letters', item('x'.repeat(10_000), key)],
    ['a key 61 s ahead', item('bot_1', Math.floor(nowMs / 1000) + 62)],
    [
      'one key of many too far ahead',
      JSON.stringify(
        tickMessage([
          ['bot_1', key],
          ['bot_2', key + 1000],
        ]),
      ),
    ],
  ])('%s', async (_, body) => {
    const response = await call(body)
    expect(response.status).toBe(489)
    expect(response.headers.get('upstash-nonretryable-error')).toBe('true')
    expect(ran).toEqual([])
  })

  test('a key up to 60 s ahead is for the tick itself to judge', async () => {
    expect((await call(item('bot_1', Math.floor(nowMs / 1000) + 60))).status).toBe(200)
    expect(ran).toHaveLength(1)
  })
})

describe('a call for several bots', () => {
  const many = Array.from({ length: 12 }, (_, n) => `bot_${n}`)

  test('runs each once, at most five at a time, and is settled when all are', async () => {
    let underWay = 0
    let peak = 0
    report = async () => {
      peak = Math.max(peak, (underWay += 1))
      await new Promise((resolve) => setTimeout(resolve, 5))
      underWay -= 1
      return { result: 'done' }
    }
    const response = await call(tickOf(...many))
    expect(response.status).toBe(200)
    expect(peak).toBe(5)
    expect(ran.map(([id]) => id).sort()).toEqual([...many].sort())
    expect(((await response.json()) as { items: unknown[] }).items).toHaveLength(12)
  })

  test('one that throws does not stop the others', async () => {
    report = (id) => (id === 'bot_3' ? Promise.reject(new Error('bug')) : { result: 'done' })
    const response = await call(tickOf(...many))
    expect(response.status).toBe(503)
    expect(ran).toHaveLength(12)
    expect(errors).toHaveLength(1)
  })

  test('one that failed is recorded and does not bring the others back', async () => {
    report = (id) => (id === 'bot_3' ? { result: 'failed', retryAfterSeconds: 9 } : { result: 'done' })
    expect((await call(tickOf(...many))).status).toBe(200)
  })

  test('busy ones ask for the longest of their waits', async () => {
    report = (id) =>
      id < 'bot_2' ? { result: 'busy', retryAfterSeconds: id === 'bot_1' ? 44 : 3 } : { result: 'done' }
    const response = await call(tickOf(...many))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('44')
  })

  test('no new tick starts once the time budget is used up, and what is left asks to come back', async () => {
    let now = nowMs
    report = () => {
      now += 10_000
      return { result: 'done' }
    }
    const response = await call(tickOf(...many), { now: () => now })
    expect(response.status).toBe(503)
    expect(ran.length).toBeLessThan(12)
    const { items } = (await response.json()) as { items: { result: string }[] }
    expect(items.filter((item) => item.result === 'done')).toHaveLength(ran.length)
    expect(items.filter((item) => item.result === 'unavailable')).toHaveLength(12 - ran.length)
  })
})
