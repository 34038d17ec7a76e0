import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { readMigrations } from '@/lib/adapters/database/migrate/folder'
import { pendingMigrations } from '@/lib/adapters/database/migrate/history'
import { openEngine } from '@/lib/adapters/database/migrate/schema-engine'
import { emptyDatabase } from '@/tests/support/database'

let database: { url: string; close(): Promise<void> }
let folder: string
let client: pg.Client

beforeEach(async () => {
  database = await emptyDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'tickwright-migrations-'))
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await write('1_first', 'create table a (id int);\ninsert into a values (1);')
  await write('2_second', 'create table b (id int);')
})
afterEach(async () => {
  await client.end()
  await database.close()
  await rm(folder, { recursive: true })
})

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true })
  await writeFile(path.join(folder, name, 'migration.sql'), sql)
}

const apply = () => applyMigrations(database.url, folder)
const rows = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows
const pending = () => pendingMigrations(rows, folder)

test('migrations are applied once each, in order, and none is pending afterwards', async () => {
  expect(await pending()).toEqual(['1_first', '2_second'])
  expect(await apply()).toEqual(['1_first', '2_second'])
  expect(await apply()).toEqual([])
  expect(await pending()).toEqual([])
  expect(await rows('select count(*)::int as n from a')).toEqual([{ n: 1 }])
})

test('each applied migration leaves the row that prisma migrate deploy expects', async () => {
  await apply()
  const found = await rows(
    `select migration_name, checksum, finished_at >= started_at as finished, applied_steps_count as steps, logs,
       rolled_back_at, length(id) as id from _prisma_migrations order by migration_name`,
  )
  expect(found[1]).toEqual({
    migration_name: '2_second',
    checksum: '97a26e6830b52c85678ff1d51f9a93412e6e706979a5ea5167bd4e58acd08203',
    finished: true,
    steps: 1,
    logs: null,
    rolled_back_at: null,
    id: 36,
  })
})

test('a migration that fails leaves nothing of itself, keeps those before it, and can be mended', async () => {
  await write('3_third', 'create table c (id int);\n\nselect nonsense;')
  await expect(apply()).rejects.toThrow(
    'The migration 3_third failed at line 3: column "nonsense" does not exist. Nothing of it was kept.',
  )
  expect(await pending()).toEqual(['3_third'])
  expect(await rows(`select to_regclass('c') as c, to_regclass('b')::text as b`)).toEqual([
    { c: null, b: 'b' },
  ])
  await write('3_third', 'create table c (id int);')
  expect(await apply()).toEqual(['3_third'])
})

test('a migration edited after it was applied is refused by name, and nothing else is applied', async () => {
  await apply()
  await write('1_first', 'create table a (id bigint);')
  await write('3_third', 'create table c (id int);')
  await expect(apply()).rejects.toThrow(/The migration 1_first was edited after it had been applied/)
  await expect(pending()).rejects.toMatchObject({ problem: 'edited' })
  expect(await rows(`select to_regclass('c') as c`)).toEqual([{ c: null }])
})

test('a migration that another tool left half-way is refused by name, until it is marked as rolled back', async () => {
  await apply()
  await rows(`update _prisma_migrations set finished_at = null where migration_name = '2_second'`)
  await expect(apply()).rejects.toThrow(/2_second failed half-way.*migrate resolve --rolled-back 2_second/)
  await rows(`update _prisma_migrations set rolled_back_at = now() where finished_at is null`)
  await rows('drop table b')
  expect(await apply()).toEqual(['2_second'])
})

test('a database used by a newer version is refused instead of being worked on', async () => {
  await apply()
  await rm(path.join(folder, '2_second'), { recursive: true })
  await expect(apply()).rejects.toThrow(/has the migration 2_second, which this version does not know/)
})

test('of several programs that migrate at once each migration is applied by exactly one', async () => {
  const results = await Promise.all([apply(), apply(), apply(), apply()])
  expect(results.flat().sort()).toEqual(['1_first', '2_second'])
  expect(await rows('select count(*)::int as n from a')).toEqual([{ n: 1 }])
})

test('the engine of prisma migrate finds the history it expects and nothing left to apply', async () => {
  await apply()
  const schema = 'datasource db {\n  provider = "postgresql"\n}\n'
  const engine = await openEngine(database.url, schema, process.cwd())
  const found = await engine.diagnoseMigrationHistory({
    migrationsList: await asSeenByPrisma(),
    optInToShadowDatabase: false,
    filters: { externalTables: [], externalEnums: [] },
  })
  engine.free()
  expect(found).toEqual({
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true,
    history: null,
  })
})

async function asSeenByPrisma() {
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: (await readMigrations(folder)).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  }
}
