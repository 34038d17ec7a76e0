import { z } from 'zod'
import { fail, ok, type Result } from '@/lib/domain/result'
import { bindStrategy } from '@/lib/domain/strategies/registry'

const positive = (name: string) =>
  z.number(`${name} must be a number.`).positive(`${name} must be above zero.`)

const schema = z.strictObject({
  /** Quote coin in the account at the start. */
  deposit: positive('deposit').max(10_000_000, 'deposit must be at most 10,000,000.'),
  /** Seconds between two decisions. */
  decisionEverySec: z
    .number('decisionEverySec must be a number.')
    .int('decisionEverySec must be a whole number.')
    .min(60, 'decisionEverySec must be at least 60.')
    .max(86_400, 'decisionEverySec must be at most 86,400.')
    .default(300),
  fees: z
    .strictObject({
      maker: z.number().min(-0.01).max(0.01),
      taker: z.number().min(0).max(0.01),
    })
    .default({ maker: 0.0002, taker: 0.00055 }),
  pairs: z
    .array(
      z.strictObject({
        symbol: z.string().regex(/^[A-Z0-9]+\/[A-Z0-9]+:[A-Z0-9]+$/, 'must read like BTC/USDT:USDT.'),
        side: z.enum(['long', 'short'], 'must be long or short.'),
        leverage: z.number('must be a number.').min(1, 'starts at 1.').max(125, 'ends at 125.'),
        strategy: z.string(),
        config: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1, 'At least one pair is needed.')
    .max(50, 'At most 50 pairs.'),
})

export type ReplayConfig = z.output<typeof schema>

export type ConfigFaults = { readonly kind: 'invalid-config'; readonly faults: readonly string[] }

/** Parses the configuration of a replay or back-test; every fault is named with its place, unknown keys by their name. */
export function parseReplayConfig(text: string): Result<ReplayConfig, ConfigFaults> {
  const json = parseJson(text)
  if (!json.ok) return json
  const parsed = schema.safeParse(json.value)
  if (!parsed.success) return invalid(parsed.error.issues.flatMap(issueSentences))
  const { pairs } = parsed.data
  const faults = [...settingsFaults(pairs), ...doubledPairs(pairs)]
  return faults.length > 0 ? invalid(faults) : ok(parsed.data)
}

function parseJson(text: string): Result<unknown, ConfigFaults> {
  try {
    return ok(JSON.parse(text) as unknown)
  } catch (error) {
    return invalid([
      `The configuration is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    ])
  }
}

function issueSentences(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[place, key].filter(Boolean).join('.')}: unknown key.`)
  }
  return [`${place || 'configuration'}: ${issue.message}`]
}

function settingsFaults(pairs: ReplayConfig['pairs']): string[] {
  return pairs.flatMap((pair, index) => {
    const bound = bindStrategy(pair.strategy, pair.config)
    if (bound.ok) return []
    if (bound.error.kind === 'unknown-strategy') return [`pairs.${index}.strategy: ${bound.error.message}`]
    return bound.error.faults.map(({ field, message }) => `pairs.${index}.config.${field}: ${message}`)
  })
}

function doubledPairs(pairs: ReplayConfig['pairs']): string[] {
  return pairs.flatMap((pair, index) => {
    const first = pairs.findIndex(({ symbol, side }) => symbol === pair.symbol && side === pair.side)
    return first < index ? [`pairs.${index}: ${pair.symbol} ${pair.side} is listed twice.`] : []
  })
}

const invalid = (faults: readonly string[]) => fail({ kind: 'invalid-config', faults })
