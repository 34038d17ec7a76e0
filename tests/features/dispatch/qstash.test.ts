import { qstashDispatcher } from '@/lib/adapters/dispatcher/qstash/dispatcher'
import { applySweepSchedules } from '@/lib/adapters/dispatcher/qstash/schedules'
import type { OutMessage } from '@/lib/ports/dispatcher'
import { header, startQStashServer } from '@/tests/support/qstash-server'

const token = 'qstash-token-for-tests'
const origin = 'https://app.example'
let server: Awaited<ReturnType<typeof startQStashServer>>

beforeEach(async () => {
  server = await startQStashServer(token)
})
afterEach(() => server.close())

const dispatcher = (options: Partial<Parameters<typeof qstashDispatcher>[0]> = {}) =>
  qstashDispatcher({ token, url: server.url, origin, flowParallelism: 10, ...options })

const message = (n: number, more: Partial<OutMessage> = {}): OutMessage => ({
  route: '/api/jobs/tick',
  body: { v: 1, kind: 'tick', items: [[`bot_${n}`, 1_760_000_000]] },
  dedupId: `tick_bot_${n}_1760000000`,
  flowKey: 'bybit',
  ...more,
})

/** Runs `work` while the SDK may complain on the console, and returns what it printed. */
async function printed(work: () => Promise<unknown>): Promise<string> {
  const lines: string[] = []
  const note = (...parts: unknown[]) => void lines.push(parts.map(String).join(' '))
  jest.spyOn(console, 'warn').mockImplementation(note)
  jest.spyOn(console, 'error').mockImplementation(note)
  await work()
  return lines.join('\n')
}

