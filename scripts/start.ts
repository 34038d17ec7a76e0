import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/adapters/database/embedded/start'
import { generateClient } from '@/lib/adapters/database/generate-client'
import { applyMigrations } from '@/lib/adapters/database/migrate/apply'
import { buildIfOutdated } from './build-if-outdated'
import { installationSecrets } from './installation-secrets'
import { runNode } from './run-node'

const usage = `Usage: npm start [-- --port 3000] [-- --no-demo]

Starts Tickwright on this machine: the built-in PostgreSQL in .data/ (or DATABASE_URL), pending migrations, the web application and
its dispatch loop. On an empty installation a demo account with trading bots is made first.

  --port N    port of the web application; also PORT (3000)
  --no-demo   make no demo account
  --data DIR  folder of the database and the secrets (.data)

Settings are read from the environment and from a file .env; .env.example lists them all.`

const root = process.cwd()
const next = path.join(root, 'node_modules/next/dist/bin/next')

type Options = { readonly port: number; readonly demo: boolean; readonly dev: boolean; readonly data: string }

async function main(): Promise<number> {
  const options = readOptions()
  if (options === null) {
    console.log(usage)
    return 0
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  await refuseTakenPort(options.port)
  const external = process.env.DATABASE_URL?.trim()
  const database = external ? null : await startDatabase(options.data)
  const ending = endWith(database)
  try {
    const url = external ?? database?.url ?? ''
    await generateClient({ root, env: process.env })
    const applied = await applyMigrations(url)
    if (applied.length > 0) console.error(`Database: ${applied.length} migrations applied.`)
    const environment = await environmentOf(options, url, external === undefined)
    if (ending.asked) return 0
    // Both are waited for even when one fails: the database must not be taken from under the other.
    const [built] = await Promise.allSettled([
      options.dev ? undefined : buildIfOutdated(root),
      environment.DEMO === 'on' ? seedDemo(environment) : undefined,
    ])
    if (built.status === 'rejected') throw built.reason
    if (ending.asked) return 0
    announce(environment)
    const mode = options.dev ? 'dev' : 'start'
    return await runNode([next, mode, '--port', String(options.port), '--hostname', hostname()], environment)
  } finally {
    await database?.stop()
  }
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'no-demo': { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
      data: { type: 'string', default: '.data' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const port = Number(values.port ?? process.env.PORT ?? '3000')
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error('The port must be a number from 1 to 65535.')
  return { port, demo: !values['no-demo'], dev: values.dev, data: path.resolve(values.data) }
}

async function startDatabase(data: string): Promise<EmbeddedPostgres> {
  console.error('Database: starting the built-in PostgreSQL ...')
  return startEmbeddedPostgres({
    dataDir: path.join(data, 'postgres'),
    onIncident: (line) => console.error(line),
  })
}

/** What the application is told: configured values first, this installation's own secrets where none are. */
async function environmentOf(
  options: Options,
  databaseUrl: string,
  embedded: boolean,
): Promise<Record<string, string>> {
  const { APP_ORIGIN, QSTASH_TOKEN, DISPATCH, AUTH_SECRET, APP_KEK, APP_KEK_FILE, DEMO } = process.env
  const secrets = await installationSecrets(options.data)
  const origin = APP_ORIGIN ?? `http://localhost:${options.port}`
  const hosted = DISPATCH === 'qstash' || (DISPATCH === undefined && QSTASH_TOKEN !== undefined)
  const demo = DEMO ?? (embedded && options.demo && isLoopback(origin) ? 'on' : 'off')
  return {
    NODE_ENV: options.dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(options.port),
    DATABASE_URL: databaseUrl,
    APP_ORIGIN: origin,
    AUTH_SECRET: AUTH_SECRET ?? secrets.authSecret,
    ...(APP_KEK === undefined && APP_KEK_FILE === undefined ? { APP_KEK_FILE: secrets.kekFile } : {}),
    ...(hosted
      ? {}
      : {
          DISPATCH: 'embedded',
          DISPATCH_SIGNING_KEY: secrets.signingKey,
          DISPATCH_NEXT_SIGNING_KEY: secrets.nextSigningKey,
        }),
    DEMO: demo,
    ...(demo === 'on' ? demoAccount(secrets.demoPassword) : {}),
  }
}

const demoAccount = (password: string) => ({
  DEMO_EMAIL: process.env.DEMO_EMAIL ?? 'demo@tickwright.local',
  DEMO_PASSWORD: process.env.DEMO_PASSWORD ?? password,
})

async function seedDemo(environment: Record<string, string>): Promise<void> {
  const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs')
  // History that a power cut would lose is made again by the next start: no step of it waits for the disk.
  const url = new URL(environment.DATABASE_URL ?? '')
  url.searchParams.set('options', '-c synchronous_commit=off')
  const code = await runNode([tsx, '--tsconfig', 'scripts/tsconfig.json', 'scripts/seed-demo.ts'], {
    ...environment,
    DATABASE_URL: url.href,
    LOG_LEVEL: 'warn',
  })
  if (code !== 0) console.error('Demo: it could not be made; the application starts without it.')
}

function announce(environment: Record<string, string>): void {
  console.log(`\nTickwright is starting on ${environment.APP_ORIGIN ?? ''}`)
  if (environment.DEMO === 'on') {
    console.log(`  Demo account   ${environment.DEMO_EMAIL ?? ''}`)
    console.log(`  Password       ${environment.DEMO_PASSWORD ?? ''}\n`)
  }
}

/** Loopback, unless the operator asks for more: an installation without TLS is nobody else's business. */
const hostname = (): string => process.env.HOST ?? (process.env.APP_ORIGIN ? '0.0.0.0' : '127.0.0.1')

const isLoopback = (origin: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname)

async function refuseTakenPort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () =>
      reject(
        new Error(
          `Port ${port} is in use. Stop what uses it, or start with: npm start -- --port ${port + 1}`,
        ),
      ),
    )
    probe.listen(port, hostname(), () => probe.close(() => resolve()))
  })
}

/** A signal during the preparations ends them at the next step; afterwards it is passed on to the application. */
function endWith(database: EmbeddedPostgres | null): { readonly asked: boolean } {
  const ending = { asked: false }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      ending.asked = true
      if (database !== null) console.error('Stopping ...')
    })
  }
  return ending
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  },
)
