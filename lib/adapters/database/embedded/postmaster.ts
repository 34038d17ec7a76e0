import { execFile, spawn } from 'node:child_process'
import { open, readFile, rm, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries'
import type { DataFolder } from './data-folder'
import { isPostmasterOf, waitUntilGone } from './processes'
import type { RunAs } from './run-as'

/** `logStart`: where the log of a server begins (bytes), known of those we started. */
export type Postmaster = { pid: number; port: number; logStart?: number }

/** Server settings by name, given on the command line. */
export type Settings = Record<string, string>

const logLimitBytes = 10 * 1024 * 1024

/** The server now running on this folder, if any; removes a lock file that names a zombie or an unrelated process. */
export async function findPostmaster({ cluster }: DataFolder): Promise<Postmaster | undefined> {
  const lockFile = path.join(cluster, 'postmaster.pid')
  const lines = (await readFile(lockFile, 'utf8').catch(() => '')).split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  if (!pid) return undefined
  if (isPostmasterOf(pid, cluster)) return { pid, port }
  await rm(lockFile, { force: true })
  return undefined
}

/** Starts a server that outlives this process; it is told to listen on loopback only. Does not wait for readiness. */
export async function launchPostmaster(
  folder: DataFolder,
  { postgres }: Binaries,
  { prefix, ...ids }: RunAs,
  port: number,
  settings: Settings,
): Promise<Postmaster> {
  const logStart = await logSize(folder.logFile)
  // A file, never a pipe: a server that inherits standard output would keep a reader of ours waiting for ever.
  const log = await open(folder.logFile, 'a', 0o600)
  const options = Object.entries({ ...defaults, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const [command = postgres, ...args] = [
    ...prefix,
    postgres,
    '-D',
    folder.cluster,
    '-p',
    String(port),
    ...options,
  ]
  const child = spawn(command, args, { ...ids, detached: true, stdio: ['ignore', log.fd, log.fd] })
  const pid = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('spawn', () => resolve(child.pid ?? 0))
  }).finally(() => log.close())
  child.unref()
  return { pid, port, logStart }
}

/** What the server wrote into its log from the given offset on. */
export async function logSince(folder: DataFolder, offset: number): Promise<string> {
  const text = await readFile(folder.logFile).catch(() => Buffer.alloc(0))
  return text.subarray(offset).toString('utf8').trim()
}

/** Fast shutdown: open transactions are rolled back, all acknowledged work is on disk. Harsher after 30 s. */
export async function stopPostmaster(pid: number, folder: DataFolder, { pgCtl }: Binaries): Promise<void> {
  if (!isPostmasterOf(pid, folder.cluster)) return
  if (process.platform === 'win32') {
    await promisify(execFile)(pgCtl, ['stop', '-D', folder.cluster, '-m', 'fast'])
    return
  }
  process.kill(pid, 'SIGINT')
  if (await waitUntilGone(pid, 30_000)) return
  process.kill(pid, 'SIGQUIT')
  await waitUntilGone(pid, 5_000)
}

const defaults: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '50',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

async function logSize(file: string): Promise<number> {
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  )
  if (size <= logLimitBytes) return size
  await truncate(file, 0)
  return 0
}
