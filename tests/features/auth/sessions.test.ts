import { endAllSessionsAction, endSessionAction } from '@/app/(dashboard)/settings/sessions/actions'
import { signOutAction } from '@/app/(auth)/sign-out/actions'
import { idle } from '@/lib/action-state'
import { currentUser } from '@/lib/auth/current-user'
import { sessionsOf } from '@/lib/auth/sessions'
import { requireAdmin, requireTenant, tenantOfJob, tenantOfSession } from '@/lib/auth/tenant'
import type { TestDatabase } from '@/tests/support/database'
import { startInstallation } from './environment'
import { register, signIn } from './people'
import { formOf, leavesTo, newRequest, request } from './request'

jest.mock('next/headers', () => jest.requireActual<typeof import('./request')>('./request').nextHeaders)
jest.mock('next/cache', () => ({ revalidatePath: () => undefined }))

let database: TestDatabase
let adminId: string
beforeAll(async () => {
  database = await startInstallation()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  adminId = await register(database, 'admin@example.com')
})

const hour = 3_600_000
const changeSession = (data: { lastSeenAt?: Date; expiresAt?: Date; revokedAt?: Date }) =>
  database.db.userSession.updateMany({ data })

test('an approved user becomes a tenant, an administrator also an admin', async () => {
  await signIn('admin@example.com')
  expect(await requireTenant()).toMatchObject({
    userId: adminId,
    role: 'ADMIN',
    plan: 'FREE',
    timeZone: 'UTC',
    active: true,
  })
  expect((await requireAdmin()).userId).toBe(adminId)
})

test('a visitor is sent to sign in and back to the page he wanted', async () => {
  newRequest({ keepCookies: false })
  request.headers.set('x-path', '/bots?status=RUNNING')
  expect(await leavesTo(requireTenant)).toBe('/sign-in?next=%2Fbots%3Fstatus%3DRUNNING')
  request.headers.set('x-path', '//evil.example')
  expect(await leavesTo(requireTenant)).toBe('/sign-in?next=%2Fdashboard')
})

test.each(['PENDING', 'REJECTED', 'SUSPENDED'])(
  'a %s user is no tenant: pages send him to wait, actions refuse',
  async (status) => {
    const userId = await register(database, 'ada@example.com')
    await signIn('ada@example.com')
    await database.db.user.update({ where: { id: userId }, data: { status } })
    expect(await leavesTo(requireTenant)).toBe('/pending')
    expect(await tenantOfSession()).toEqual({ ok: false, error: { kind: 'pending' } })
    const state = await endAllSessionsAction(idle, formOf({}))
    expect(state).toMatchObject({ status: 'failed', message: expect.stringContaining('not active') })
    expect(await database.db.userSession.count({ where: { revokedAt: null } })).toBe(1)
  },
)

test('to a user who is no administrator the admin page does not exist', async () => {
  const userId = await register(database, 'ada@example.com')
  await database.db.user.update({ where: { id: userId }, data: { status: 'ACTIVE' } })
  await signIn('ada@example.com')
  expect(await leavesTo(requireAdmin)).toBe('not-found')
})

test.each([
  ['revoked', { revokedAt: new Date() }],
  ['idle for more than 12 hours', { lastSeenAt: new Date(Date.now() - 12.1 * hour) }],
  ['older than 7 days', { expiresAt: new Date(Date.now() - 1000) }],
])('a session that is %s is over at the next request', async (_how, change) => {
  await signIn('admin@example.com')
  expect(await currentUser()).not.toBeNull()
  await changeSession(change)
  expect(await currentUser()).toBeNull()
  expect(await tenantOfSession()).toEqual({ ok: false, error: { kind: 'signed-out' } })
})

test('a session is kept by using it, up to 7 days after signing in', async () => {
  await signIn('admin@example.com')
  await changeSession({ lastSeenAt: new Date(Date.now() - 11 * hour) })
  expect(await currentUser()).not.toBeNull()
  const { lastSeenAt, expiresAt } = await database.db.userSession.findFirstOrThrow()
  expect(Date.now() - lastSeenAt.getTime()).toBeLessThan(hour)
  expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(7 * 24 * hour)
})

test('a truncated, oversized or foreign cookie is nobody, not an error', async () => {
  await signIn('admin@example.com')
  const [name, value] = [...request.jar].find(([cookie]) => cookie.includes('session-token')) ?? ['', '']
  expect(value.length).toBeGreaterThan(100)
  for (const bad of [value.slice(0, -8), value.slice(20), 'x'.repeat(8192), `${value}${value}`, '', 'null']) {
    request.jar.set(name, bad)
    expect(await currentUser()).toBeNull()
  }
})

test('a change of role or status acts at once', async () => {
  await signIn('admin@example.com')
  await database.db.user.update({ where: { id: adminId }, data: { role: 'USER', plan: 'PRO' } })
  expect(await requireTenant()).toMatchObject({ role: 'USER', plan: 'PRO' })
  expect(await leavesTo(requireAdmin)).toBe('not-found')
})

test('signing out ends the session in the database, so a copy of the cookie is worthless', async () => {
  await signIn('admin@example.com')
  const copy = new Map(request.jar)
  expect(await leavesTo(() => signOutAction(idle, formOf({})))).toBe('/sign-in?ended')
  request.jar = copy
  expect(await currentUser()).toBeNull()
})

test('signing out everywhere ends every session of this user and nobody else', async () => {
  await register(database, 'ada@example.com')
  await signIn('ada@example.com')
  await signIn('admin@example.com')
  await signIn('admin@example.com')
  expect(await leavesTo(() => endAllSessionsAction(idle, formOf({})))).toBe('/sign-in?ended')
  const live = await database.db.userSession.findMany({ where: { revokedAt: null }, include: { user: true } })
  expect(live.map((session) => session.user.email)).toEqual(['ada@example.com'])
})

test('the list shows the own sessions only, and ending one of somebody else is not found and changes nothing', async () => {
  const otherId = await register(database, 'ada@example.com')
  await signIn('ada@example.com')
  const foreign = await database.db.userSession.findFirstOrThrow({ where: { userId: otherId } })
  await signIn('admin@example.com')
  const user = await currentUser()
  if (!user) throw new Error('nobody')
  const views = await sessionsOf(user)
  expect(views).toMatchObject([{ device: 'Firefox on Linux', isCurrent: true, network: '203.0.113.0/24' }])
  expect(await endSessionAction(idle, formOf({ id: foreign.id }))).toMatchObject({ status: 'failed' })
  expect(await database.db.userSession.findFirstOrThrow({ where: { id: foreign.id } })).toEqual(foreign)
  expect(await endSessionAction(idle, formOf({ id: views[0]?.id ?? '' }))).toMatchObject({
    status: 'success',
  })
  expect(await currentUser()).toBeNull()
})

test('a job works for the owner of its rows in whatever state he is; an unknown owner is a fault', async () => {
  const userId = await register(database, 'ada@example.com')
  expect(await tenantOfJob({ tenantId: userId })).toMatchObject({ userId, active: false })
  await expect(tenantOfJob({ tenantId: 'usr_none' })).rejects.toThrow(/usr_none/)
})
