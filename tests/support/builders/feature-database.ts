import type { Database } from '@/lib/db'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

const shared = globalThis as typeof globalThis & { tickwrightDatabase?: Database | undefined }

/** A migrated database of the caller's own that features use as theirs. Call it in `beforeAll`, `close` it in `afterAll`. */
export async function featureDatabase(): Promise<TestDatabase> {
  const database = await testDatabase()
  shared.tickwrightDatabase = database.db
  return {
    ...database,
    close: async () => {
      shared.tickwrightDatabase = undefined
      await database.close()
    },
  }
}
