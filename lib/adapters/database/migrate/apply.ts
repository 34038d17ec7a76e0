import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { readMigrations, type MigrationFile } from './folder'
import { compareHistories, MigrationError, readApplied } from './history'

// The lock `prisma migrate` takes, so that neither tool ever runs beside the other.
const advisoryLock = 72_707_369

/**
 * Applies the pending migrations of `folder` in order, each in one transaction, and answers their names. Writes the rows
 * `prisma migrate deploy` expects. Throws `MigrationError`; what was applied before the faulty migration stays.
 */
export async function applyMigrations(
  connectionString: string,
  folder = 'prisma/migrations',
): Promise<string[]> {
  const files = await readMigrations(folder)
  const client = new pg.Client({
    connectionString,
    application_name: 'tickwright migrations',
    lock_timeout: 30_000,
  })
  await client.connect()
  try {
    await takeLock(client)
    const applied = await readApplied(async (sql) => (await client.query(sql)).rows as unknown[])
    const pending = compareHistories(files, applied)
    if (pending.length > 0) await client.query(historyTable)
    for (const file of pending) await applyOne(client, file)
    return pending.map((file) => file.name)
  } finally {
    await client.end()
  }
}

async function takeLock(client: pg.Client): Promise<void> {
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock])
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error
    throw new MigrationError(
      'busy',
      'Another program has been migrating this database for 30 s. Try again later.',
    )
  }
}

async function applyOne(client: pg.Client, { name, sql, checksum }: MigrationFile): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw new MigrationError(
      'broken',
      `The migration ${name} failed${placeOf(error, sql)}. Nothing of it was kept.`,
    )
  }
}

function placeOf(error: unknown, sql: string): string {
  const { position, message } = error as { position?: string; message: string }
  const line = position === undefined ? '' : ` at line ${sql.slice(0, Number(position)).split('\n').length}`
  return `${line}: ${message}`
}

const historyTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`
