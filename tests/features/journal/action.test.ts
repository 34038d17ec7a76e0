import { checkJournalAction } from '@/app/(dashboard)/bots/actions'
import { idle } from '@/lib/action-state'
import { server } from '@/lib/server'
import { startInstallation } from '@/tests/features/auth/environment'
import { register, signIn } from '@/tests/features/auth/people'
import { formOf, newRequest } from '@/tests/features/auth/request'
import { paperBot, SOL, type Scene } from '@/tests/support/paper-bot'
import type { TestDatabase } from '@/tests/support/database'

jest.mock(
  'next/headers',
  () =>
    jest.requireActual<typeof import('@/tests/features/auth/request')>('@/tests/features/auth/request')
      .nextHeaders,
)
jest.mock('next/cache', () => ({ revalidatePath: () => undefined }))

let database: TestDatabase
let own: Scene
let foreign: Scene
let fresh: Scene
beforeAll(async () => {
  database = await startInstallation()
  await register(database, 'admin@example.com')
  const userId = await register(database, 'ada@example.com')
  await database.db.user.update({ where: { id: userId }, data: { status: 'ACTIVE' } })
  await signIn('ada@example.com')
  newRequest()
  own = await paperBot(database.db)
  foreign = await paperBot(database.db)
  for (const scene of [own, foreign]) for (const minute of [2_000, 2_001]) await scene.step(minute)
  fresh = await paperBot(database.db, { beside: own, pairs: [{ symbol: SOL }] })
  await handOver(own, userId)
})
afterAll(() => database.close())

/** Makes a bot and all that belongs to it another user's. */
async function handOver({ db, ids }: Scene, userId: string): Promise<void> {
  await db.$executeRaw`UPDATE exchange_accounts SET tenant_id = ${userId} WHERE id = ${ids.accountId}`
}

const check = (botId: string) => checkJournalAction(idle, formOf({ botId }))

test('the owner is told how many decisions are identical, since when, and that every order is explained', async () => {
  const { journalSequence, journalHash } = await own.bot()
  const count = String(journalSequence)
  const state = await check(own.ids.botId)
  expect(state).toMatchObject({ status: 'success' })
  const message = 'message' in state ? state.message : ''
  expect(message).toContain(`${count} of ${count} identical: all that are kept, 2025-06-10 12:01:00 UTC to`)
  expect(message).toMatch(/(\d+) of \1 orders since then come from one of them/)
  expect(message).toContain(
    Buffer.from(journalHash ?? [])
      .toString('hex')
      .slice(0, 16),
  )
})

test('a changed entry is told as it is', async () => {
  const { botId } = own.ids
  const [row] = await database.db.journalBlock.findMany({ where: { botId }, orderBy: { sequence: 'desc' } })
  if (row === undefined) throw new Error('no block')
  const key = { botId_sequence: { botId, sequence: row.sequence } }
  await database.db.journalBlock.update({ where: key, data: { hash: new Uint8Array(32) } })
  expect(await check(botId)).toMatchObject({
    status: 'failed',
    message: `Entry ${row.sequence} or its hash was changed after it was written.`,
  })
  await database.db.journalBlock.update({ where: key, data: { hash: row.hash } })
  expect(await check(botId)).toMatchObject({ status: 'success' })
})

test.each([
  ['another tenant’s bot', () => foreign.ids.botId],
  ['a bot that never was', () => 'bot_none'],
])('%s is not found', async (_, botId) => {
  expect(await check(botId())).toMatchObject({ status: 'failed', message: 'There is no such bot.' })
})

test('a bot that has not ticked has nothing to check', async () => {
  expect(await check(fresh.ids.botId)).toMatchObject({
    status: 'success',
    message: 'This bot has decided nothing yet.',
  })
})

test('a bot that was deleted is not found', async () => {
  await database.db.bot.update({ where: { id: own.ids.botId }, data: { deletedAt: new Date() } })
  expect(await check(own.ids.botId)).toMatchObject({ status: 'failed', message: 'There is no such bot.' })
})

test('without a session nothing is checked', async () => {
  newRequest({ keepCookies: false })
  expect(await check(foreign.ids.botId)).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('session has ended'),
  })
})

test('the sweep of the server drops decisions older than is stated', async () => {
  const blocks = () => database.db.journalBlock.count()
  expect(await blocks()).toBeGreaterThan(0)
  await server().sweep()
  expect(await blocks()).toBe(0)
})
