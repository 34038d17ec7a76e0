import { EnvironmentError, parseEnvironment } from '@/lib/env'

const key = 'k'.repeat(32)
const good = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://localhost/tickwright',
  APP_ORIGIN: 'https://bots.example.com',
  AUTH_SECRET: key,
  APP_KEK: `${'A'.repeat(43)}=`,
  DISPATCH_SIGNING_KEY: key,
  DISPATCH_NEXT_SIGNING_KEY: key,
}
const qstash = { QSTASH_TOKEN: 't', QSTASH_CURRENT_SIGNING_KEY: 'a', QSTASH_NEXT_SIGNING_KEY: 'b' }
const hosted = { ...good, ...qstash, DISPATCH_SIGNING_KEY: undefined, DISPATCH_NEXT_SIGNING_KEY: undefined }

function faultsOf(source: Record<string, string | undefined>): readonly string[] {
  try {
    parseEnvironment(source)
    return []
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults
    throw error
  }
}

test.each([
  ['a database address', { DATABASE_URL: undefined }, /DATABASE_URL is missing/],
  ['a PostgreSQL address', { DATABASE_URL: 'mysql://x' }, /must begin with postgresql/],
  ['a session secret', { AUTH_SECRET: undefined }, /AUTH_SECRET is missing/],
  ['a session secret of some length', { AUTH_SECRET: 'short' }, /AUTH_SECRET must have at least 32/],
  ['an encryption key', { APP_KEK: undefined }, /APP_KEK or APP_KEK_FILE is missing/],
  ['an origin in production', { APP_ORIGIN: undefined }, /APP_ORIGIN is missing/],
  ['an https origin in production', { APP_ORIGIN: 'http://bots.example.com' }, /must be https/],
  ['an origin without a path', { APP_ORIGIN: 'https://bots.example.com/app' }, /scheme, host and port only/],
  ['a web origin', { APP_ORIGIN: 'ftp://bots.example.com' }, /http\(s\)/],
  ['a signing key for embedded dispatch', hostless(), /DISPATCH_SIGNING_KEY is missing/],
  ['signing keys that are not empty', { DISPATCH_SIGNING_KEY: ' ' }, /DISPATCH_SIGNING_KEY is set but empty/],
  [
    'QStash keys that are not empty',
    { ...qstash, DISPATCH: 'qstash', QSTASH_NEXT_SIGNING_KEY: '' },
    /set but empty/,
  ],
  [
    'webhook secrets that are not empty',
    { STRIPE_WEBHOOK_SECRET: '' },
    /STRIPE_WEBHOOK_SECRET is set but empty/,
  ],
  [
    'whole groups',
    { UPSTASH_REDIS_REST_URL: 'https://redis.example.com' },
    /UPSTASH_REDIS_REST_TOKEN missing/,
  ],
  ['no public signing keys', { QSTASH_DEV: 'true' }, /QSTASH_DEV is set/],
  ['no public signing keys, even switched off', { QSTASH_DEV: '' }, /QSTASH_DEV is set/],
  ['one dispatch, chosen', qstash, /set DISPATCH to embedded or qstash/],
  ['QStash keys when it is chosen', { DISPATCH: 'qstash' }, /QSTASH_TOKEN is missing/],
  ['a known dispatch', { DISPATCH: 'cron' }, /DISPATCH must be one of/],
  ['a demo account on loopback only', demo(), /only allowed on loopback/],
  [
    'a demo account with credentials',
    { ...demo(), DEMO_EMAIL: undefined, DEMO_PASSWORD: undefined },
    /DEMO_EMAIL/,
  ],
  ['a whole number of proxies', { TRUSTED_PROXY_HOPS: '1.5' }, /whole number/],
  ['a shard size within bounds', { TICK_SHARD_SIZE: '0' }, /between 1 and 100/],
])('the environment must have %s', (_what, change, fault) => {
  expect(faultsOf({ ...good, ...change }).join('\n')).toMatch(fault)
})

function hostless() {
  return { DISPATCH_SIGNING_KEY: undefined, DISPATCH_NEXT_SIGNING_KEY: undefined }
}
function demo(): Record<string, string> {
  return { DEMO: 'on', DEMO_EMAIL: 'demo@example.com', DEMO_PASSWORD: 'look around here' }
}

test('every fault is reported at once', () => {
  const faults = faultsOf({
    NODE_ENV: 'production',
    QSTASH_DEV: '1',
    LOG_LEVEL: 'loud',
    TICK_SHARD_SIZE: 'x',
  })
  const named = [
    'DATABASE_URL',
    'AUTH_SECRET',
    'APP_KEK',
    'APP_ORIGIN',
    'QSTASH_DEV',
    'LOG_LEVEL',
    'TICK_SHARD_SIZE',
  ]
  for (const name of named) expect(faults.join('\n')).toContain(name)
})

test.each([
  ['embedded dispatch by default', good, 'embedded'],
  ['QStash when only it is configured', hosted, 'qstash'],
  [
    'embedded dispatch when both are there and it is chosen',
    { ...good, ...qstash, DISPATCH: 'embedded' },
    'embedded',
  ],
  ['QStash when both are there and it is chosen', { ...good, ...qstash, DISPATCH: 'qstash' }, 'qstash'],
])('it takes %s', (_what, source, kind) => {
  expect(parseEnvironment(source).dispatch.kind).toBe(kind)
})

test('an integration that is not configured is null, and cookies are secure exactly on https', () => {
  const value = parseEnvironment(good)
  expect(value).toMatchObject({
    redis: null,
    demo: null,
    livePrices: null,
    secureCookies: true,
    tickShardSize: 1,
  })
  const local = parseEnvironment({ ...good, ...demo(), APP_ORIGIN: 'http://127.0.0.1:3000' })
  expect(local).toMatchObject({ secureCookies: false, appOrigin: 'http://127.0.0.1:3000' })
  expect(local.demo).toEqual({ email: 'demo@example.com', password: 'look around here' })
})

test('a variable left empty in a template counts as not set, unless it is a secret', () => {
  const blank = { UPSTASH_REDIS_REST_URL: '', LOG_LEVEL: '', DISPATCH: '', LIVE_PRICES: '' }
  expect(parseEnvironment({ ...good, ...blank }).redis).toBeNull()
})
