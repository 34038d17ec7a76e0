import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '@/lib/adapters/database/embedded/processes'
import { bareEnvironment } from './app-server'

const root = path.resolve(__dirname, '../..')
const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs')

/** `npm start` without npm: the start script as a process group of its own, with an empty environment and no demo. */
export class Installation {
  private log = ''
  private readonly child: ChildProcess

  constructor(
    readonly port: number,
    readonly data: string,
  ) {
    const script = ['--tsconfig', 'scripts/tsconfig.json', 'scripts/start.ts']
    const options = ['--port', String(port), '--data', data, '--no-demo']
    this.child = spawn(process.execPath, [tsx, ...script, ...options], {
      cwd: root,
      env: { ...bareEnvironment(), NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const collect = (chunk: Buffer) => void (this.log += chunk.toString())
    this.child.stdout?.on('data', collect)
    this.child.stderr?.on('data', collect)
    running.add(this.child)
    this.child.once('close', () => running.delete(this.child))
  }

  get origin(): string {
    return `http://localhost:${this.port}`
  }

  /** Everything it printed. */
  get output(): string {
    return this.log
  }

  /** The health of the running application, or null while nobody answers. */
  async health(): Promise<{ readonly status: number; readonly body: unknown } | null> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/api/health`)
      return { status: answer.status, body: await answer.json() }
    } catch {
      return null
    }
  }

  /** Waits until the health is well. */
  async healthy(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs
    while ((await this.health())?.status !== 200) {
      if (performance.now() > deadline || this.child.exitCode !== null) {
        throw new Error(`It is not well: ${JSON.stringify(await this.health())}\n${this.log}`)
      }
      await delay(100)
    }
  }

  /** Waits for its end; rejects after that many milliseconds. */
  async ended(withinMs: number): Promise<number | null> {
    const { child } = this
    if (child.exitCode === null && child.signalCode === null) {
      await Promise.race([
        once(child, 'close'),
        delay(withinMs, undefined, { ref: false }).then(() => {
          throw new Error(`It still runs after ${withinMs} ms:\n${this.log}`)
        }),
      ])
    }
    return child.exitCode
  }

  /** What a service manager sends. */
  terminate(): void {
    this.child.kill('SIGTERM')
  }

  /** Ctrl-C in a terminal, which reaches every program of its group. */
  interrupt(): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGINT')
  }

  /** The database server of the data folder, or null when there is none. */
  async postmaster(): Promise<number | null> {
    const file = path.join(this.data, 'postgres/cluster/postmaster.pid')
    const pid = parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
    return pid > 0 && isAlive(pid) ? pid : null
  }

  /** Ends whatever is left of it, however a test ended. */
  async destroy(): Promise<void> {
    endGroup(this.child)
    const pid = await this.postmaster()
    if (pid !== null) process.kill(pid, 'SIGQUIT')
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach(endGroup))

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
