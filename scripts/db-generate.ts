import { generateClient } from '@/lib/adapters/database/generate-client'

generateClient({ root: process.cwd(), env: process.env, force: process.argv.includes('--force') }).then(
  (outcome) =>
    console.log(
      outcome === 'current' ? 'The database client is up to date.' : 'Generated the database client.',
    ),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  },
)
