import { decideOnUserAction } from '@/app/(admin)/admin/actions'
import { decideOnUser } from '@/lib/admin/service'
import { pendingUsers, usersPage } from '@/lib/admin/views'
import { idle } from '@/lib/action-state'
import { isAdmin, tenantOfJob, type Admin } from '@/lib/auth/tenant'
import type { TestDatabase } from '@/tests/support/database'
import { startInstallation } from '../auth/environment'
import { register, signIn } from '../auth/people'
import { formOf } from '../auth/request'

jest.mock(
  'next/headers',
  () => jest.requireActual<typeof import('../auth/request')>('../auth/request').nextHeaders,
)
jest.mock('next/cache', () => ({ revalidatePath: () => undefined }))

let database: TestDatabase
let admin: Admin
let adaId: string
beforeAll(async () => {
  database = await startInstallation()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.reset()
  admin = await adminOf(await register(database, 'admin@example.com'))
  adaId = await register(database, 'ada@example.com')
})

async function adminOf(userId: string): Promise<Admin> {
  const tenant = await tenantOfJob({ tenantId: userId })
  if (!isAdmin(tenant)) throw new Error('no administrator')
  return tenant
}
const ada = () => database.db.user.findUniqueOrThrow({ where: { id: adaId } })
const audit = () =>
  database.db.auditEntry.findMany({ where: { NOT: { action: 'user.registered' } }, orderBy: { id: 'asc' } })

test('approving makes the user active and records who did', async () => {
  const decided = await decideOnUser(admin, { userId: adaId, decision: 'approve', reason: '' })
  expect(decided).toEqual({ ok: true, value: 'ACTIVE' })
  expect(await ada()).toMatchObject({ status: 'ACTIVE', statusReason: null })
  expect(await audit()).toMatchObject([
    { tenantId: adaId, actorId: admin.userId, action: 'user.approved', subject: adaId },
  ])
})

test('rejecting needs a reason, which the user keeps; he can be approved later', async () => {
  const refused = await decideOnUser(admin, { userId: adaId, decision: 'reject', reason: '  ' })
  expect(refused).toEqual({ ok: false, error: { kind: 'reason-missing' } })
  expect((await ada()).status).toBe('PENDING')
  await decideOnUser(admin, { userId: adaId, decision: 'reject', reason: ' Unknown person ' })
  expect(await ada()).toMatchObject({ status: 'REJECTED', statusReason: 'Unknown person' })
  await decideOnUser(admin, { userId: adaId, decision: 'approve', reason: '' })
  expect(await ada()).toMatchObject({ status: 'ACTIVE', statusReason: null })
})

test('when the record cannot be written, the status does not change', async () => {
  await database.db.$executeRawUnsafe(
    `ALTER TABLE audit_entries ADD CONSTRAINT no_audit CHECK (action <> 'user.approved')`,
  )
  try {
    await expect(decideOnUser(admin, { userId: adaId, decision: 'approve', reason: '' })).rejects.toThrow(
      /no_audit|constraint/,
    )
    expect((await ada()).status).toBe('PENDING')
  } finally {
    await database.db.$executeRawUnsafe('ALTER TABLE audit_entries DROP CONSTRAINT no_audit')
  }
})

test('of two administrators who decide at once one is told that it is done', async () => {
  const decisions = await Promise.all(
    Array.from({ length: 4 }, () => decideOnUser(admin, { userId: adaId, decision: 'approve', reason: '' })),
  )
  expect(decisions.filter((decision) => decision.ok)).toHaveLength(1)
  expect(
    decisions.filter((decision) => !decision.ok && decision.error.kind === 'already-decided'),
  ).toHaveLength(3)
  expect(await audit()).toHaveLength(1)
})

test.each(['approve', 'reject', 'suspend', 'reinstate'] as const)(
  'nobody can %s himself, whatever state he is in',
  async (decision) => {
    const before = await database.db.user.findUniqueOrThrow({ where: { id: admin.userId } })
    const decided = await decideOnUser(admin, { userId: admin.userId, decision, reason: 'x' })
    expect(decided).toEqual({ ok: false, error: { kind: 'own-account' } })
    expect(await database.db.user.findUniqueOrThrow({ where: { id: admin.userId } })).toEqual(before)
    expect(await audit()).toEqual([])
  },
)

test('another administrator and an unknown user are not found', async () => {
  await database.db.user.update({ where: { id: adaId }, data: { role: 'ADMIN', status: 'ACTIVE' } })
  for (const userId of [adaId, 'usr_none', '../../etc/passwd']) {
    const decided = await decideOnUser(admin, { userId, decision: 'suspend', reason: 'x' })
    expect(decided).toEqual({ ok: false, error: { kind: 'not-found' } })
  }
  expect((await ada()).status).toBe('ACTIVE')
})

test('the form of an ordinary user changes nothing, the one of an administrator does', async () => {
  const form = formOf({ userId: adaId, decision: 'approve' })
  await database.db.user.update({ where: { id: adaId }, data: { status: 'ACTIVE' } })
  await signIn('ada@example.com')
  const suspend = formOf({ userId: admin.userId, decision: 'suspend', reason: 'mine now' })
  expect(await decideOnUserAction(idle, suspend)).toMatchObject({
    status: 'failed',
    message: 'Only an administrator can do this.',
  })
  await database.db.user.update({ where: { id: adaId }, data: { status: 'PENDING' } })
  await signIn('admin@example.com')
  expect(await decideOnUserAction(idle, form)).toEqual({ status: 'success', message: 'Approved.' })
  const none = formOf({ userId: adaId, decision: 'suspend', reason: ' ' })
  expect(await decideOnUserAction(idle, none)).toMatchObject({
    status: 'invalid',
    faults: [{ field: 'reason' }],
    values: { decision: 'suspend' },
  })
})

test('the lists show who waits and all users page by page, and never a password hash', async () => {
  await database.db.user.createMany({
    data: Array.from({ length: 60 }, (_, index) => ({
      id: `usr_${String(index).padStart(26, 'a')}`,
      email: `bulk${index}@example.com`,
      passwordHash: 'canary-hash',
      createdAt: new Date(Date.UTC(2026, 0, 1)),
    })),
  })
  const waiting = await pendingUsers(admin)
  expect(waiting).toMatchObject({ total: 61 })
  const first = await usersPage(admin, undefined)
  const second = await usersPage(admin, first.next)
  expect(second.next).toBeNull()
  const ids = [...first.users, ...second.users].map((user) => user.userId)
  expect(new Set(ids).size).toBe(62)
  expect(JSON.stringify([waiting, first, second])).not.toMatch(/canary-hash|argon2/)
  expect(await usersPage(admin, 'nonsense')).toEqual(first)
})
