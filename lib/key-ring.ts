import 'server-only'
import { readFileSync, statSync } from 'node:fs'
import { env, EnvironmentError, type Environment } from '@/lib/env'

export type Kek = { readonly id: string; readonly key: Buffer }
/** The installation's keys, newest first: the first encrypts, all decrypt. */
export type KeyRing = readonly [Kek, ...Kek[]]

/** The keys of this installation, read once. Throws `EnvironmentError` when they are missing, malformed or readable by others. */
export function keyRing(): KeyRing {
  ring ??= loadKeyRing(env().kek)
  return ring
}

let ring: KeyRing | null = null

/** Reads the keys from the environment or from a file only its owner may read. */
export function loadKeyRing(kek: Environment['kek']): KeyRing {
  return kek.source === 'value'
    ? parseKeyRing(kek.text, 'APP_KEK')
    : parseKeyRing(readPrivate(kek.path), 'APP_KEK_FILE')
}

/** Parses `<base64 of 32 bytes>` (named k1) or `k2:<base64>,k1:<base64>`, newest first. */
export function parseKeyRing(text: string, name: string): KeyRing {
  const [first, ...others] = text
    .trim()
    .split(',')
    .map((entry) => parseKey(entry.trim(), name))
  if (!first) throw new EnvironmentError([`${name} holds no key.`])
  const ids = [first, ...others].map((kek) => kek.id)
  if (new Set(ids).size < ids.length) throw new EnvironmentError([`${name} names a key twice.`])
  return [first, ...others]
}

function parseKey(entry: string, name: string): Kek {
  const parts = /^(?:([a-z0-9-]{1,32}):)?([A-Za-z0-9+/]{43}=)$/.exec(entry)
  if (!parts)
    throw new EnvironmentError([`${name} must be base64 of 32 bytes, or id:base64 pairs joined by commas.`])
  return { id: parts[1] ?? 'k1', key: Buffer.from(parts[2] ?? '', 'base64') }
}

function readPrivate(path: string): string {
  try {
    // Windows has no such bits.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      throw new EnvironmentError([`APP_KEK_FILE must be readable by its owner only (chmod 600).`])
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof EnvironmentError) throw error
    throw new EnvironmentError(['APP_KEK_FILE cannot be read.'])
  }
}
