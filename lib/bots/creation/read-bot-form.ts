import type { FieldFault } from '@/lib/action-state'
import { intervals, type IntervalSec } from '@/lib/bots/intervals'
import { parseDecimal } from '@/lib/domain/decimal-input'
import { enteredName } from '@/lib/domain/entered-name'
import type { Limit } from '@/lib/domain/plans'
import { fail, ok } from '@/lib/domain/result'
import { isFields, readPair, unknownFields, type PairDraft } from './read-pair'
import { readRiskAnswer, riskFaults, type RiskAnswer } from './risk-answer'

/** What could be read of a form; a field that was faulty is null, a faulty pair is missing, and each has its fault. */
export type BotForm = {
  readonly name: string | null
  readonly accountId: string | null
  readonly intervalSec: IntervalSec | null
  readonly requestKey: string | null
  readonly start: boolean
  readonly confirmNoStop: boolean
  /** What was typed where settings ask for a consent, by its code; read only where one is asked for. */
  readonly consents: unknown
  /** Null for a client that shows no risk before the start. */
  readonly risk: RiskAnswer | null
  readonly pairs: readonly PairDraft[]
  readonly faults: readonly FieldFault[]
}

export const MAX_BOT_NAME = 60

/** Reads the form of a new bot whole, whatever was sent, so that all faults can be told at once. */
export function readBotForm(input: unknown, pairsLimit: { plan: string; pairs: Limit }): BotForm {
  const fields = isFields(input) ? input : {}
  const name = enteredName(fields.name, MAX_BOT_NAME)
  const intervalSec = readInterval(fields.intervalSec)
  const accountId = readToken(fields.accountId)
  const requestKey = readToken(fields.requestKey)
  const start = readFlag(fields.start)
  const confirmNoStop = readFlag(fields.confirmNoStop)
  const pairs = readPairs(fields.pairs, pairsLimit)
  const risk = readRiskAnswer(fields)
  return {
    name: name.ok ? name.value : null,
    intervalSec: intervalSec.ok ? intervalSec.value : null,
    accountId,
    requestKey,
    start: start ?? false,
    confirmNoStop: confirmNoStop ?? false,
    risk,
    consents: fields.consents,
    pairs: pairs.pairs,
    faults: [
      ...unknownFields(fields, '', known),
      ...(name.ok ? [] : [{ field: 'name', message: name.error.message }]),
      ...(accountId === null ? [{ field: 'accountId', message: 'Choose an account.' }] : []),
      ...(intervalSec.ok ? [] : [{ field: 'intervalSec', message: intervalSec.error.message }]),
      ...(requestKey === null
        ? [{ field: '', message: 'This form is incomplete. Load the page again.' }]
        : []),
      ...(start === null ? [{ field: 'start', message: 'Must be on or off.' }] : []),
      ...(confirmNoStop === null ? [{ field: 'confirmNoStop', message: 'Must be on or off.' }] : []),
      ...pairs.faults,
      ...riskFaults(risk, start ?? false),
    ],
  }
}

/** Reads how often a bot decides, in seconds. */
export function readInterval(input: unknown) {
  const number = parseDecimal(input)
  const interval = number.ok ? intervals.find((known) => known === number.value) : undefined
  return interval === undefined
    ? fail({ kind: 'unknown-interval', message: `Choose one of ${intervals.join(', ')} seconds.` })
    : ok(interval)
}

const known = [
  ...['name', 'accountId', 'intervalSec', 'requestKey', 'pairs', 'start', 'confirmNoStop'],
  ...['riskReading', 'riskConsent', 'startUnread', 'consents'],
]

/** Ids and keys: what is not of their shape names nothing. */
const readToken = (input: unknown): string | null =>
  typeof input === 'string' && /^[A-Za-z0-9_-]{8,80}$/.test(input) ? input : null

/** A checkbox that is off is not sent at all. */
function readFlag(input: unknown): boolean | null {
  if (input === true || input === 'on' || input === 'true') return true
  if (input === undefined || input === false || input === 'off' || input === 'false') return false
  return null
}

// Even where the plan sets no limit, a form is not a way to make the server look at any number of pairs.
const MOST_PAIRS = 100

function readPairs(input: unknown, { plan, pairs: limit }: { plan: string; pairs: Limit }) {
  const none = (message: string) => ({ pairs: [], faults: [{ field: 'pairs', message }] })
  if (!Array.isArray(input) || input.length === 0) return none('Add at least one pair.')
  const most = Math.min(limit ?? MOST_PAIRS, MOST_PAIRS)
  if (input.length > most) return none(`${plan} allows ${most} pairs per bot.`)
  const read = input.map((pair: unknown, index) => readPair(pair, `pairs.${index}`))
  return {
    pairs: read.flatMap((pair) => (pair.ok ? [pair.value] : [])),
    faults: read.flatMap((pair) => (pair.ok ? [] : pair.error.faults)),
  }
}
