import { cp, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { isAlive } from '@/lib/adapters/database/embedded/processes'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { holdDatabase, type Holder } from '@/tests/support/database-holder'

// These servers write durably, which takes its time on a busy disk.
jest.setTimeout(120_000)

let prepared: string
let dataDir: string
const servers: EmbeddedPostgres[] = []
const holders: Holder[] = []

const newFolder = () => mkdtemp(path.join(tmpdir(), `tickwright-test-${process.pid}-`))

// Most tests begin with a copy of one cluster, sparing the disk an initdb each.
beforeAll(async () => {
  prepared = await newFolder()
  const server = await startEmbeddedPostgres({ dataDir: prepared })
  await server.stop()
})
afterAll(() => rm(prepared, { recursive: true, force: true }))

beforeEach(async () => {
  dataDir = await newFolder()
  await cp(prepared, dataDir, { recursive: true })
})
afterEach(async () => {
  for (const holder of holders.splice(0)) await holder.release()
  for (const server of servers.splice(0)) await server.stop()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
})

async function start(onIncident?: (message: string) => void): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, ...(onIncident ? { onIncident } : {}) })
  servers.push(server)
  return server
}

async function hold(): Promise<Holder> {
  const holder = await holdDatabase(dataDir)
  holders.push(holder)
  return holder
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const waitFor = async (condition: () => boolean) => {
  for (let tries = 0; !condition() && tries < 3_000; tries += 1) await delay(20)
}

test('rows, port and password outlive a stop and a start, and the password is readable by its owner only', async () => {
  const first = await start()
  await query(first.url, 'create table kept as select 7 as value')
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await start()
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }])
  expect((await stat(path.join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
})

test('the server listens on loopback only, asks for the password, keeps durable writes on and text in UTF-8', async () => {
  const { url } = await start()
  const names = [
    'listen_addresses',
    'unix_socket_directories',
    'fsync',
    'synchronous_commit',
    'server_encoding',
  ]
  const settings = await query(
    url,
    `select ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`,
  )
  expect(settings).toEqual([
    {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'on',
      synchronous_commit: 'on',
      server_encoding: 'UTF8',
    },
  ])
  const wrong = new URL(url)
  wrong.password = 'wrong'
  await expect(query(wrong.toString(), 'select 1')).rejects.toThrow('password authentication failed')
})

test('no acknowledged row is lost when the server is killed during writes, and it comes back by itself', async () => {
  const incidents: string[] = []
  const server = await start((message) => incidents.push(message))
  await query(server.url, 'create table numbers (value int primary key)')
  const acknowledged: number[] = []
  let next = 0
  for (let kill = 1; kill <= 6; kill += 1) {
    const pid = server.pid
    const writing = writeUntilBroken(server.url, () => next++, acknowledged)
    await delay(60)
    process.kill(pid, 'SIGKILL')
    await writing
    await waitFor(() => incidents.filter((message) => message.includes('back')).length === kill)
    expect(server.pid).not.toBe(pid)
  }
  const rows = await query(server.url, 'select value from numbers')
  const stored = new Set(rows.map((row) => row.value))
  expect(acknowledged.length).toBeGreaterThan(6)
  expect(acknowledged.filter((value) => !stored.has(value))).toEqual([])
})

async function writeUntilBroken(url: string, take: () => number, acknowledged: number[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  for (;;) {
    const value = take()
    const done = await client.query('insert into numbers values ($1)', [value]).then(
      () => true,
      () => false,
    )
    if (!done) return
    acknowledged.push(value)
  }
}

test('a second start on a folder in use is refused with the pid of the program that uses it', async () => {
  const holder = await hold()
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `already in use by the process with pid ${holder.child.pid}`,
  )
  expect(await query(holder.answer.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('the folder is recognised as in use through a symbolic link too', async () => {
  const holder = await hold()
  const link = `${dataDir}-link`
  await symlink(dataDir, link)
  try {
    await expect(startEmbeddedPostgres({ dataDir: link })).rejects.toThrow(`pid ${holder.child.pid}`)
  } finally {
    await rm(link)
  }
})

test('of two first starts at the same time one gets the database and the other is refused', async () => {
  await rm(dataDir, { recursive: true })
  const outcomes = await Promise.allSettled([start(), start()])
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(1)
  expect(String(refused[0]?.reason)).toMatch(/already in use/)
  expect(await query(servers[0]?.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a server left running by a killed program is taken over by the next start, and stopped with it', async () => {
  const holder = await holdDatabase(dataDir)
  await query(holder.answer.url, 'create table kept as select 7 as value')
  await holder.kill()
  const server = await start()
  expect(server).toMatchObject({ adopted: true, pid: holder.answer.pid, url: holder.answer.url })
  expect(await query(server.url, 'select value from kept')).toEqual([{ value: 7 }])
  await server.stop()
  expect(isAlive(holder.answer.pid)).toBe(false)
})

test('after a kill of program and server at once the next start recovers', async () => {
  const holder = await holdDatabase(dataDir)
  process.kill(holder.answer.pid, 'SIGKILL')
  await holder.kill()
  const server = await start()
  expect(server.adopted).toBe(false)
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a lock file that names an unrelated process does not keep the database from starting', async () => {
  const first = await start()
  await first.stop()
  const lock = [
    process.pid,
    path.join(dataDir, 'cluster'),
    1_700_000_000,
    first.port,
    '',
    '127.0.0.1',
    '',
    'ready',
  ]
  await writeFile(path.join(dataDir, 'cluster/postmaster.pid'), `${lock.join('\n')}\n`)
  const second = await start()
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('another free port is chosen and remembered when the last one has been taken', async () => {
  const first = await start()
  await first.stop()
  const { createServer } = await import('node:net')
  const intruder = createServer().listen(first.port, '127.0.0.1')
  try {
    const second = await start()
    expect(second.port).not.toBe(first.port)
    expect(await readFile(path.join(dataDir, 'port'), 'utf8')).toBe(String(second.port))
  } finally {
    intruder.close()
  }
})
