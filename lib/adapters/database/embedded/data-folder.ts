import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, realpath, rm, statfs, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { DatabaseStartError } from './errors'

/** What the data folder holds: the cluster itself, its password (0600), the port last used and the server's log. */
export type DataFolder = {
  root: string
  cluster: string
  passwordFile: string
  portFile: string
  logFile: string
}

/** Below this much free space (bytes) a start is refused: PostgreSQL stops in mid-write when the disk fills up. */
export const minimumFreeBytes = 128 * 1024 * 1024

/** Creates the data folder if needed and refuses one that cannot be written or has too little space. */
export async function prepareDataFolder(dataDir: string): Promise<DataFolder> {
  const root = path.resolve(dataDir)
  const probe = path.join(root, `.probe-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(root, { recursive: true, mode: 0o700 })
    await chmod(root, 0o700)
    await writeFile(probe, Buffer.alloc(64 * 1024))
  } catch (error) {
    throw refusal(root, error)
  } finally {
    await rm(probe, { force: true }).catch(() => undefined)
  }
  await requireFreeSpace(root)
  // The running server is recognised by the folder it works in, which the system reports without symbolic links.
  const real = await realpath(root)
  const inside = (name: string) => path.join(real, name)
  return {
    root: real,
    cluster: inside('cluster'),
    passwordFile: inside('password'),
    portFile: inside('port'),
    logFile: inside('postgres.log'),
  }
}

/** The cluster's password, created on first use. Written beside and linked, so that a crash leaves all of it or nothing. */
export async function readOrCreatePassword(file: string): Promise<string> {
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  const present = await readFile(file, 'utf8').catch(() => undefined)
  if (present !== undefined) return present.trim()
  await writeFile(draft, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return (await readFile(file, 'utf8')).trim()
}

/** The stored port when it is free, else another free one, which is stored. */
export async function choosePort(file: string): Promise<number> {
  const stored = Number(await readFile(file, 'utf8').catch(() => ''))
  if (Number.isInteger(stored) && stored > 1023 && (await tryToBind(stored)) !== undefined) return stored
  const port = await tryToBind(0)
  if (port === undefined) throw new DatabaseStartError('failed', 'No free port on 127.0.0.1 for PostgreSQL.')
  await writeFile(file, String(port))
  return port
}

function tryToBind(port: number): Promise<number | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.on('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined))
    })
  })
}

async function requireFreeSpace(root: string): Promise<void> {
  const { bavail, bsize } = await statfs(root)
  const free = bavail * bsize
  if (free >= minimumFreeBytes) return
  const mb = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`
  throw new DatabaseStartError(
    'disk-full',
    `Only ${mb(free)} are free on the disk of ${root}; the database needs at least ${mb(minimumFreeBytes)}. ` +
      'Free some space and start again. Nothing was changed.',
  )
}

function refusal(root: string, error: unknown): DatabaseStartError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new DatabaseStartError(
      'disk-full',
      `The disk of ${root} is full. Free some space and start again.`,
    )
  }
  return new DatabaseStartError(
    'not-writable',
    `The database folder ${root} cannot be written (${code ?? message}). ` +
      'Make it writable for the user who runs this program, or set DATABASE_URL to a PostgreSQL server of your own.',
  )
}
