import { readdir, readFile } from 'node:fs/promises'

/** CPU seconds: of the programs' own code, and of the kernel on their behalf. */
export type CpuTime = { readonly user: number; readonly system: number }

/** CPU time by process: that of a living process itself and of its ended, awaited children. */
export type CpuSample = ReadonlyMap<number, CpuTime>

// USER_HZ has been 100 on every Linux that Node runs on.
const TICKS_PER_SECOND = 100

/** CPU time so far of a process and all below it; null where the system has no /proc. */
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
  return new Map([...living.values()].filter(({ pid }) => below(pid)).map(({ pid, cpu }) => [pid, cpu]))
}

/** CPU time spent between two samples; a process that ended in between is counted by its parent. */
export function cpuBetween(before: CpuSample | null, after: CpuSample | null): CpuTime {
  const spent = { user: 0, system: 0 }
  if (before === null || after === null) return spent
  for (const [pid, { user, system }] of after) {
    spent.user += user - (before.get(pid)?.user ?? 0)
    spent.system += system - (before.get(pid)?.system ?? 0)
  }
  return spent
}

async function statOf(name: string): Promise<{ pid: number; parent: number; cpu: CpuTime } | null> {
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  // The command in parentheses may hold spaces; what follows it does not. Field 3 (the state) comes first.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15)
  const cpu = {
    user: (user + childUser) / TICKS_PER_SECOND,
    system: (system + childSystem) / TICKS_PER_SECOND,
  }
  return { pid: Number(name), parent: fields[1] ?? 0, cpu }
}
