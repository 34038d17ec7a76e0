import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseStartError } from './errors'
import { isAlive } from './processes'

const lockKey = 7_423_117

/**
 * Makes this process the one owner of a running server, and answers the connection that holds the ownership. It is a
 * session lock inside the server: the operating system ends it with the owner, however the owner dies, so a server left
 * behind by `kill -9` is free to be taken over while that of a living process is refused with its pid.
 */
export async function claimOwnership(url: string, dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: `tickwright owner ${process.pid}` })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const deadline = Date.now() + 10_000
    while (!(await tryLock(client))) {
      const holder = await currentHolder(client)
      if (holder !== undefined && isAlive(holder)) throw inUse(dataDir, holder)
      if (Date.now() > deadline) throw inUse(dataDir, holder)
      await delay(50)
    }
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [lockKey])
  return rows[0]?.held === true
}

async function currentHolder(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and objid = $1`,
    [lockKey],
  )
  const pid = /(\d+)$/.exec(rows[0]?.name ?? '')?.[1]
  return pid === undefined ? undefined : Number(pid)
}

function inUse(dataDir: string, holder: number | undefined): DatabaseStartError {
  const who = holder === undefined ? 'another program' : `the process with pid ${holder}`
  return new DatabaseStartError(
    'in-use',
    `The database in ${dataDir} is already in use by ${who}. Stop that one first, or use another data folder.`,
  )
}
