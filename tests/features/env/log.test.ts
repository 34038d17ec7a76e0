import { makeLogger, withLogContext } from '@/lib/log'
import { maskSecrets } from '@/lib/mask-secrets'

function captured(write: (log: ReturnType<typeof makeLogger>) => void): {
  line: string
  entry: Record<string, unknown>
} {
  const lines: string[] = []
  write(makeLogger({ write: (line) => void lines.push(line) }, 'debug'))
  expect(lines).toHaveLength(1)
  const line = lines[0] ?? ''
  return { line, entry: JSON.parse(line) as Record<string, unknown> }
}

const canary = 'canary-7f3a'

test.each([
  ['at the top', { apiKey: canary }],
  ['one level down', { account: { secret: canary } }],
  ['two levels down', { a: { b: { privateKey: canary } } }],
  ['in headers', { headers: { authorization: canary, cookie: canary, 'set-cookie': canary } }],
  ['as passwords and tokens', { password: canary, user: { token: canary, passphrase: canary } }],
])('a secret %s is not written', (_where, facts) => {
  expect(captured((log) => log.info(facts, 'Facts.')).line).not.toContain(canary)
})

const hex64 = 'ab'.repeat(32)
test.each([
  [`key ${hex64}`, hex64],
  [`key 0x${hex64}`, hex64],
  ['sk_live_abcdefgh1234', 'abcdefgh1234'],
  ['whsec_abcdefgh1234', 'abcdefgh1234'],
  [`12345678:${'a'.repeat(35)}`, 'a'.repeat(35)],
  ['Bearer abcdefgh.1234', 'abcdefgh'],
  ['https://x.test/?symbol=BTC&signature=deadbeef99', 'deadbeef99'],
  ['postgresql://user:hunter22@host/db', 'hunter22'],
])('the shape of a secret is masked wherever it stands: %s', (text, secret) => {
  expect(maskSecrets(text)).not.toContain(secret)
  expect(captured((log) => log.error({ err: new Error(text) }, text)).line).not.toContain(secret)
})

test('ordinary figures and ids are left alone', () => {
  const text = 'bot_23456789abcdefghijkmnpqrs at 64123.5, 2026-11-21T20:18:04.000Z'
  expect(maskSecrets(text)).toBe(text)
})

test('a text cannot break its line, paint a terminal or turn the reading direction', () => {
  const { line, entry } = captured((log) =>
    log.info({ name: 'a\r\n{"level":"fatal"}\u001b[2J\u202e\u2028\u009b' }, 'Named.'),
  )
  expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
  expect(entry).toMatchObject({ level: 'info', msg: 'Named.' })
})

test('the properties of an error, where requests hide, are not written', () => {
  const error = Object.assign(new Error('refused'), { code: 'E1', request: { body: canary } })
  const { line, entry } = captured((log) => log.error({ err: error }, 'Failed.'))
  expect(line).not.toContain(canary)
  expect(entry.err).toMatchObject({ type: 'Error', code: 'E1', message: 'refused' })
})

test('ids of the work at hand are in every line, also in what it awaits', async () => {
  const lines: string[] = []
  const log = makeLogger({ write: (line) => void lines.push(line) }, 'info')
  await withLogContext({ tickId: 'tick_1' }, async () => {
    await new Promise((resolve) => setImmediate(resolve))
    withLogContext({ botId: 'bot_1' }, () => log.info('Inside.'))
  })
  log.info('Outside.')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ tickId: 'tick_1', botId: 'bot_1' })
  expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('tickId')
})
