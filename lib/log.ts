import { AsyncLocalStorage } from 'node:async_hooks'
import pino from 'pino'
import { logSettings } from '@/lib/env'
import { maskSecrets } from '@/lib/mask-secrets'

export type LogContext = Partial<Readonly<Record<'requestId' | 'tickId' | 'botId' | 'tenantId', string>>>

const context = new AsyncLocalStorage<LogContext>()

/** Runs `work` with these ids in every line it logs, beside those already set. */
export const withLogContext = <T>(ids: LogContext, work: () => T): T =>
  context.run({ ...context.getStore(), ...ids }, work)

// Every listed name is masked at the top and one or two levels down; pino needs each path spelt out.
const sensitive = [
  ...['apiKey', 'secret', 'privateKey', 'passphrase', 'authorization', 'cookie', 'password', 'token'],
  ...['signature', 'credentials', 'set-cookie', 'kek', 'dek'],
].map((name) => `["${name}"]`)

/** A logger that writes one JSON object per line; for tests the destination can be given. */
export const makeLogger = (
  destination?: pino.DestinationStream,
  level: pino.Level | 'silent' = logSettings().level,
) =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...context.getStore() }),
      serializers: { err: errorFacts, error: errorFacts },
      redact: {
        paths: sensitive.flatMap((name) => [
          name.slice(2, -2).includes('-') ? name : name.slice(2, -2),
          `*${name}`,
          `*.*${name}`,
        ]),
        censor: '[redacted]',
      },
    },
    sanitised(destination ?? pino.destination({ fd: 1, sync: true })),
  )

/** The log of this process: `log.info({ facts }, 'Sentence.')`. */
export const log = makeLogger()

/** An error as a log line may show it: class, code, message and stack, never its own properties (they may hold requests). */
function errorFacts(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
      ? error.code
      : undefined
  return { type: error.name, code, message: error.message, stack: error.stack }
}

// JSON already escapes CR, LF and C0 controls; a terminal or viewer still obeys C1 and bidi characters.
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g
const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

function sanitised(target: pino.DestinationStream): pino.DestinationStream {
  return { write: (line) => target.write(maskSecrets(line).replace(unsafe, escape)) }
}
