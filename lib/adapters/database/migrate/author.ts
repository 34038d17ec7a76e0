import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../embedded/start'
import { applyMigrations } from './apply'
import { sqlFromDatabaseToSchema } from './schema-engine'

export type Sources = { migrationsFolder: string; schema: string; root?: string }

/**
 * The SQL still missing between the migrations and the schema; empty when there is no drift. `scratchUrl` names an empty
 * database, which the migrations are applied to.
 */
export async function migrationDrift(
  scratchUrl: string,
  { migrationsFolder, schema, root }: Sources,
): Promise<string> {
  await applyMigrations(scratchUrl, migrationsFolder)
  return sqlFromDatabaseToSchema(scratchUrl, schema, root)
}

/**
 * Writes the next migration (`<time>_<name>/migration.sql`) from the schema in `prisma/schema.prisma`, working on a
 * temporary server, and answers its path; `undefined` when the migrations already say all the schema says.
 */
export async function writeNextMigration(root: string, name: string, now: Date): Promise<string | undefined> {
  const migrationsFolder = path.join(root, 'prisma/migrations')
  const schema = await readFile(path.join(root, 'prisma/schema.prisma'), 'utf8')
  await mkdir(migrationsFolder, { recursive: true })
  const sql = await onScratchServer(root, (url) => migrationDrift(url, { migrationsFolder, schema, root }))
  if (sql === '') return undefined
  const target = path.join(migrationsFolder, `${timestamp(now)}_${slug(name)}`)
  await mkdir(target)
  await writeFile(path.join(migrationsFolder, 'migration_lock.toml'), lockFile)
  await writeFile(path.join(target, 'migration.sql'), `${sql.trim()}\n`)
  return path.join(target, 'migration.sql')
}

async function onScratchServer<T>(root: string, work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tickwright-migration-'))
  const server = await startEmbeddedPostgres({ dataDir, root, durable: false })
  try {
    return await work(server.url)
  } finally {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function slug(name: string): string {
  const slugged = name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  if (slugged === '')
    throw new Error('A migration needs a name of letters or digits, for example: add_bot_notes')
  return slugged
}

function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, '').slice(0, 14)
}

const lockFile = `# Written by the migration tool; names the kind of database the migrations are for.
provider = "postgresql"
`
