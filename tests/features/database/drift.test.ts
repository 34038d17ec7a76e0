import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { migrationDrift } from '@/lib/adapters/database/migrate/author'
import { emptyDatabase } from '@/tests/support/database'

const root = path.resolve(__dirname, '../../..')
const migrationsFolder = path.join(root, 'prisma/migrations')
const committedSchema = () => readFile(path.join(root, 'prisma/schema.prisma'), 'utf8')

async function driftOf(schema: string): Promise<string> {
  const scratch = await emptyDatabase()
  try {
    return await migrationDrift(scratch.url, { migrationsFolder, schema, root })
  } finally {
    await scratch.close()
  }
}

test('the migrations lead exactly to the schema; otherwise run npm run db:migration -- NAME', async () => {
  expect(await driftOf(await committedSchema())).toBe('')
})

test('a table that only the schema has is reported as drift', async () => {
  const drift = await driftOf(`${await committedSchema()}\nmodel Zebra {\n  id String @id\n}\n`)
  expect(drift).toContain('CREATE TABLE "Zebra"')
})

test('a column that only the migrations have is reported as drift', async () => {
  const schema = await committedSchema()
  const without = schema.replace(/^ {2}timeZone .*\n/m, '')
  expect(without).not.toBe(schema)
  expect(await driftOf(without)).toContain('DROP COLUMN "time_zone"')
})
