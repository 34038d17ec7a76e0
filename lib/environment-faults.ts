export type RawEnvironment = Readonly<Record<string, string | undefined>>
type Present = Readonly<Record<string, unknown>>

/** Faults that lie between several variables, or in one that is set but empty. Each is one line for the operator. */
export function environmentFaults(source: RawEnvironment, present: Present): string[] {
  return [
    ...emptySecrets(source),
    ...halfGroups(present),
    ...origin(present),
    ...dispatch(source, present),
    ...kek(present),
    ...demo(present),
  ]
}

// An empty signing key would verify forgeries made with an empty key: it is refused, not taken for "not set".
const secrets = [
  ...['AUTH_SECRET', 'APP_KEK', 'APP_KEK_FILE', 'DISPATCH_SIGNING_KEY', 'DISPATCH_NEXT_SIGNING_KEY'],
  ...['QSTASH_TOKEN', 'QSTASH_CURRENT_SIGNING_KEY', 'QSTASH_NEXT_SIGNING_KEY', 'UPSTASH_REDIS_REST_TOKEN'],
  ...['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'DEMO_PASSWORD'],
]

const emptySecrets = (source: RawEnvironment) =>
  secrets
    .filter((name) => source[name] !== undefined && source[name].trim() === '')
    .map((name) => `${name} is set but empty: give it a value or remove it.`)

const groups = [
  ['QSTASH_TOKEN', 'QSTASH_CURRENT_SIGNING_KEY', 'QSTASH_NEXT_SIGNING_KEY'],
  ['DISPATCH_SIGNING_KEY', 'DISPATCH_NEXT_SIGNING_KEY'],
  ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
  ['DEMO_EMAIL', 'DEMO_PASSWORD'],
]

const halfGroups = (present: Present) =>
  groups.flatMap((group) => {
    const missing = group.filter((name) => !(name in present))
    return missing.length > 0 && missing.length < group.length
      ? [`${missing.join(' and ')} missing: ${group.join(', ')} are set together or not at all.`]
      : []
  })

function origin(present: Present): string[] {
  const text = present.APP_ORIGIN
  if (typeof text !== 'string') {
    return present.NODE_ENV === 'production'
      ? ['APP_ORIGIN is missing: the address people open in their browser.']
      : []
  }
  if (!URL.canParse(text)) return []
  const url = new URL(text)
  const faults: string[] = []
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    faults.push('APP_ORIGIN must be scheme, host and port only.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    faults.push('APP_ORIGIN must be an http(s) address.')
  else if (present.NODE_ENV === 'production' && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    faults.push('APP_ORIGIN must be https in production (loopback excepted).')
  }
  return faults
}

/** Whether a host name can only be reached from this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

function dispatch(source: RawEnvironment, present: Present): string[] {
  const faults: string[] = []
  if (source.QSTASH_DEV !== undefined) {
    faults.push('QSTASH_DEV is set: it makes the client accept public signing keys. Remove it.')
  }
  const hosted = 'QSTASH_TOKEN' in present
  const embedded = 'DISPATCH_SIGNING_KEY' in present
  const chosen = present.DISPATCH
  if (hosted && embedded && chosen === undefined) {
    faults.push('Both embedded and QStash dispatch are configured: set DISPATCH to embedded or qstash.')
  }
  if (chosen === 'qstash' && !hosted) faults.push('DISPATCH is qstash, but QSTASH_TOKEN is missing.')
  const runsEmbedded = chosen === 'embedded' || (chosen === undefined && !hosted)
  if (runsEmbedded && !embedded)
    faults.push('DISPATCH_SIGNING_KEY is missing: embedded dispatch signs its calls.')
  return faults
}

const kek = (present: Present): string[] =>
  'APP_KEK' in present || 'APP_KEK_FILE' in present
    ? []
    : ['APP_KEK or APP_KEK_FILE is missing: it encrypts exchange credentials.']

function demo(present: Present): string[] {
  if (present.DEMO !== 'on') return []
  const faults = 'DEMO_EMAIL' in present ? [] : ['DEMO is on, but DEMO_EMAIL and DEMO_PASSWORD are missing.']
  const url =
    typeof present.APP_ORIGIN === 'string' && URL.canParse(present.APP_ORIGIN)
      ? new URL(present.APP_ORIGIN)
      : null
  if (present.NODE_ENV === 'production' && url && !isLoopback(url.hostname)) {
    return [...faults, 'DEMO is on: an account with a published password is only allowed on loopback.']
  }
  return faults
}
