import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '@/generated/prisma/client'
import { databaseUrl } from './env'
import { keepsSession, nameRepeated } from './prepared-statements'

export type Database = PrismaClient

export type PoolOptions = {
  connectionString: string
  /** Connections at most. The built-in server has 50 for all its clients. */
  poolSize?: number
}

/** A statement, or a wait for a lock, longer than this is ended by the server (ms): better an error than a stuck tick. */
export const statementTimeoutMs = 5_000

/** A client with its own pool; callers other than `db()` must disconnect it themselves. */
export function createDatabase({ connectionString, poolSize = 16 }: PoolOptions): Database {
  const pool = {
    connectionString,
    max: poolSize,
    application_name: 'tickwright',
    connectionTimeoutMillis: statementTimeoutMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
  }
  // Planning the statements of a tick anew costs more than running them.
  const prepared = keepsSession(connectionString) ? { statementNameGenerator: nameRepeated() } : {}
  const adapter = new PrismaPg(pool, prepared)
  return new PrismaClient({ adapter })
}

/** The database of this process. Routes and instrumentation are bundled apart, so the one pool sits on globalThis. */
export function db(): Database {
  shared.tickwrightDatabase ??= createDatabase({ connectionString: databaseUrl() })
  return shared.tickwrightDatabase
}

const shared = globalThis as typeof globalThis & { tickwrightDatabase?: Database }
