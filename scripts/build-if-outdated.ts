import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runNode } from './run-node'

// All that goes into a build. A name that does not exist (yet) is simply left out.
const sources = [
  ...[
    'app',
    'components',
    'lib',
    'public',
    'generated',
    'prisma/schema.prisma',
    'middleware.ts',
    'instrumentation.ts',
  ],
  ...[
    'instrumentation.node.ts',
    'next.config.ts',
    'postcss.config.mjs',
    'tsconfig.json',
    'package-lock.json',
  ],
]

/** Runs `next build` unless the last build was made of exactly these sources; answers whether it built. */
export async function buildIfOutdated(root: string): Promise<boolean> {
  const stamp = path.join(root, '.next/source-hash')
  const hash = await hashOf(root)
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return false
  console.error('Building the application (its sources have changed) ...')
  const next = path.join(root, 'node_modules/next/dist/bin/next')
  const env = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  let output = ''
  const collect = (text: string) => void (output += text)
  const code = await runNode([next, 'build'], env, collect, collect)
  if (code !== 0) throw new Error(`next build failed (exit code ${code}):\n${output.trim()}`)
  await writeFile(stamp, hash)
  return true
}

async function hashOf(root: string): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const source of sources) {
    for (const file of await filesUnder(root, source)) {
      hash.update(`${file}\0`).update(await readFile(path.join(root, file)))
    }
  }
  return hash.digest('hex')
}

async function filesUnder(root: string, name: string): Promise<string[]> {
  const entries = await readdir(path.join(root, name), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return 'file' as const
      if (error.code === 'ENOENT') return 'missing' as const
      throw error
    },
  )
  if (entries === 'file') return [name]
  if (entries === 'missing') return []
  const nested = await Promise.all(entries.map((entry) => filesUnder(root, path.join(name, entry.name))))
  return nested.flat().sort()
}
