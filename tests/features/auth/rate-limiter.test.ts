import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryRateLimiter } from '@/lib/adapters/rate-limiter/memory'
import { upstashRateLimiter } from '@/lib/adapters/rate-limiter/upstash'
import type { RateLimiter } from '@/lib/ports/rate-limiter'

const tries = async (limiter: RateLimiter, times: number, id = 'ada|net') => {
  const verdicts: boolean[] = []
  for (let time = 0; time < times; time += 1) verdicts.push((await limiter.limit('sign-in-pair', id)).ok)
  return verdicts
}
const fiveThenNo = [true, true, true, true, true, false]

test('memory: five pass, the sixth waits, another id and a reset start anew', async () => {
  const limiter = memoryRateLimiter()
  expect(await tries(limiter, 6)).toEqual(fiveThenNo)
  const refused = await limiter.limit('sign-in-pair', 'ada|net')
  expect(refused.retryAfterSeconds).toBeGreaterThan(800)
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(900)
  expect(await tries(limiter, 1, 'bob|net')).toEqual([true])
  await limiter.reset('sign-in-pair', 'ada|net')
  expect(await tries(limiter, 1)).toEqual([true])
})

test('memory: concurrent tries are counted rightly', async () => {
  const limiter = memoryRateLimiter()
  const verdicts = await Promise.all(Array.from({ length: 40 }, () => limiter.limit('sign-in-pair', 'x')))
  expect(verdicts.filter((verdict) => verdict.ok)).toHaveLength(5)
})

describe('with the shared store', () => {
  let server: Server
  let behaviour: 'hang' | 'error' | 'refuse-all' | 'allow-all'
  let url: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (behaviour === 'hang') return
      request.resume()
      response.statusCode = behaviour === 'error' ? 500 : 200
      // The script answers [remaining, reset]; below zero is over the limit.
      const result = behaviour === 'refuse-all' ? [-1, 5] : [3, 5]
      const answer = behaviour === 'error' ? { error: 'ERR' } : { result }
      response.end(JSON.stringify(request.url === '/pipeline' ? [answer] : answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const limiterAt = (address: string) =>
    upstashRateLimiter({ url: address, token: 't', fallback: memoryRateLimiter(), timeoutMs: 150 })

  test('the store decides when it answers', async () => {
    behaviour = 'refuse-all'
    const refused = await limiterAt(url).limit('sign-in-pair', 'a')
    expect(refused.ok).toBe(false)
    expect(refused.retryAfterSeconds).toBeGreaterThan(0)
    behaviour = 'allow-all'
    expect(await tries(limiterAt(url), 7)).toEqual(Array(7).fill(true))
  })

  test.each(['hang', 'error'] as const)(
    'when it does %s, the sixth sign-in is still refused',
    async (mode) => {
      behaviour = mode
      expect(await tries(limiterAt(url), 6)).toEqual(fiveThenNo)
    },
  )

  test('when nobody listens, the sixth sign-in is still refused', async () => {
    expect(await tries(limiterAt('http://127.0.0.1:9'), 6)).toEqual(fiveThenNo)
  })
})
