import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { AppServer } from '@/tests/support/app-server'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

jest.setTimeout(120_000)

let database: TestDatabase
let app: AppServer

beforeAll(async () => {
  database = await testDatabase()
  app = await AppServer.on(database.url)
  await app.start()
})
afterAll(async () => {
  await app?.stop()
  await database?.close()
})

type Answer = { readonly status: number; readonly body: string; readonly headers: IncomingMessage['headers'] }

function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port: app.port, method, path, headers }, (incoming) => {
      let body = ''
      incoming.setEncoding('utf8').on('data', (text: string) => (body += text))
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body, headers: incoming.headers }))
    })
    outgoing.on('error', reject).end()
  })
}

/** The first line of the answer to bytes no client library would send. */
function firstLineTo(raw: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(app.port, '127.0.0.1', () => socket.write(raw, 'latin1'))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (text.includes('\r\n')) socket.destroy()
    })
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
    socket.on('error', reject)
  })
}

test('headers that are too long or not text are refused before anything reads them', async () => {
  expect((await send('GET', '/sign-in', { 'x-long': 'x'.repeat(17_000) })).status).toBe(431)
  expect(await firstLineTo('GET / HTTP/1.1\r\nHost: x\r\nX-Odd: a\u0000b\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/)
  expect((await send('GET', '/sign-in')).status).toBe(200)
})

test.each(['/', '/sign-in', '/api/health'])('HEAD %s answers as GET does, without a body', async (path) => {
  const [head, get] = [await send('HEAD', path), await send('GET', path)]
  expect([head.status, head.body]).toEqual([get.status, ''])
})

test.each([
  ['POST', '/api/health'],
  ['DELETE', '/api/app/bots'],
  ['GET', '/api/jobs/tick'],
  ['GET', '/api/cron/dispatch'],
])('%s %s is no method of that route', async (method, path) => {
  expect((await send(method, path)).status).toBe(405)
})

test('OPTIONS says what a route takes, and has no body', async () => {
  const answer = await send('OPTIONS', '/api/health')
  expect([answer.status, answer.body]).toEqual([204, ''])
  expect(answer.headers.allow).toContain('GET')
})

test.each(['/dashboard', '/bots', '/bots/bot_unknown', '/admin', '/settings/sessions'])(
  'a visitor is sent from %s to sign in',
  async (path) => {
    const answer = await send('GET', path)
    expect(answer.status).toBe(307)
    expect(answer.headers.location).toContain(`/sign-in?next=${encodeURIComponent(path)}`)
  },
)

test('a start with another encryption key than before is refused, naming the key', async () => {
  const stranger = await AppServer.on(database.url)
  await expect(stranger.start({ shallow: true })).rejects.toThrow(
    /The encryption key \S+ is not the one this database was used with/,
  )
})

test('a termination lets the work under way end, and the process with it', async () => {
  expect(await app.stop()).toBeLessThan(5_000)
})
