import { readFileSync } from 'node:fs'
import { isBuilt } from '@/lib/env'
import manifest from '@/package.json'

/** The program that decides: the package's version, and the build where this is one. Only ever compared and shown. */
export function codeVersion(file = '.next/BUILD_ID'): string {
  return `${manifest.version}+${isBuilt() ? buildOf(file) : 'source'}`
}

function buildOf(file: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ file, 'utf8').trim()
  } catch {
    return 'build'
  }
}
