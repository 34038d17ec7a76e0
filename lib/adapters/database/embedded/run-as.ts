import { spawnSync } from 'node:child_process'
import { chown, lchown, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseStartError } from './errors'

/** How to start PostgreSQL programs, which refuse to run as root: words before the command, or another user id. */
export type RunAs = { prefix: string[]; uid?: number; gid?: number }

type Attempt = (prefix: string[], ids: { uid: number; gid: number } | undefined) => boolean

const nobody = 65534
const unshare = ['unshare', '--user', '--map-user=1000', '--map-group=1000']

/**
 * Chooses how to run PostgreSQL for this process: as it is when not root, else inside a user namespace (works below
 * folders only root may enter), else as `nobody`. `works` tells whether a way can execute `postgres` and reach the folder.
 */
export function chooseRunAs(isRoot: boolean, works: Attempt): RunAs {
  if (!isRoot) return { prefix: [] }
  if (works(unshare, undefined)) return { prefix: unshare }
  if (works([], { uid: nobody, gid: nobody })) return { prefix: [], uid: nobody, gid: nobody }
  throw new DatabaseStartError(
    'no-user',
    'PostgreSQL does not run as root, and neither a user namespace nor the user "nobody" can run it here. ' +
      'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
  )
}

/** The way for this process and data folder; hands the folder to the chosen user. */
export async function runAsFor(postgres: string, dataDir: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { prefix: [] }
  // The folder itself will belong to the chosen user; the way to it and to the programs has to be open already.
  const probe = ['/bin/sh', '-c', 'cd "$1" && "$2" --version', 'sh', path.dirname(dataDir), postgres]
  const runAs = chooseRunAs(true, (prefix, ids) => {
    const [command = '', ...args] = [...prefix, ...probe]
    return spawnSync(command, args, { ...ids, stdio: 'ignore' }).status === 0
  })
  const uid = runAs.uid ?? 0
  if ((await stat(dataDir)).uid !== uid) await giveTo(dataDir, uid, runAs.gid ?? 0)
  return runAs
}

// A folder first used by another kind of user would be refused by PostgreSQL as having the wrong owner. The folder itself
// comes last, so that an interrupted hand-over is done again.
async function giveTo(folder: string, uid: number, gid: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const item = path.join(folder, entry.name)
    if (entry.isDirectory()) await giveTo(item, uid, gid)
    else await lchown(item, uid, gid)
  }
  await chown(folder, uid, gid)
}
