import { keepsSession, nameRepeated } from '@/lib/prepared-statements'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

describe('where statements are prepared', () => {
  it.each([
    ['the built-in server', 'postgresql://u:p@127.0.0.1:5432/d', true],
    ['a server on this machine', 'postgres://u@localhost/d', true],
    ['a server on this machine over IPv6', 'postgres://u@[::1]:5432/d', true],
    ['a pooler on this machine', 'postgres://u@localhost:6432/d?pgbouncer=true', false],
    ['another machine, which may be a pooler', 'postgres://u@db.example.com/d', false],
    ['a name that only begins like this machine', 'postgres://u@localhost.example.com/d', false],
    ['an address nobody can read', 'nonsense', false],
  ])('%s', (_, url, prepared) => expect(keepsSession(url)).toBe(prepared))
})

describe('naming repeated statements', () => {
  it('gives a statement its name from the wanted time on, and never another', () => {
    const name = nameRepeated(3, 5)
    const names = Array.from({ length: 5 }, () => name({ sql: 'select 1' }))
    expect(names).toEqual(['', '', 'repeated_0', 'repeated_0', 'repeated_0'])
  })

  it('gives two statements two names', () => {
    const name = nameRepeated(1, 5)
    expect(name({ sql: 'select 1' })).not.toBe(name({ sql: 'select 2' }))
  })

  it('stops at the highest number of names and keeps those it gave', () => {
    const name = nameRepeated(1, 2)
    const names = ['a', 'b', 'c', 'a'].map((sql) => name({ sql }))
    expect(names).toEqual(['repeated_0', 'repeated_1', '', 'repeated_0'])
  })

  it('still names what repeats after any number of statements that do not', () => {
    const name = nameRepeated(2, 3)
    for (let n = 0; n < 1_000; n += 1) name({ sql: `select ${n}` })
    expect([name({ sql: 'often' }), name({ sql: 'often' })]).toEqual(['', 'repeated_0'])
  })
})

describe('on a real server', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.close())

  it('a repeated statement is prepared in its session and answers as before', async () => {
    const { answers, prepared } = await database.db.$transaction(async (session) => {
      const answers: unknown[] = []
      for (let n = 0; n < 40; n += 1) {
        answers.push(
          await session.$queryRaw`SELECT ${n}::int AS n, ${n % 2 === 0 ? null : 'odd'}::text AS label`,
        )
      }
      const prepared = await session.$queryRaw<{ calls: number }[]>`
        SELECT (generic_plans + custom_plans)::int AS calls FROM pg_prepared_statements
        WHERE name <> '' AND statement LIKE 'SELECT $1::int AS n, $2::text AS label'`
      return { answers, prepared }
    })
    expect(answers).toEqual(Array.from({ length: 40 }, (_, n) => [{ n, label: n % 2 === 0 ? null : 'odd' }]))
    expect(prepared).toEqual([{ calls: 21 }])
  })

  it('a refused statement leaves its prepared form usable', async () => {
    const { db } = database
    const divide = (by: number) => db.$queryRaw<{ result: number }[]>`SELECT 100 / ${by}::int AS result`
    for (let n = 0; n < 30; n += 1) await divide(4)
    await expect(divide(0)).rejects.toThrow()
    expect(await divide(5)).toEqual([{ result: 20 }])
  })
})
