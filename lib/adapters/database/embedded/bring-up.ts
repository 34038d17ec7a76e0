import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Binaries } from './binaries'
import { superuser } from './cluster'
import { choosePort, type DataFolder } from './data-folder'
import { DatabaseStartError } from './errors'
import { claimOwnership } from './ownership'
import { findPostmaster, launchPostmaster, logSince, type Postmaster, type Settings } from './postmaster'
import { isPostmasterOf, waitUntilGone } from './processes'
import type { RunAs } from './run-as'

export type Context = {
  folder: DataFolder
  binaries: Binaries
  runAs: RunAs
  password: string
  settings: Settings
}

/** A server that answers queries and is owned by this process through `owner`. */
export type Running = Postmaster & { owner: pg.Client; adopted: boolean }

const startTimeoutMs = 120_000

/**
 * Starts the server of a folder, or takes over the one left running. Each round either owns a running server or learns why
 * not: a fault that passes (processes orphaned by a kill, a port just taken, a shutdown under way) is tried again, any
 * other is thrown as `DatabaseStartError`.
 */
export async function bringUp(context: Context): Promise<Running> {
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    const found = await findPostmaster(context.folder)
    const attempt = found ?? (await launch(context))
    if (await becomesReady(context, attempt, deadline)) {
      const owner = await claimOwnership(urlOf(context, attempt.port, 'postgres'), context.folder.root)
      return { pid: attempt.pid, port: attempt.port, owner, adopted: found !== undefined }
    }
    await explainExit(context, attempt.logStart, deadline)
    await delay(200)
  }
}

async function launch(context: Context): Promise<Postmaster> {
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
    /still in use|already exists|is empty|Address already in use|could not create any TCP\/IP sockets/.test(
      log,
    )
  if (passing && Date.now() < deadline) return
  throw new DatabaseStartError(
    'failed',
    `PostgreSQL could not start; see ${folder.logFile}:\n${lastLines(log)}`,
  )
}

/** The address of one of the server's databases for the superuser. */
export function urlOf({ password }: Context, port: number, database: string): string {
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
