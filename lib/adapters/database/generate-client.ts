import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

export type GenerateOptions = {
  /** Project folder: holds `prisma/schema.prisma`, `node_modules` and receives `generated/prisma`. */
  root: string
  env: NodeJS.ProcessEnv
  /** Generate even when the client on disk already belongs to this schema. */
  force?: boolean
}

/**
 * Generates the Prisma client into `generated/prisma` unless it is up to date, and answers which of the two happened.
 * Throws with the generator's own words when the schema is invalid.
 */
export async function generateClient({
  root,
  env,
  force,
}: GenerateOptions): Promise<'generated' | 'current'> {
  const stamp = path.join(root, 'generated/prisma/.schema-hash')
  const hash = await fingerprint(root)
  if (!force && (await readFile(stamp, 'utf8').catch(() => '')) === hash) return 'current'
  await runPrismaGenerate(root, env)
  await makeModuleFormatNeutral(path.join(root, 'generated/prisma/client.ts'))
  await writeFile(stamp, hash)
  return 'generated'
}

async function fingerprint(root: string): Promise<string> {
  const files = [
    'prisma/schema.prisma',
    'node_modules/prisma/package.json',
    'node_modules/@prisma/client/package.json',
  ]
  const hash = createHash('sha256').update('v1')
  for (const file of files) hash.update(await readFile(path.join(root, file)))
  return hash.digest('hex')
}

function runPrismaGenerate(root: string, env: NodeJS.ProcessEnv): Promise<void> {
  const cli = path.join(root, 'node_modules/prisma/build/index.js')
  const child = spawn(process.execPath, [cli, 'generate'], {
    cwd: root,
    // `generate` never runs the schema engine, it only insists on having one: any existing file spares the download.
    // The variable must not reach `migrate` commands, which would then succeed without doing anything.
    env: {
      ...env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`prisma generate failed (exit code ${String(code)}):\n${output.trim()}`))
    })
  })
}

// The generated entry derives a __dirname for native engines from import.meta, which CommonJS (Jest) cannot parse and
// this client, having no native engine, never reads.
async function makeModuleFormatNeutral(entry: string): Promise<void> {
  const text = await readFile(entry, 'utf8')
  await writeFile(entry, text.replace(/^globalThis\['__dirname'\] = .*$/m, ''))
}
