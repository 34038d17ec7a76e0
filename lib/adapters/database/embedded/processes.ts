import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Whether a process still runs; a zombie, which lingers after `kill -9` until it is reaped, does not count. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') return !['gone', 'Z', 'X'].includes(linuxStat(pid).state)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Whether a live process is a PostgreSQL server working in `cluster`. Process ids are reused (in containers almost
 * always), so the number in a left-over lock file alone proves nothing.
 */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true
  if (process.platform !== 'linux') return psName(pid).includes('postgres')
  if (linuxStat(pid).name !== 'postgres') return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster
  } catch {
    return true
  }
}

/** Waits until a process is gone; answers false when it still runs after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await delay(20)
  }
  return true
}

function linuxStat(pid: number): { name: string; state: string } {
  try {
    const match = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return { name: match?.[1] ?? '', state: match?.[2] ?? 'gone' }
  } catch {
    return { name: '', state: 'gone' }
  }
}

function psName(pid: number): string {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
