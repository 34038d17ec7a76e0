import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { startEmbeddedPostgres } from '@/lib/adapters/database/embedded/start'

const usage = `Usage: npm run db:deploy
Applies the pending migrations to DATABASE_URL, or to the built-in database in .data/postgres when it is not set.`

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(usage)
    return
  }
  const external = process.env.DATABASE_URL?.trim()
  const embedded = external ? undefined : await startEmbeddedPostgres({ dataDir: '.data/postgres' })
  try {
    const applied = await applyMigrations(external || (embedded?.url ?? ''))
    for (const name of applied) console.log(`Applied ${name}`)
    console.log(applied.length === 0 ? 'The database is up to date.' : 'The database is now up to date.')
  } finally {
    await embedded?.stop()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
