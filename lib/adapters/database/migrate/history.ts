import { readMigrations, type MigrationFile } from './folder'

/** Runs one statement and answers its rows; fits both a pg client and Prisma's raw queries. */
export type SqlReader = (sql: string) => Promise<unknown[]>

export type MigrationProblem = 'edited' | 'failed' | 'unknown' | 'broken' | 'busy'

/** Why the migrations cannot be applied; the message is one to print to the operator as it is. */
export class MigrationError extends Error {
  constructor(
    readonly problem: MigrationProblem,
    message: string,
  ) {
    super(message)
    this.name = 'MigrationError'
  }
}

type AppliedRow = { migration_name: string; checksum: string; finished: boolean }

/**
 * Names of the migrations in `folder` that the database does not have yet, in order. Throws `MigrationError` when the two
 * histories contradict each other: a migration edited after it ran, one that failed, or one this version does not know.
 */
export async function pendingMigrations(read: SqlReader, folder = 'prisma/migrations'): Promise<string[]> {
  const files = await readMigrations(folder)
  return compareHistories(files, await readApplied(read)).map((file) => file.name)
}

/** The pending files, after every check on those the database already has. */
export function compareHistories(files: MigrationFile[], applied: AppliedRow[]): MigrationFile[] {
  const known = new Map(files.map((file) => [file.name, file]))
  for (const row of applied) checkRow(row, known.get(row.migration_name))
  const done = new Set(applied.map((row) => row.migration_name))
  return files.filter((file) => !done.has(file.name))
}

/** The rows of `_prisma_migrations` that count (those rolled back do not); none when the table does not exist. */
export async function readApplied(read: SqlReader): Promise<AppliedRow[]> {
  const [table] = (await read(`select to_regclass('_prisma_migrations')::text as name`)) as {
    name: string | null
  }[]
  if (table?.name == null) return []
  return (await read(
    `select migration_name, checksum, finished_at is not null as finished from _prisma_migrations
      where rolled_back_at is null order by started_at`,
  )) as AppliedRow[]
}

function checkRow(row: AppliedRow, file: MigrationFile | undefined): void {
  const name = row.migration_name
  if (!row.finished) {
    throw new MigrationError(
      'failed',
      `The migration ${name} failed half-way in this database. Repair the database, then mark it with ` +
        `"npx prisma migrate resolve --rolled-back ${name}" (or --applied) and start again.`,
    )
  }
  if (file === undefined) {
    throw new MigrationError(
      'unknown',
      `The database has the migration ${name}, which this version does not know: a newer version has used it. ` +
        'Run that version, or restore an older database.',
    )
  }
  if (file.checksum !== row.checksum) {
    throw new MigrationError(
      'edited',
      `The migration ${name} was edited after it had been applied to this database. ` +
        'Restore the file as it was and put the change into a new migration.',
    )
  }
}
