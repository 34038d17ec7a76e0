import { readdir, readFile } from 'node:fs/promises'

/** CPU seconds by process: those of a living process itself and of its ended, awaited children. */
export type CpuSample = ReadonlyMap<number, number>

// USER_HZ has been 100 on every Linux that Node runs on.
const TICKS_PER_SECOND = 100

/** CPU seconds so far of a process and all below it; null where the system has no /proc. */
export async function cpuOfTree(root: number): Promise<CpuSample | null> {
  const names = await readdir('/proc').catch(() => null)
  if (names === null) return null
  const stats = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(statOf))
  const living = new Map(stats.flatMap((stat) => (stat === null ? [] : [[stat.pid, stat] as const])))
  const below = (pid: number): boolean => {
    for (let at = living.get(pid); at !== undefined; at = living.get(at.parent)) {
      if (at.pid === root) return true
    }
    return false
  }
  return new Map(
    [...living.values()].filter(({ pid }) => below(pid)).map(({ pid, seconds }) => [pid, seconds]),
  )
}

/** CPU seconds spent between two samples; a process that ended in between is counted by its parent. */
export function cpuBetween(before: CpuSample | null, after: CpuSample | null): number {
  if (before === null || after === null) return 0
  return [...after].reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0)
}

async function statOf(name: string): Promise<{ pid: number; parent: number; seconds: number } | null> {
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  // The command in parentheses may hold spaces; what follows it does not. Field 3 (the state) comes first.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15)
  return {
    pid: Number(name),
    parent: fields[1] ?? 0,
    seconds: (user + system + childUser + childSystem) / TICKS_PER_SECOND,
  }
}
