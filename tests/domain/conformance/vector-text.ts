import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The text of a shared vector file; null, with a printed reason, where the files are not beside this checkout. */
export function vectorText(name: string): string | null {
  const file = join(process.cwd(), '..', 'shared', 'vectors', name)
  if (existsSync(file)) return readFileSync(file, 'utf8')
  process.stdout.write(`skipped: the vectors of ${name} are not at ${file}\n`)
  return null
}
