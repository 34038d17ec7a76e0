import { z } from 'zod'
import { environmentFaults, type RawEnvironment } from './environment-faults'

/** Raised once, at the first read, with every fault of the environment: starting half configured is refused. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  constructor(readonly faults: readonly string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
  }
}

/** The environment of this process, parsed on first use so that a build needs none of it. Throws `EnvironmentError`. */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env)
  // The authentication library would otherwise trust the Host header for its own addresses.
  process.env.AUTH_URL = parsed.appOrigin
  return parsed
}

/** Only the database address, for what runs without the rest (migrations, the connection pool). */
export function databaseUrl(): string {
  const url = process.env.DATABASE_URL?.trim()
  if (!url) throw new EnvironmentError(['DATABASE_URL is missing.'])
  return url
}

/** What the log needs before, or without, a usable environment. */
export function logSettings(): { readonly level: LogLevel } {
  const level = process.env.LOG_LEVEL?.trim()
  return {
    level:
      logLevels.find((known) => known === level) ?? (process.env.NODE_ENV === 'test' ? 'silent' : 'info'),
  }
}

/** True under `next dev`: relaxes the content security policy that React's refresh cannot live with. */
export const isDevelopment = (): boolean => process.env.NODE_ENV === 'development'

/** True in the production build; commands and tests run the sources. */
export const isBuilt = (): boolean => process.env.NODE_ENV === 'production'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

let parsed: Environment | null = null

const integer = (name: string, min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `${name} must be a whole number.`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `${name} must lie between ${min} and ${max}.`)
    .default(fallback)

const oneOf = <const Values extends readonly [string, ...string[]]>(name: string, values: Values) =>
  z.enum(values, `${name} must be one of ${values.join(', ')}.`)

const secret = (name: string) => z.string().min(32, `${name} must have at least 32 characters.`)

const httpsUrl = (name: string) =>
  z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), `${name} must be an http(s) address.`)

