import type { FieldFault } from '@/lib/action-state'
import {
  consentReasons,
  CONSENT_PHRASE,
  isConsent,
  parseReading,
  type RiskReading,
} from '@/lib/domain/risk/risk-reading'

/** What a form that shows the risk before start sent of it. */
export type RiskAnswer = {
  /** Null: the figures were not there yet, or cannot be had without scripts. */
  readonly reading: RiskReading | null
  readonly consented: boolean
  /** Started without having seen the figures, and said so. */
  readonly unread: boolean
}

/** Reads the answer of a form; null for a client that shows no risk and so sends none of its fields. */
export function readRiskAnswer(fields: Readonly<Record<string, unknown>>): RiskAnswer | null {
  if (!('riskReading' in fields)) return null
  return {
    reading: parseReading(fields.riskReading),
    consented: isConsent(fields.riskConsent),
    unread: fields.startUnread === 'on',
  }
}

/** Why a bot may not start on that answer: the risk was not read, or it asks for a consent that was not typed. A draft needs none. */
export function riskFaults(answer: RiskAnswer | null, start: boolean): FieldFault[] {
  if (answer === null || !start) return []
  const { reading, consented, unread } = answer
  if (reading === null) {
    return unread ? [] : [{ field: 'startUnread', message: UNREAD }]
  }
  const reasons = consentReasons(reading)
  if (reasons.length === 0 || consented) return []
  return [
    {
      field: 'riskConsent',
      message: `${reasons.join(' ')} To start all the same, type "${CONSENT_PHRASE}".`,
    },
  ]
}

const UNREAD =
  'No risk reading came with this form, so nobody has been shown what these settings can lose. Wait for the figures, keep the bot as a draft, or say that it starts without them.'

/** The answer as the audit keeps it, with the sentence for the bot's log. */
export function riskRecord(answer: RiskAnswer, start: boolean) {
  const { reading, consented, unread } = answer
  const asked = reading !== null && consentReasons(reading).length > 0
  return {
    detail: {
      reading,
      consentAsked: asked,
      consentTyped: asked && consented,
      startedUnread: start && unread,
    },
    message: reading === null ? 'Started without a risk reading.' : sentenceOf(reading, asked && consented),
  }
}

function sentenceOf(
  { liquidation, horizonDays, lossOnAverage, paths }: RiskReading,
  consented: boolean,
): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const [value, low, high] = liquidation
  return (
    `Risk read before the start: liquidation within ${horizonDays} days ${percent(value)} (${percent(low)} to ${percent(high)}), ` +
    `mean loss of the worst 5 % of ${paths} paths ${lossOnAverage[0].toFixed(2)}.` +
    (consented ? ' The consent was typed.' : '')
  )
}
