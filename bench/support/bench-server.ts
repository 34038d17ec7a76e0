import { spawn, type ChildProcess } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installationSecrets } from '@/scripts/installation-secrets'

export type BenchServer = {
  readonly pid: number
  readonly port: number
  /** Ends the application as a platform would, with SIGTERM; resolves when its process is gone. */
  readonly stop: () => Promise<void>
}

export type BenchServerOptions = {
  readonly folder: string
  readonly databaseUrl: string
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
}

const startTimeoutMs = 60_000
const stopTimeoutMs = 60_000

/** Starts the production build on a free loopback port with the embedded dispatcher and waits until it is healthy. */
export async function startBenchServer(options: BenchServerOptions): Promise<BenchServer> {
  const { folder, databaseUrl, env = {}, nodeArgs = [] } = options
  const port = await freePort()
  const secrets = await installationSecrets(folder)
  const logFile = path.join(folder, 'server.log')
  const log = await open(logFile, 'a', 0o600)
  const next = path.resolve('node_modules/next/dist/bin/next')
  const child = spawn(
    process.execPath,
    [...nodeArgs, next, 'start', '--port', String(port), '--hostname', '127.0.0.1'],
    {
      stdio: ['ignore', log.fd, log.fd],
      env: {
        ...inherited(),
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        APP_ORIGIN: `http://127.0.0.1:${port}`,
        AUTH_SECRET: secrets.authSecret,
        APP_KEK_FILE: secrets.kekFile,
        DISPATCH: 'embedded',
        DISPATCH_SIGNING_KEY: secrets.signingKey,
        DISPATCH_NEXT_SIGNING_KEY: secrets.nextSigningKey,
        DEMO: 'off',
        ...env,
      },
    },
  )
  await log.close()
  const stop = () => stopChild(child)
  try {
    await untilHealthy(child, port)
  } catch (error) {
    await stop()
    const text = await readFile(logFile, 'utf8').catch(() => '')
    throw new Error(`The application did not start:\n${text.trim().split('\n').slice(-20).join('\n')}`, {
      cause: error,
    })
  }
  return { pid: child.pid ?? 0, port, stop }
}

// Only what may shape the measurement: the settings of another installation must not reach this one.
const inherited = (): Record<string, string | undefined> =>
  Object.fromEntries(
    [
      'PATH',
      'HOME',
      'TMPDIR',
      'NODE_OPTIONS',
      'DISPATCH_CONCURRENCY',
      'LOG_LEVEL',
      'TICK_SHARD_SIZE',
    ].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )

async function untilHealthy(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + startTimeoutMs
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`)
    const healthy = await fetch(`http://127.0.0.1:${port}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (healthy) return
    await delay(200)
  }
  throw new Error('it was not healthy in time')
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await ended
  clearTimeout(hard)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
