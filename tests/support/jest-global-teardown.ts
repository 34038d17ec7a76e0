import type { TestServerBroker } from './database-server'

/** Stops the test database, if any test asked for it. */
export default async function globalTeardown(): Promise<void> {
  await shared.testServerBroker?.stop()
}

const shared = globalThis as typeof globalThis & { testServerBroker?: TestServerBroker }