describe('publishing through QStash', () => {
  test('the wire carries destination, retries, delay expression, timeout, deduplication id and flow control', async () => {
    await dispatcher().publish([message(1, { notBefore: new Date(1_760_000_100_500) })])
    const entry = server.messages.get('tick_bot_1_1760000000')
    if (!entry) throw new Error('nothing arrived')
    expect(entry.destination).toBe('https://app.example/api/jobs/tick')
    expect(entry.body).toBe('{"v":1,"kind":"tick","items":[["bot_1",1760000000]]}')
    expect(Object.fromEntries(wireHeaders.map((name) => [name, header(entry, name)]))).toEqual({
      'Upstash-Method': 'POST',
      'Upstash-Retries': '2',
      'Upstash-Retry-Delay': '15000 * (1 + retried)',
      'Upstash-Timeout': '60s',
      'Upstash-Deduplication-Id': 'tick_bot_1_1760000000',
      'Upstash-Flow-Control-Key': 'bybit',
      'Upstash-Flow-Control-Value': 'parallelism=10',
      'Upstash-Not-Before': '1760000101',
      'Content-Type': 'application/json',
    })
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`)
  })

  test('no telemetry headers leave the process', async () => {
    await dispatcher().publish([message(1)])
    expect(JSON.stringify(server.requests).toLowerCase()).not.toContain('telemetry')
  })

  test('the caller’s messages are left as they were', async () => {
    const given = message(1)
    await dispatcher().publish([given])
    expect(given).toEqual(message(1))
  })

  test('publishing the same deduplication id again adds nothing and is no error', async () => {
    await dispatcher().publish([message(1), message(2)])
    await dispatcher().publish([message(2), message(3)])
    expect([...server.messages.keys()]).toHaveLength(3)
  })

  test('a thousand messages go in batches and all arrive', async () => {
    await dispatcher().publish(Array.from({ length: 1000 }, (_, n) => message(n)))
    expect(server.messages.size).toBe(1000)
    expect(server.requests.length).toBeLessThanOrEqual(5)
  })

  test('nothing is sent for an empty list', async () => {
    await dispatcher().publish([])
    expect(server.requests).toHaveLength(0)
  })

  test.each(['tick:bot:1', 'tick bot', '', 'tické'])(
    'the deduplication id %p is refused before anything is sent',
    async (dedupId) => {
      await expect(dispatcher().publish([message(1), message(2, { dedupId })])).rejects.toThrow(RangeError)
      expect(server.requests).toHaveLength(0)
    },
  )

  test.each([500, 503, 429, 400])(
    'an answer of %d throws, and the console never shows the token',
    async (status) => {
      server.answerNext = [status]
      const text = await printed(() => expect(dispatcher().publish([message(1)])).rejects.toThrow())
      expect(text).not.toContain(token)
      expect(server.messages.size).toBe(0)
    },
  )

  test('one refused entry of a batch throws, because publishing is all or an error', async () => {
    server.refuse = (entry) => entry.body.includes('bot_2')
    await expect(dispatcher().publish([message(1), message(2)])).rejects.toThrow('accepted 1 of 2')
  })

  test('a refused connection throws after two retries, in well under five seconds', async () => {
    await server.close()
    const before = performance.now()
    const text = await printed(() => expect(dispatcher().publish([message(1)])).rejects.toThrow())
    expect(performance.now() - before).toBeLessThan(4_000)
    expect(text).toContain('3 attempts')
    expect(text).not.toContain(token)
  })

  test('a wrong token is an error, not a silent loss', async () => {
    await printed(() => expect(dispatcher({ token: 'another' }).publish([message(1)])).rejects.toThrow())
  })

  test('an empty token stops start-up', () => {
    expect(() => dispatcher({ token: '' })).toThrow('token')
  })

  test('settings of the environment never replace the given ones', async () => {
    const before = { ...process.env }
    Object.assign(process.env, {
      QSTASH_DEV: 'true',
      QSTASH_REGION: 'EU_CENTRAL_1',
      EU_CENTRAL_1_QSTASH_URL: 'http://127.0.0.1:1',
      EU_CENTRAL_1_QSTASH_TOKEN: 'from-the-environment',
    })
    try {
      await dispatcher().publish([message(1)])
      expect(server.messages.size).toBe(1)
    } finally {
      process.env = before
    }
  })
})

describe('health of QStash', () => {
  test('counts the dead letters', async () => {
    server.deadLetters = [{ dlqId: '1', messageId: 'msg_1' }]
    expect(await dispatcher().health()).toEqual({ pending: null, dead: 1, heartbeatAgeMs: null })
  })

  test('is unknown, not zero, when QStash does not answer', async () => {
    server.answerNext = [500]
    await printed(async () =>
      expect(await dispatcher().health()).toEqual({ pending: null, dead: null, heartbeatAgeMs: null }),
    )
  })
})

describe('the sweep schedules', () => {
  const apply = (period: Parameters<typeof applySweepSchedules>[1]) =>
    applySweepSchedules({ token, url: server.url, origin }, period)
  const stored = () => [...server.schedules.values()]

  test('30 s takes two schedules a minute, the second half a minute late', async () => {
    await apply('30s')
    expect(stored()).toEqual([
      {
        scheduleId: 'tickwright-sweep',
        destination: `${origin}/api/cron/dispatch`,
        cron: '* * * * *',
        delay: undefined,
      },
      {
        scheduleId: 'tickwright-sweep-half',
        destination: `${origin}/api/cron/dispatch`,
        cron: '* * * * *',
        delay: '30s',
      },
    ])
  })

  test('applying twice changes nothing, and a coarser period removes what it no longer needs', async () => {
    server.schedules.set('other', {
      scheduleId: 'other',
      destination: 'https://x',
      cron: '0 0 * * *',
      delay: undefined,
    })
    await apply('30s')
    await apply('30s')
    expect(stored()).toHaveLength(3)
    await apply('5m')
    expect(stored().map(({ scheduleId, cron }) => [scheduleId, cron])).toEqual([
      ['other', '0 0 * * *'],
      ['tickwright-sweep', '*/5 * * * *'],
    ])
  })
})

const wireHeaders = [
  'Upstash-Method',
  'Upstash-Retries',
  'Upstash-Retry-Delay',
  'Upstash-Timeout',
  'Upstash-Deduplication-Id',
  'Upstash-Flow-Control-Key',
  'Upstash-Flow-Control-Value',
  'Upstash-Not-Before',
  'Content-Type',
]
