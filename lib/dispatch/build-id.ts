import { readFile } from 'node:fs/promises'

/** The id of the running build; null in development and where the file is not deployed. */
export async function buildId(file = '.next/BUILD_ID'): Promise<string | null> {
  try {
    return (await readFile(/* turbopackIgnore: true */ file, 'utf8')).trim()
  } catch {
    return null
  }
}
