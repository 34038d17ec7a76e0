import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Binaries } from './binaries'
import type { DataFolder } from './data-folder'
import { DatabaseStartError } from './errors'
import { isAlive } from './processes'
import type { RunAs } from './run-as'

export const superuser = 'tickwright'

/**
 * Creates the cluster with initdb when there is none. It is made beside its place and renamed, so a start that was
 * killed half-way never leaves a half cluster, and of two first starts at once one simply finds the other's.
 */
export async function ensureCluster(
  folder: DataFolder,
  { initdb }: Binaries,
  runAs: RunAs,
  durable: boolean,
): Promise<void> {
  if (await exists(path.join(folder.cluster, 'PG_VERSION'))) return
  await removeLeftovers(folder.root)
  const draft = path.join(folder.root, `init-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await runInitdb(initdb, initdbArguments(draft, folder.passwordFile, durable), runAs)
    await rename(draft, folder.cluster)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!(await exists(path.join(folder.cluster, 'PG_VERSION')))) throw error
  }
}

function initdbArguments(draft: string, passwordFile: string, durable: boolean): string[] {
  // The built-in C.UTF-8 collation sorts the same on every system; lc_messages=C keeps the log readable to us.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const access = [`--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  return ['-D', draft, ...access, ...locale, ...(durable ? [] : ['--no-sync'])]
}

function runInitdb(initdb: string, args: string[], { prefix, ...ids }: RunAs): Promise<void> {
  const [command = initdb, ...rest] = [...prefix, initdb, ...args]
  const child = spawn(command, rest, { ...ids, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new DatabaseStartError('failed', `initdb did not start: ${error.message}`)),
    )
    child.on('close', (code) => {
      if (code === 0) resolve()
      else if (/No space left/.test(output))
        reject(new DatabaseStartError('disk-full', `The disk is full:\n${output}`))
      else reject(new DatabaseStartError('failed', `initdb failed:\n${output.trim()}`))
    })
  })
}

async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const pid = /^init-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(path.join(root, name), { recursive: true, force: true })
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
