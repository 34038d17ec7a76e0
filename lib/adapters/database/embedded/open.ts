import { existsSync } from 'node:fs'
import path from 'node:path'
import { prepareDataFolder, readOrCreatePassword } from './data-folder'
import { DatabaseStartError } from './errors'
import { findPostmaster } from './postmaster'
import { startEmbeddedPostgres } from './start'
import { superuser } from './cluster'

/** A database that a command may use, and what ends that use. */
export type OpenedDatabase = { readonly url: string; readonly close: () => Promise<void> }

/**
 * Opens the built-in database for a command that reads: the server of a running application where there is one, which goes on
 * undisturbed, else one started for this and stopped by `close`. Null = there is no database yet; none is made.
 */
export async function openEmbeddedPostgres(dataDir: string): Promise<OpenedDatabase | null> {
  if (!existsSync(path.join(dataDir, 'cluster'))) return null
  try {
    const server = await startEmbeddedPostgres({ dataDir })
    return { url: server.url, close: server.stop }
  } catch (error) {
    if (!(error instanceof DatabaseStartError) || error.problem !== 'in-use') throw error
    const url = await addressOfRunning(dataDir)
    if (url === null) throw error
    return { url, close: async () => undefined }
  }
}

async function addressOfRunning(dataDir: string): Promise<string | null> {
  const folder = await prepareDataFolder(dataDir)
  const running = await findPostmaster(folder)
  if (running === undefined) return null
  const password = encodeURIComponent(await readOrCreatePassword(folder.passwordFile))
  return `postgresql://${superuser}:${password}@127.0.0.1:${running.port}/tickwright`
}
