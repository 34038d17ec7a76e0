import { passwordFault } from '@/lib/auth/password-rules'
import { normalisedEmail } from '@/lib/users/email-address'
import { ensureDemoUser, registerUser } from '@/lib/users/register'
import type { TestDatabase } from '@/tests/support/database'
import { startInstallation } from '../auth/environment'

let database: TestDatabase
beforeAll(async () => {
  database = await startInstallation()
})
afterAll(() => database.close())
beforeEach(() => database.reset())

let networks = 0
const password = 'correct horse battery'
const register = (email: string, secret = password, timeZone = 'Europe/Berlin') =>
  registerUser({ email, password: secret, timeZone, network: `net ${(networks += 1)}` })

test('of 20 people who register at once exactly one becomes the administrator, the others wait', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => register(`user${index}@example.com`)))
  const users = await database.db.user.findMany()
  expect(users).toHaveLength(20)
  expect(users.filter((user) => user.role === 'ADMIN').map((user) => user.status)).toEqual(['ACTIVE'])
  expect(users.filter((user) => user.role === 'USER').every((user) => user.status === 'PENDING')).toBe(true)
  expect(await database.db.auditEntry.count({ where: { action: 'user.registered' } })).toBe(20)
}, 30_000)

test('one address registered 5 times at once is one account, and each of them reads the same', async () => {
  await register('first@example.com')
  const answers = await Promise.all(
    ['Ada@Example.com', 'ada@example.com', ' ADA@example.com ', 'ada@EXAMPLE.com', 'ada@example.com'].map(
      (email) => register(email),
    ),
  )
  expect(answers).toEqual(Array(5).fill({ ok: true, value: 'received' }))
  expect(await database.db.user.count({ where: { email: 'ada@example.com' } })).toBe(1)
})

test('registering a known address again changes nothing and says nothing', async () => {
  await register('first@example.com')
  await register('ada@example.com')
  const before = await database.db.user.findUniqueOrThrow({ where: { email: 'ada@example.com' } })
  expect(await register('ada@example.com', 'another long password')).toEqual({ ok: true, value: 'received' })
  expect(await database.db.user.findUniqueOrThrow({ where: { email: 'ada@example.com' } })).toEqual(before)
})

test('the demo account is active, is no administrator and does not take the first person’s place', async () => {
  const demo = { email: 'demo@example.com', password: 'look around in here' }
  const userId = await ensureDemoUser(demo)
  expect(await ensureDemoUser(demo)).toBe(userId)
  expect(await register('first@example.com')).toEqual({ ok: true, value: 'first-admin' })
  expect(await database.db.user.findMany({ where: { isDemo: true } })).toMatchObject([
    { id: userId, role: 'USER', status: 'ACTIVE' },
  ])
  expect(await ensureDemoUser({ ...demo, email: 'first@example.com' })).toBeNull()
  expect(await database.db.user.count({ where: { role: 'ADMIN' } })).toBe(1)
})

test('an unknown time zone becomes UTC', async () => {
  await register('a@example.com', password, 'Mars/X')
  await register('b@example.com', password, 'Pacific/Kiritimati')
  const zones = await database.db.user.findMany({ orderBy: { email: 'asc' }, select: { timeZone: true } })
  expect(zones).toEqual([{ timeZone: 'UTC' }, { timeZone: 'Pacific/Kiritimati' }])
})

test.each([
  ['two addresses', 'a@example.com,b@example.com'],
  ['two addresses with a space', 'a@example.com b@example.com'],
  ['a newline', 'a@example.com\nbcc: b@example.com'],
  ['a trailing newline', 'a@example.com\n'],
  ['a full-width sign', 'a＠example.com'],
  ['look-alike letters', 'аda@example.com'],
  ['a ligature', 'ﬁn@example.com'],
  ['no domain', 'a@'],
  ['no dot', 'a@localhost'],
  ['two dots', 'a..b@example.com'],
  ['a display name', 'Ada <a@example.com>'],
  ['a domain of one hyphen', 'a@-.com'],
  ['250 letters', `${'a'.repeat(250)}@example.com`],
])('an address with %s is refused and nothing is stored', async (_what, email) => {
  expect(await register(email)).toMatchObject({
    ok: false,
    error: { kind: 'invalid', faults: [{ field: 'email' }] },
  })
  expect(await database.db.user.count()).toBe(0)
})

test('addresses differ neither in case nor in the spaces around them', () => {
  expect(normalisedEmail('  Ada.Lovelace+Bots@Example.COM ')).toBe('ada.lovelace+bots@example.com')
})

const email = 'ada.lovelace@example.com'
test.each([
  ['14 characters', 'abcdefgh ijkl!', /at least 15/],
  ['129 characters', 'xy z'.repeat(33).slice(0, 129), /at most 128/],
  ['14 emoji', '🐢'.repeat(14), /at least 15/],
  ['the e-mail address', 'Ada.Lovelace@example.com', /e-mail address/],
  ['the name in it, filled up with digits', 'ada.lovelace-1234567', /e-mail address/],
  ['the name of the service', 'Tickwright Tickwright', /name of this service/],
  ['the name of the service with digits', 'tickwright123456!', /name of this service/],
  ['one character again and again', 'aaaaaaaaaaaaaaaaaaaa', /too easy/],
  ['a word again and again', 'abcabcabcabcabcab', /too easy/],
  ['a run of digits', '123456789012345', /too easy/],
  ['the keyboard', 'qwertyuiopasdfgh', /too easy/],
  ['the keyboard backwards', 'lkjhgfdsapoiuytrewq', /too easy/],
  ['a known one', 'Correct Horse Battery Staple', /too easy/],
])('a password of %s is refused', (_what, secret, fault) => {
  expect(passwordFault(secret, email)).toMatch(fault)
})

test.each([
  ['15 characters', 'abcdefgh ijklm!'],
  ['128 characters', `${'one two three four five six seven '.repeat(4)}`.slice(0, 128)],
  ['emoji and accents', 'Kaffee für 🐢🐢🐢 täglich'],
  ['lower case letters only', 'turnip lantern gravel'],
])('a password of %s is taken', (_what, secret) => {
  expect(passwordFault(secret, email)).toBeNull()
})
