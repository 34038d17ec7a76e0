import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { locateBinaries, type Binaries } from './binaries'
import { ensureCluster, superuser } from './cluster'
import { choosePort, prepareDataFolder, readOrCreatePassword, type DataFolder } from './data-folder'
import { DatabaseStartError } from './errors'
import { claimOwnership } from './ownership'
import {
  findPostmaster,
  launchPostmaster,
  logSince,
  stopPostmaster,
  type Postmaster,
  type Settings,
} from './postmaster'
import { isPostmasterOf, waitUntilGone } from './processes'
import { runAsFor, type RunAs } from './run-as'

export type EmbeddedOptions = {
  dataDir: string
  /** Project folder whose `node_modules` holds the PostgreSQL programs. */
  root?: string
  /** Extra server settings, for example `{ max_connections: '100' }`. */
  settings?: Settings
  /** False gives up crash safety for speed: for databases that are thrown away. */
  durable?: boolean
}

export type EmbeddedPostgres = {
  url: string
  port: number
  /** Process id of the server. */
  pid: number
  /** True when a server left behind by a killed process was taken over instead of starting one. */
  adopted: boolean
  /** Fast shutdown; open transactions are rolled back. May be called more than once. */
  stop(): Promise<void>
}

type Context = { folder: DataFolder; binaries: Binaries; runAs: RunAs; password: string; settings: Settings }
type Running = Postmaster & { owner: pg.Client; adopted: boolean }

const startTimeoutMs = 120_000

/**
 * Starts (or takes over) the PostgreSQL of a data folder and answers its address once a query has succeeded.
 * Throws `DatabaseStartError`, whose message is for the operator, and changes nothing in that case.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, root = process.cwd(), settings = {}, durable = true } = options
  const binaries = await locateBinaries(root)
  const folder = await prepareDataFolder(dataDir)
  const password = await readOrCreatePassword(folder.passwordFile)
  const runAs = await runAsFor(binaries.postgres, folder.root)
  await ensureCluster(folder, binaries, runAs, durable)
  const context = {
    folder,
    binaries,
    runAs,
    password,
    settings: durable ? settings : { ...fast, ...settings },
  }
  const running = await bringUp(context)
  const url = urlOf(context, running.port, 'tickwright')
  await ensureDatabase(running.owner)
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= shutDown(running, context))
  return { url, port: running.port, pid: running.pid, adopted: running.adopted, stop }
}

const fast: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '2GB',
}

async function shutDown({ owner, pid }: Running, { folder, binaries }: Context): Promise<void> {
  await owner.end().catch(() => undefined)
  await stopPostmaster(pid, folder, binaries)
}

// Each round either owns a running server, or learns why not: a fault that passes (orphaned processes of a killed server,
// a port just taken, a server in shutdown) is tried again, any other is thrown.
async function bringUp(context: Context): Promise<Running> {
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    const found = await findPostmaster(context.folder)
    const attempt = found ?? (await launch(context))
    if (await becomesReady(context, attempt, deadline)) {
      const owner = await claimOwnership(urlOf(context, attempt.port, 'postgres'), context.folder.root)
      return { pid: attempt.pid, port: attempt.port, owner, adopted: found !== undefined }
    }
    await explainExit(context, 'logStart' in attempt ? attempt.logStart : undefined, deadline)
    await delay(200)
  }
}

async function launch(context: Context): Promise<Postmaster & { logStart: number }> {
  const { folder, binaries, runAs, settings } = context
  return launchPostmaster(folder, binaries, runAs, await choosePort(folder.portFile), settings)
}

// Ready means that a query succeeds: the port accepts connections long before recovery is over.
async function becomesReady(context: Context, server: Postmaster, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    const answer = await ask(urlOf(context, server.port, 'postgres'))
    if (answer === 'ready') return isPostmasterOf(server.pid, context.folder.cluster)
    if (answer === 'wrong-password') throw wrongPassword(context.folder)
    if (await waitUntilGone(server.pid, 0)) return false
    await delay(25)
  }
  throw new DatabaseStartError('timeout', `PostgreSQL was not ready in time; see ${context.folder.logFile}.`)
}

async function ask(connectionString: string): Promise<'ready' | 'not-yet' | 'wrong-password'> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return 'ready'
  } catch (error) {
    return (error as { code?: string }).code === '28P01' ? 'wrong-password' : 'not-yet'
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function explainExit(
  { folder }: Context,
  logStart: number | undefined,
  deadline: number,
): Promise<void> {
  if (logStart === undefined) return
  const log = await logSince(folder, logStart)
  if (/No space left on device/.test(log)) {
    throw new DatabaseStartError(
      'disk-full',
      `The disk of ${folder.root} is full; PostgreSQL could not start.\n${log}`,
    )
  }
  const passing =
    /still in use|already exists|Address already in use|could not create any TCP\/IP sockets/.test(log)
  if (passing && Date.now() < deadline) return
  throw new DatabaseStartError(
    'failed',
    `PostgreSQL could not start; see ${folder.logFile}:\n${lastLines(log)}`,
  )
}

async function ensureDatabase(owner: pg.Client): Promise<void> {
  const { rowCount } = await owner.query(`select 1 from pg_database where datname = 'tickwright'`)
  if (rowCount === 0) await owner.query('create database tickwright')
}

function urlOf({ password }: Context, port: number, database: string): string {
  return `postgresql://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

function wrongPassword({ passwordFile, root }: DataFolder): DatabaseStartError {
  return new DatabaseStartError(
    'failed',
    `The password in ${passwordFile} is not the one of the database in ${root}. Restore that file from a back-up.`,
  )
}

function lastLines(log: string): string {
  return log.split('\n').slice(-8).join('\n')
}
