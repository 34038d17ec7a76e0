import { rmSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { isAlive, isPostmasterOf } from '../../lib/adapters/database/embedded/processes'
import { startEmbeddedPostgres } from '../../lib/adapters/database/embedded/start'
import { applyMigrations } from '../../lib/adapters/database/migrate/apply'

/** Address of a server with a migrated database, `template`, which each test file copies. */
export type TestServer = { url: string; template: string }

/** Starts the server on the first request, so that a run without database tests does not pay for one. */
export type TestServerBroker = {
  address: string
  stop(): Promise<void>
  /** The same at once and unkindly, for a process that is about to end. */
  abandon(): void
}

/**
 * Offers one PostgreSQL to all test workers under an HTTP address: `externalUrl` when given, else one from a temporary
 * folder without crash safety. The broker lives in the process that outlives the workers, and stops what it started.
 */
export async function offerTestServer(
  root: string,
  externalUrl: string | undefined,
): Promise<TestServerBroker> {
  const cleanups: Cleanup[] = []
  let starting: Promise<TestServer> | undefined
  const broker = createServer((_request, response) => {
    starting ??= start(root, externalUrl, cleanups)
    starting.then(
      (server) => response.end(JSON.stringify(server)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  const address = await listen(broker)
  const stop = async () => {
    broker.close()
    broker.closeAllConnections()
    await starting?.catch(() => undefined)
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup.kindly()
  }
  const abandon = () =>
    cleanups
      .splice(0)
      .reverse()
      .forEach((cleanup) => cleanup.atOnce?.())
  return { address, stop, abandon }
}

type Cleanup = { kindly(): Promise<void>; atOnce?(): void }

async function start(root: string, externalUrl: string | undefined, cleanups: Cleanup[]) {
  const url = externalUrl ?? (await startTemporary(root, cleanups))
  const template = `tickwright_template_${process.pid}`
  await onServer(url, `drop database if exists ${template} with (force)`)
  await onServer(url, `create database ${template}`)
  cleanups.push({ kindly: () => onServer(url, `drop database if exists ${template} with (force)`) })
  await applyMigrations(databaseOn(url, template), path.join(root, 'prisma/migrations'))
  return { url, template }
}

async function startTemporary(root: string, cleanups: Cleanup[]): Promise<string> {
  await removeAbandoned()
  const dataDir = await mkdtemp(path.join(tmpdir(), `${folderPrefix}${process.pid}-`))
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }
  cleanups.push({ kindly: () => rm(dataDir, options), atOnce: () => rmSync(dataDir, options) })
  const settings = { max_connections: '200', shared_buffers: '128MB' }
  const server = await startEmbeddedPostgres({ dataDir, root, durable: false, settings })
  cleanups.push({ kindly: () => server.stop(), atOnce: () => process.kill(server.pid, 'SIGQUIT') })
  return server.url
}

const folderPrefix = 'tickwright-test-'

// A test run ended by `kill -9` leaves its server and folder behind; the next run clears them away.
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const runner = Number(new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1] ?? process.pid)
    if (isAlive(runner)) continue
    const cluster = path.join(tmpdir(), name, 'cluster')
    const server = parseInt(await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => ''), 10)
    if (server && isPostmasterOf(server, cluster)) process.kill(server, 'SIGQUIT')
    await rm(path.join(tmpdir(), name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/** Runs one statement on the server's own database. */
export async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** The address of another database on the same server. */
export function databaseOn(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.toString()
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.unref()
      resolve(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`)
    })
  })
}
