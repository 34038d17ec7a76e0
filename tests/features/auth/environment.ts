import { db } from '@/lib/db'
import { testDatabase, type TestDatabase } from '@/tests/support/database'

export const origin = 'http://localhost:3000'

/** A fresh database and an environment that names it, for modules that find both by themselves. */
export async function startInstallation(): Promise<TestDatabase> {
  const database = await testDatabase()
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    APP_ORIGIN: origin,
    AUTH_SECRET: 'test-secret-test-secret-test-secret',
    APP_KEK: Buffer.alloc(32, 7).toString('base64'),
    DISPATCH: 'embedded',
    DISPATCH_SIGNING_KEY: 'a'.repeat(32),
    DISPATCH_NEXT_SIGNING_KEY: 'b'.repeat(32),
    TRUSTED_PROXY_HOPS: '1',
  })
  return {
    ...database,
    close: async () => {
      await db().$disconnect()
      await database.close()
    },
  }
}
