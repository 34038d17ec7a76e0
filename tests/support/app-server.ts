import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const root = path.resolve(__dirname, '../..')
const next = path.join(root, 'node_modules/next/dist/bin/next')
const upWithinMs = 60_000
const keptLogChars = 200_000

/** The built application as a process of its own, on a free port; it can be started again after it ended. */
export class AppServer {
  private child: ChildProcess | null = null
  private log = ''

  private constructor(
    readonly port: number,
    readonly signingKey: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** An installation with secrets of its own on a migrated database. Nothing runs yet. */
  static async on(databaseUrl: string, extra: Readonly<Record<string, string>> = {}): Promise<AppServer> {
    const port = await freePort()
    const signingKey = secret()
    return new AppServer(port, signingKey, {
      ...bareEnvironment(),
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      APP_ORIGIN: `http://localhost:${port}`,
      AUTH_SECRET: secret(),
      APP_KEK: randomBytes(32).toString('base64'),
      DISPATCH: 'embedded',
      DISPATCH_SIGNING_KEY: signingKey,
      DISPATCH_NEXT_SIGNING_KEY: secret(),
      DEMO: 'off',
      ...extra,
    })
  }

  get origin(): string {
    return `http://localhost:${this.port}`
  }

  /** What the server printed so far, its newest part. */
  get output(): string {
    return this.log
  }

  /** Starts the process and waits until it serves; `shallow` does not wait for the dispatch loop's first sign of life. */
  async start({ shallow = false } = {}): Promise<void> {
    const args = [next, 'start', '--port', String(this.port), '--hostname', '127.0.0.1']
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    this.child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.log = (this.log + chunk.toString()).slice(-keptLogChars)
      })
    }
    child.once('exit', () => running.delete(child))
    await this.answering(child, shallow ? '/api/health?shallow=1' : '/api/health')
  }

  /** Ends it as a deployment does: SIGTERM, and the work under way may finish. Answers how long that took, in ms. */
  async stop(): Promise<number> {
    const asked = performance.now()
    await this.end('SIGTERM')
    return performance.now() - asked
  }

  /** `kill -9`: whatever was under way is cut off where it stood. */
  async kill9(): Promise<void> {
    await this.end('SIGKILL')
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this
    this.child = null
    if (child === null || hasEnded(child)) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  private async answering(child: ChildProcess, route: string): Promise<void> {
    const deadline = performance.now() + upWithinMs
    let last = 'no answer'
    while (performance.now() < deadline && !hasEnded(child)) {
      try {
        const answer = await fetch(`http://127.0.0.1:${this.port}${route}`)
        last = await answer.text()
        if (answer.ok) return
      } catch {
        // Not listening yet.
      }
      await delay(50)
    }
    await this.kill9()
    throw new Error(`The application did not come up (${last}):\n${this.log}`)
  }
}

/** What every program needs of the environment, without settings that would reach the application by accident. */
export function bareEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TEMP', 'SystemRoot']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

const secret = (): string => randomBytes(32).toString('base64url')

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

// A test run that is broken off skips its clean-up; the servers it started must not stay behind.
const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))
