import pg from 'pg'
import { locateBinaries } from './binaries'
import { bringUp, urlOf, type Context } from './bring-up'
import { ensureCluster } from './cluster'
import { prepareDataFolder, readOrCreatePassword } from './data-folder'
import type { Settings } from './postmaster'
import { runAsFor } from './run-as'
import { supervise } from './supervise'

export type EmbeddedOptions = {
  dataDir: string
  /** Project folder whose `node_modules` holds the PostgreSQL programs. */
  root?: string
  /** Extra server settings, for example `{ max_connections: '100' }`. */
  settings?: Settings
  /** False gives up crash safety for speed: for databases that are thrown away. */
  durable?: boolean
  /** Told, in one line, when the server died and when it is back. */
  onIncident?: (message: string) => void
}

export type EmbeddedPostgres = {
  readonly url: string
  readonly port: number
  /** Process id of the server; another one after it had to be restarted. */
  readonly pid: number
  /** True when a server left behind by a killed process was taken over instead of starting one. */
  readonly adopted: boolean
  /** Fast shutdown; open transactions are rolled back. May be called more than once. */
  stop(): Promise<void>
}

/**
 * Starts (or takes over) the PostgreSQL of a data folder, answers its address once a query has succeeded, and restarts it
 * should it die. Throws `DatabaseStartError`, whose message is for the operator, and changes nothing in that case.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, root = process.cwd(), durable = true, onIncident = () => undefined } = options
  const binaries = await locateBinaries(root)
  const folder = await prepareDataFolder(dataDir)
  const password = await readOrCreatePassword(folder.passwordFile)
  const runAs = await runAsFor(binaries.postgres, folder.root)
  await ensureCluster(folder, binaries, runAs, durable)
  const settings = { ...(durable ? {} : fast), ...options.settings }
  const context: Context = { folder, binaries, runAs, password, settings }
  const running = await bringUp(context)
  await ensureDatabase(running.owner)
  const server = supervise(context, running, onIncident)
  return {
    url: urlOf(context, running.port, 'tickwright'),
    port: running.port,
    adopted: running.adopted,
    stop: server.stop,
    get pid() {
      return server.pid()
    },
  }
}

const fast: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '2GB',
}

async function ensureDatabase(owner: pg.Client): Promise<void> {
  const { rowCount } = await owner.query(`select 1 from pg_database where datname = 'tickwright'`)
  if (rowCount === 0) await owner.query('create database tickwright')
}
