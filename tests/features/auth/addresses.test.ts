import { safeNext } from '@/lib/auth/safe-next'
import { clientNetwork } from '@/lib/http/client-address'
import { readCapped } from '@/lib/http/read-capped'

test.each([
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  'javascript:alert(1)',
  'https:evil.example',
  'https://evil.example/',
  '/\t/evil.example',
  '/\n/evil.example',
  ' /bots',
  '',
  'bots',
  '/a b',
  `/${'a'.repeat(600)}`,
  undefined,
  null,
  7,
  ['/bots', '//evil.example'],
])('next=%j leads to the dashboard', (next) => {
  expect(safeNext(next)).toBe('/dashboard')
})

test.each(['/', '/bots', '/bots/bot_1?tab=log#x', '/a/..%2f..//b', '/%2F%2Fevil.example'])(
  'next=%j stays on this site',
  (next) => {
    expect(safeNext(next)).toBe(next)
    expect(new URL(safeNext(next), 'https://own.example').origin).toBe('https://own.example')
  },
)

const networkOf = (forwarded: string | null, hops: number) => clientNetwork({ get: () => forwarded }, hops)

test.each<[string | null, number, string]>([
  ['203.0.113.7', 0, 'direct'],
  [null, 1, 'direct'],
  ['203.0.113.7', 1, '203.0.113.0/24'],
  ['192.0.2.1, 203.0.113.7', 1, '203.0.113.0/24'],
  ['192.0.2.1, 203.0.113.7, 10.0.0.1', 2, '203.0.113.0/24'],
  ['203.0.113.7', 2, 'direct'],
  ['203.0.113.7:443', 1, '203.0.113.0/24'],
  ['::ffff:203.0.113.7', 1, '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', 1, '2001:db8:1:2::/64'],
  ['[2001:DB8:0001:2::9]:443', 1, '2001:db8:1:2::/64'],
  ['2001:db8::1', 1, '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 1, 'fe80:0:0:0::/64'],
  ['unknown, <script>', 1, 'direct'],
])('X-Forwarded-For %j behind %d proxies is network %s', (forwarded, hops, network) => {
  expect(networkOf(forwarded, hops)).toBe(network)
})

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://localhost/', { method: 'POST', body, headers })

test('a body is read up to its cap, byte order mark included', async () => {
  expect(await readCapped(post('\ufeffa€'), 7)).toEqual({ ok: true, value: '\ufeffa€' })
  expect(await readCapped(new Request('http://localhost/'), 1)).toEqual({ ok: true, value: '' })
})

test('a body over its cap is refused, whatever length it claims', async () => {
  const refused = { ok: false, error: { kind: 'too-large' } }
  expect(await readCapped(post('12345678'), 7)).toEqual(refused)
  expect(await readCapped(post('1', { 'content-length': '999' }), 7)).toEqual(refused)
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) })
  const stream = new Request('http://localhost/', {
    method: 'POST',
    body: endless,
    duplex: 'half',
  } as RequestInit)
  expect(await readCapped(stream, 100_000)).toEqual(refused)
})

test('a body that is not UTF-8 is named so', async () => {
  expect(await readCapped(post(new Uint8Array([0xff, 0xfe])), 10)).toEqual({
    ok: false,
    error: { kind: 'not-utf8' },
  })
})