const shape = z.object({
  NODE_ENV: z.string().default('development'),
  DATABASE_URL: z
    .string('DATABASE_URL is missing.')
    .regex(/^postgres(ql)?:\/\//, 'DATABASE_URL must begin with postgresql://.'),
  APP_ORIGIN: z
    .string()
    .refine((text) => URL.canParse(text), 'APP_ORIGIN must be an address such as https://bots.example.com.')
    .transform((text) => new URL(text).origin)
    .optional(),
  AUTH_SECRET: z.string('AUTH_SECRET is missing.').min(32, 'AUTH_SECRET must have at least 32 characters.'),
  APP_KEK: z.string().optional(),
  APP_KEK_FILE: z.string().optional(),
  DISPATCH: oneOf('DISPATCH', ['embedded', 'qstash']).optional(),
  DISPATCH_SIGNING_KEY: secret('DISPATCH_SIGNING_KEY').optional(),
  DISPATCH_NEXT_SIGNING_KEY: secret('DISPATCH_NEXT_SIGNING_KEY').optional(),
  DISPATCH_CONCURRENCY: integer('DISPATCH_CONCURRENCY', 1, 64, 16),
  QSTASH_URL: httpsUrl('QSTASH_URL').default('https://qstash.upstash.io'),
  QSTASH_TOKEN: z.string().optional(),
  QSTASH_CURRENT_SIGNING_KEY: z.string().optional(),
  QSTASH_NEXT_SIGNING_KEY: z.string().optional(),
  UPSTASH_REDIS_REST_URL: httpsUrl('UPSTASH_REDIS_REST_URL').optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  TRUSTED_PROXY_HOPS: integer('TRUSTED_PROXY_HOPS', 0, 9, 0),
  LOG_LEVEL: oneOf('LOG_LEVEL', logLevels).default('info'),
  DEMO: oneOf('DEMO', ['on', 'off']).default('off'),
  DEMO_EMAIL: z.email('DEMO_EMAIL must be an e-mail address.').optional(),
  DEMO_PASSWORD: z
    .string()
    .min(15, 'DEMO_PASSWORD must have at least 15 characters.')
    .max(128, 'DEMO_PASSWORD must have at most 128 characters.')
    .optional(),
  SIMULATED_MARKET_SEED: integer('SIMULATED_MARKET_SEED', 0, 999_999_999, 1),
  LIVE_PRICES: oneOf('LIVE_PRICES', ['off', 'bybit', 'phemex', 'binance', 'kraken']).default('off'),
  TICK_SHARD_SIZE: integer('TICK_SHARD_SIZE', 1, 100, 1),
})

/** Parses an environment whole; throws `EnvironmentError` naming every fault at once. */
export function parseEnvironment(source: RawEnvironment) {
  const present = Object.fromEntries(
    Object.keys(shape.shape).flatMap((name) => {
      const text = source[name]?.trim()
      return text ? [[name, text]] : []
    }),
  )
  const values = shape.safeParse(present)
  const faults = [
    ...(values.error?.issues ?? []).map((issue) => issue.message),
    ...environmentFaults(source, present),
  ]
  if (!values.success || faults.length > 0) throw new EnvironmentError(faults)
  return grouped(values.data)
}

export type Environment = ReturnType<typeof grouped>

/** Groups what belongs together; an integration that is not configured is null, which the caller must face. */
function grouped(value: z.output<typeof shape>) {
  const appOrigin = value.APP_ORIGIN ?? 'http://localhost:3000'
  return {
    production: value.NODE_ENV === 'production',
    databaseUrl: value.DATABASE_URL,
    /** Scheme, host and port only, without a trailing slash. */
    appOrigin,
    /** Browsers drop secure cookies on http, so a loopback installation goes without. */
    secureCookies: appOrigin.startsWith('https:'),
    authSecret: value.AUTH_SECRET,
    kek: value.APP_KEK_FILE
      ? ({ source: 'file', path: value.APP_KEK_FILE } as const)
      : ({ source: 'value', text: value.APP_KEK ?? '' } as const),
    dispatch: dispatchOf(value),
    redis: pair(value.UPSTASH_REDIS_REST_URL, value.UPSTASH_REDIS_REST_TOKEN, (url, token) => ({
      url,
      token,
    })),
    trustedProxyHops: value.TRUSTED_PROXY_HOPS,
    logLevel: value.LOG_LEVEL,
    demo:
      value.DEMO === 'on'
        ? pair(value.DEMO_EMAIL, value.DEMO_PASSWORD, (email, password) => ({ email, password }))
        : null,
    simulatedMarketSeed: value.SIMULATED_MARKET_SEED,
    livePrices: value.LIVE_PRICES === 'off' ? null : value.LIVE_PRICES,
    tickShardSize: value.TICK_SHARD_SIZE,
  } as const
}

function dispatchOf(value: z.output<typeof shape>) {
  const qstash = value.DISPATCH ? value.DISPATCH === 'qstash' : value.QSTASH_TOKEN !== undefined
  return qstash
    ? ({
        kind: 'qstash',
        url: value.QSTASH_URL,
        token: value.QSTASH_TOKEN ?? '',
        currentSigningKey: value.QSTASH_CURRENT_SIGNING_KEY ?? '',
        nextSigningKey: value.QSTASH_NEXT_SIGNING_KEY ?? '',
      } as const)
    : ({
        kind: 'embedded',
        currentSigningKey: value.DISPATCH_SIGNING_KEY ?? '',
        nextSigningKey: value.DISPATCH_NEXT_SIGNING_KEY ?? '',
        concurrency: value.DISPATCH_CONCURRENCY,
      } as const)
}

const pair = <T>(
  a: string | undefined,
  b: string | undefined,
  make: (a: string, b: string) => T,
): T | null => (a !== undefined && b !== undefined ? make(a, b) : null)
