import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'

export type Snippet = { readonly path: string; readonly code: string; readonly typed?: boolean }

/** The lint rules each snippet breaks, as if it were the file at its path (relative to the repository). */
export function brokenRules(snippets: readonly Snippet[]): string[][] {
  const probe = spawnSync(process.execPath, [join(__dirname, 'probe.mjs')], {
    input: JSON.stringify(snippets),
    encoding: 'utf8',
    cwd: join(__dirname, '../..'),
  })
  if (probe.status !== 0) throw new Error(`The lint probe failed: ${probe.stderr}`)
  return z.array(z.array(z.string())).parse(JSON.parse(probe.stdout))
}
