import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const schema = z.object({
  authSecret: z.string().min(32),
  signingKey: z.string().min(32),
  nextSigningKey: z.string().min(32),
  demoPassword: z.string().min(15),
})

export type InstallationSecrets = z.output<typeof schema> & {
  /** File with the key that encrypts exchange credentials. */
  readonly kekFile: string
}

/**
 * The secrets of an installation without configured ones: made on its first start and kept beside the database folder, readable by
 * their owner only. Losing them signs everybody out and makes stored credentials unreadable.
 */
export async function installationSecrets(dataFolder: string): Promise<InstallationSecrets> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const file = path.join(dataFolder, 'secrets.json')
  const kekFile = path.join(dataFolder, 'encryption.key')
  const stored = await readPrivate(file)
  const kek = await readPrivate(kekFile)
  if (kek === null) await writePrivate(kekFile, `${randomBytes(32).toString('base64')}\n`)
  if (stored !== null) return { ...parse(stored, file), kekFile }
  const secrets = {
    authSecret: token(),
    signingKey: token(),
    nextSigningKey: token(),
    demoPassword: `demo-${randomBytes(9).toString('base64url')}`,
  }
  await writePrivate(file, `${JSON.stringify(secrets, null, 2)}\n`)
  return { ...secrets, kekFile }
}

const token = (): string => randomBytes(32).toString('base64url')

function parse(text: string, file: string): z.output<typeof schema> {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new Error(
      `${file} is damaged. Restore it from a back-up, or remove it to sign everybody out and start afresh.`,
    )
  }
}

async function readPrivate(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

// Written aside and renamed: an interrupted start leaves no half file, which a later start would refuse.
async function writePrivate(file: string, text: string): Promise<void> {
  const aside = `${file}.${process.pid}`
  await writeFile(aside, text, { mode: 0o600 })
  await chmod(aside, 0o600)
  await rename(aside, file)
}
