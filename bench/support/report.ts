import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'

export type Result = { readonly name: string; readonly value: number; readonly unit: string }

/** What every benchmark prints: where and on which state of the source it ran, and what it found. */
export type Report = {
  readonly machine: Readonly<Record<string, string | number>>
  readonly commit: string
  readonly results: readonly Result[]
}

/** The machine, the commit (marked when the sources differ from it) and the load of the last minute beside the results. */
export function reportOf(
  results: readonly Result[],
  facts: Readonly<Record<string, string | number>> = {},
): Report {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load1m: Number((loadavg()[0] ?? 0).toFixed(2)),
    ...facts,
  }
  return { machine, commit: commitOf(), results }
}

/** The smallest value that at least this share (0 to 1) of the values does not exceed; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/** Rounded to what a reader can use. */
export const figure = (value: number, decimals = 1): number => Number(value.toFixed(decimals))

function commitOf(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
    return git('rev-parse', '--short', 'HEAD') + (changed ? '+changes' : '')
  } catch {
    return 'unknown'
  }
}
