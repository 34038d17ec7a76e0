import { randomBytes } from 'node:crypto'
import { createDatabase, type Database } from '@/lib/db'
import { databaseOn, onServer, type TestServer } from './database-server'

export type TestDatabase = {
  url: string
  db: Database
  /** Empties every table, for use in `beforeEach`. */
  reset(): Promise<void>
  /** Disconnects and drops the database; call it in `afterAll`. */
  close(): Promise<void>
}

/** A fresh, migrated database of the caller's own on the shared test server. Call it once per test file, in `beforeAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  const { url: serverUrl, template } = await testServer()
  const name = `tickwright_test_${process.pid}_${randomBytes(4).toString('hex')}`
  await createFrom(serverUrl, name, template)
  const url = databaseOn(serverUrl, name)
  const db = createDatabase({ connectionString: url, poolSize: 10 })
  return {
    url,
    db,
    reset: () => emptyAllTables(db),
    close: async () => {
      await db.$disconnect()
      await onServer(serverUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

/** An empty, unmigrated database on the shared test server, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const { url: serverUrl } = await testServer()
  const name = `tickwright_empty_${process.pid}_${randomBytes(4).toString('hex')}`
  await onServer(serverUrl, `create database ${name} template template0`)
  return {
    url: databaseOn(serverUrl, name),
    close: () => onServer(serverUrl, `drop database if exists ${name} with (force)`),
  }
}

async function testServer(): Promise<TestServer> {
  const address = process.env.TEST_DATABASE_BROKER
  if (address === undefined) throw new Error('No test database: the Jest set-up has not run.')
  const response = await fetch(address)
  if (!response.ok) throw new Error(`The test database did not start: ${await response.text()}`)
  return (await response.json()) as TestServer
}

// Two copies of one template at once are refused by the server while the other is being made (55006).
async function createFrom(serverUrl: string, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await onServer(serverUrl, `create database ${name} template ${template}`)
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

// Deleting beats TRUNCATE by far on nearly empty tables; with the triggers off the order of the tables does not matter.
async function emptyAllTables(db: Database): Promise<void> {
  await db.$executeRawUnsafe(`do $$
    declare name text;
    begin
      set local session_replication_role = replica;
      for name in select quote_ident(tablename) from pg_tables
        where schemaname = 'public' and tablename <> '_prisma_migrations'
      loop execute 'delete from ' || name; end loop;
    end $$`)
}
