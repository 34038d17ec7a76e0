import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { packageFor, type Platform } from '@/lib/adapters/database/embedded/binaries'
import { DatabaseStartError } from '@/lib/adapters/database/embedded/errors'
import { chooseRunAs } from '@/lib/adapters/database/embedded/run-as'
import { startEmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { holdDatabase } from '@/tests/support/database-holder'

const nobody = { uid: 65534, gid: 65534 }
const asRoot = process.getuid?.() === 0
const onlyAsRoot = asRoot ? test : test.skip

jest.setTimeout(120_000)

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), `tickwright-test-${process.pid}-`))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rowCount } = await client.query('select 1')
  await client.end()
  return rowCount === 1
}

test.each<[string, Platform]>([
  ['Alpine Linux', { os: 'linux', arch: 'x64', musl: true }],
  ['Windows on Arm', { os: 'win32', arch: 'arm64', musl: false }],
  ['FreeBSD', { os: 'freebsd', arch: 'x64', musl: false }],
])('on %s, for which there are no programs, the message asks for DATABASE_URL', (_name, platform) => {
  expect(() => packageFor(platform)).toThrow(/no built-in PostgreSQL for .* Set DATABASE_URL/)
})

test.each<[string, Platform, string]>([
  ['Linux on Intel', { os: 'linux', arch: 'x64', musl: false }, 'linux-x64'],
  ['Linux on Arm', { os: 'linux', arch: 'arm64', musl: false }, 'linux-arm64'],
  ['a Mac on Intel', { os: 'darwin', arch: 'x64', musl: false }, 'darwin-x64'],
  ['a Mac on Arm', { os: 'darwin', arch: 'arm64', musl: false }, 'darwin-arm64'],
  ['Windows on Intel', { os: 'win32', arch: 'x64', musl: false }, 'windows-x64'],
])('on %s the programs of its package are used', (_name, platform, expected) => {
  expect(packageFor(platform)).toBe(expected)
})

test('missing programs are named, with both ways out', async () => {
  const start = startEmbeddedPostgres({ dataDir: path.join(folder, 'data'), root: folder })
  await expect(start).rejects.toThrow(/not installed.*npm ci without --omit=optional, or set DATABASE_URL/s)
})

test('root that can neither use a user namespace nor become nobody is told to start as an ordinary user', () => {
  expect(() => chooseRunAs(true, () => false)).toThrow(/Start as an ordinary user, or set DATABASE_URL/)
})

test('a file in the place of the data folder is refused by name', async () => {
  const start = startEmbeddedPostgres({ dataDir: path.join(__filename, 'data') })
  await expect(start).rejects.toThrow(/cannot be written \(ENOTDIR\)/)
})

onlyAsRoot('an ordinary user gets a database of its own', async () => {
  await chown(folder, nobody.uid, nobody.gid)
  const holder = await holdDatabase(path.join(folder, 'data'), nobody)
  expect(holder.answer.error).toBeUndefined()
  expect(await answers(holder.answer.url)).toBe(true)
  expect((await stat(`/proc/${holder.answer.pid}`)).uid).toBe(nobody.uid)
  await holder.release()
})

onlyAsRoot('an ordinary user is refused a data folder that may not be written, with what to do', async () => {
  await chmod(folder, 0o755)
  const holder = await holdDatabase(path.join(folder, 'data'), nobody)
  expect(holder.answer.error).toMatch(/cannot be written \(EACCES\).*Make it writable/)
})

onlyAsRoot('without user namespaces root runs the server as nobody, and later with them again', async () => {
  await chmod(folder, 0o755)
  const data = path.join(folder, 'data')
  const without = await holdDatabase(data, { env: { ...process.env, PATH: '/nowhere' } })
  expect(without.answer.error).toBeUndefined()
  expect((await stat(`/proc/${without.answer.pid}`)).uid).toBe(nobody.uid)
  expect(await answers(without.answer.url)).toBe(true)
  await without.release()
  const server = await startEmbeddedPostgres({ dataDir: data })
  expect(await answers(server.url)).toBe(true)
  await server.stop()
})

const mountTmpfs = (target: string, size: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', target], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

onlyAsRoot('a disk with too little space is refused before anything is written', async () => {
  const disk = path.join(folder, 'disk')
  await mkdir(disk)
  if (!mountTmpfs(disk, '16m')) {
    console.log('skipped: this machine does not allow mounting a small disk')
    return
  }
  try {
    const refusal: unknown = await startEmbeddedPostgres({ dataDir: path.join(disk, 'data') }).catch(
      (e: unknown) => e,
    )
    expect(refusal).toBeInstanceOf(DatabaseStartError)
    expect(refusal).toMatchObject({
      problem: 'disk-full',
      message: expect.stringMatching(/^Only 1\d MB are free/),
    })
  } finally {
    execFileSync('umount', [disk])
  }
})
