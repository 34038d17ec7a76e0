import path from 'node:path'
import { offerTestServer, type TestServerBroker } from './database-server'

/** Offers the test database to the workers; TEST_DATABASE_URL names a server to use instead of starting one. */
export default async function globalSetup(): Promise<void> {
  const broker = await offerTestServer(path.resolve(__dirname, '../..'), process.env.TEST_DATABASE_URL)
  process.env.TEST_DATABASE_BROKER = broker.address
  shared.testServerBroker = broker
  // An interrupted Jest skips its teardown, and the server, being detached, would stay.
  process.once('exit', broker.abandon)
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
}

const shared = globalThis as typeof globalThis & { testServerBroker?: TestServerBroker }
