import { testDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const user = { id: 'u1', email: 'a@example.com', passwordHash: 'x' }

test('a test database starts migrated and empty, stores rows and forgets them on reset', async () => {
  expect(await database.db.user.count()).toBe(0)
  await database.db.user.create({ data: user })
  expect(await database.db.user.count()).toBe(1)
  await database.reset()
  expect(await database.db.user.count()).toBe(0)
})

test('two test databases do not see each other', async () => {
  const other = await testDatabase()
  await other.db.user.create({ data: user })
  expect(await database.db.user.count()).toBe(0)
  await other.close()
})

test('a statement that runs longer than five seconds is ended by the server', async () => {
  const [row] = await database.db.$queryRaw<{ statement: string; lock: string }[]>`
    select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`
  expect(row).toEqual({ statement: '5s', lock: '5s' })
})
