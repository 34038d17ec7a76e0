import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** One migration on disk; the checksum (sha256, hex) is the one `prisma migrate` stores. */
export type MigrationFile = { name: string; sql: string; checksum: string }

/** Reads the migrations of a folder in the order they are to be applied. */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(names.sort().map((name) => readMigration(folder, name)))
}

async function readMigration(folder: string, name: string): Promise<MigrationFile> {
  const sql = await readFile(path.join(folder, name, 'migration.sql'))
  return { name, sql: sql.toString('utf8'), checksum: createHash('sha256').update(sql).digest('hex') }
}
