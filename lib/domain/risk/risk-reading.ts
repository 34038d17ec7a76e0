import { z } from 'zod'
import type { RiskReport } from './risk-report'

const estimate = z.tuple([z.number(), z.number().nullable(), z.number().nullable()])
const share = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1), z.number().min(0).max(1)])
const money = z.number().min(-1e12).max(1e12)

const schema = z.strictObject({
  seed: z.string().max(64),
  paths: z.int().min(1).max(100_000),
  horizonDays: z.number().positive().max(3_650),
  pastDays: z.number().positive().max(36_500),
  /** The prices of the past: `simulated market`, `history of Bybit`. */
  source: z.string().max(80),
  /** Quote coin allocated to the bot's pairs together. */
  capital: z.number().positive().max(1e12),
  deposit: money,
  liquidation: share,
  wholeLadder: share.nullable(),
  stop: share,
  ruin: share,
  lossAtLeast: estimate,
  lossOnAverage: estimate,
  capitalNeeded: estimate.nullable(),
})

/** The figures of a risk that somebody was shown before a start, each as value, lower and upper bound: what is sent and kept. */
export type RiskReading = z.output<typeof schema>

/** The reading of a report on `capital` quote coin of allocated capital. */
export function readingOf(report: RiskReport, capital: number, source: string): RiskReading {
  const triple = ({ value, low, high }: { value: number; low: number | null; high: number | null }) =>
    [value, low, high] satisfies [number, number | null, number | null]
  const shares = ({ value, low, high }: { value: number; low: number | null; high: number | null }) =>
    [value, low ?? 0, high ?? 1] satisfies [number, number, number]
  return {
    ...{ seed: report.seed, paths: report.paths, source, capital, deposit: report.deposit },
    horizonDays: report.horizonMs / DAY_MS,
    pastDays: (report.bars * report.barMs) / DAY_MS,
    liquidation: shares(report.liquidation),
    wholeLadder: report.wholeLadder && shares(report.wholeLadder),
    stop: shares(report.stop),
    ruin: shares(report.ruin),
    lossAtLeast: triple(report.lossAtLeast),
    lossOnAverage: triple(report.lossOnAverage),
    capitalNeeded: report.capitalNeeded && triple(report.capitalNeeded),
  }
}

/** Reads the text that a form sent; null for none and for anything that is no reading. */
export function parseReading(text: unknown): RiskReading | null {
  if (typeof text !== 'string' || text.length === 0 || text.length > 4_000) return null
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** A chance of liquidation within the horizon whose upper bound lies above this asks for a typed consent. */
export const LIQUIDATION_LIMIT = 0.05
/** So does a mean loss of the worst 5 % of the paths above this share of the allocated capital. */
export const LOSS_LIMIT = 0.5

/** What has to be typed to start such a bot. */
export const CONSENT_PHRASE = 'I can lose this money'

/** Why a start asks for a typed consent, one sentence each; empty when it does not. */
export function consentReasons({ liquidation, lossOnAverage, capital, horizonDays }: RiskReading): string[] {
  const [, , highest] = liquidation
  const loss = lossOnAverage[0] / capital
  return [
    highest > LIQUIDATION_LIMIT
      ? `A liquidation within ${horizonDays} days may be as likely as ${percent(highest)}; the limit is ${percent(LIQUIDATION_LIMIT)}.`
      : null,
    loss > LOSS_LIMIT
      ? `The worst 5 % of the paths lose ${percent(loss)} of the capital on average; the limit is ${percent(LOSS_LIMIT)}.`
      : null,
  ].filter((reason) => reason !== null)
}

/** Whether the typed text is the phrase; upper case, spaces and a final stop do not matter. */
export function isConsent(typed: unknown): boolean {
  if (typeof typed !== 'string' || typed.length > 200) return false
  const plain = (text: string) => text.trim().replace(/\s+/g, ' ').replace(/\.$/, '').toLowerCase()
  return plain(typed) === plain(CONSENT_PHRASE)
}

const DAY_MS = 86_400_000
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
