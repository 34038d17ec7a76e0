import { Decimal } from 'decimal.js'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { decimalsOf } from '@/lib/domain/perpetuals/quantize'
import type { SentenceFormat } from '@/lib/domain/strategies/reason-figures'
import { sentenceOf } from '@/lib/domain/strategies/reason-sentence'
import type { Reason, ReasonCode } from '@/lib/domain/strategies/reasons'
import { failureSentence } from './failure-sentence'
import type { LogLine, PairOutcome, TickEnd } from './lease/repository'
import type { PairDecision } from './planning/plan'
import { settledStop } from './settled-stop'
import type { TickEvent } from './tick-event'
import type { Worked } from './work'

/** One equity point a bot and five minutes: 288 a day, whatever the bot's interval. */
const EQUITY_BUCKET_MS = 300_000

/** What a finished tick leaves behind: each pair's condition, the log, the bot's unrealised profit and whether it has come to rest. */
export function finishedTick(
  worked: Extract<Worked, { kind: 'done' }>,
  events: readonly TickEvent[],
  startedAt: number,
  endedAt: number,
): TickEnd {
  const { bot, decisions, observation } = worked
  return {
    startedAt,
    endedAt,
    outcome: 'DONE',
    error: null,
    summary: decisions.map(({ pair, decision }) => ({
      symbol: pair.symbol,
      side: pair.side,
      reason: decision.reason.code,
      events: events.filter(({ pairId }) => pairId === pair.id).length,
    })),
    pairs: decisions.map((item) => pairOutcome(item, events)),
    journal: worked.unwritten,
    logs: events.map(logLine),
    unrealisedPnl: observation === null ? null : unrealisedOf(worked),
    equityAt: observation === null ? null : Math.floor(endedAt / EQUITY_BUCKET_MS) * EQUITY_BUCKET_MS,
    settledStop: settledStop(worked),
    flat: bot.pairs.every((pair) => pair.deal === null),
  }
}

/** What a failed tick leaves behind: what happened and its error in the log, its key open for another try. */
export function failedTick(
  error: unknown,
  events: readonly TickEvent[],
  startedAt: number,
  endedAt: number,
): TickEnd {
  const message = failureSentence(error)
  return {
    startedAt,
    endedAt,
    outcome: 'FAILED',
    error: message,
    summary: [],
    pairs: [],
    journal: null,
    logs: [
      ...events.map(logLine),
      { pairId: null, level: 'error', code: 'tick-failed', message, context: {} },
    ],
    unrealisedPnl: null,
    equityAt: null,
    settledStop: null,
    flat: false,
  }
}

function pairOutcome({ pair, facts, decision }: PairDecision, events: readonly TickEvent[]): PairOutcome {
  const { reason, further } = decision
  const quietTick = !events.some(({ pairId }) => pairId === pair.id)
  const format = formatOf(pair.symbol, facts.instrument)
  const { priceDecimals, quantityDecimals } = format
  return {
    pairId: pair.id,
    code: reason.code,
    detail: reason.detail,
    further,
    facts:
      facts.account === null
        ? null
        : { price: facts.price, position: facts.position, priceDecimals, quantityDecimals },
    memory: decision.memory === undefined ? null : { value: decision.memory },
    message: said(reason, format),
    level: levels[reason.code] ?? 'info',
    foldInto: quietTick && reason.code === pair.condition.code ? pair.condition.logId : null,
  }
}

/** The reason in words, and what the venue itself said where it is the one who refuses. */
function said(reason: Reason, format: SentenceFormat): string {
  const { message } = reason.detail
  const sentence = sentenceOf(reason, format)
  return reason.code === 'settings-unconfirmed' && typeof message === 'string'
    ? `${sentence} ${message}`
    : sentence
}

/** How figures of a symbol are written; an instrument nobody knows right now is read off its name. */
function formatOf(symbol: string, instrument: Instrument | null): SentenceFormat {
  const [base = symbol, rest = ''] = symbol.split('/')
  return {
    symbol,
    base,
    quote: rest.split(':')[0] ?? '',
    priceDecimals: instrument === null ? 2 : decimalsOf(instrument.tickSize),
    quantityDecimals: instrument === null ? 6 : decimalsOf(instrument.quantityStep),
  }
}

/** Conditions that somebody should look at; the rest is the ordinary life of a bot. */
const levels: Partial<Record<ReasonCode, 'warn' | 'error'>> = {
  'order-outcome-unknown': 'warn',
  'account-missing': 'warn',
  'account-stale': 'warn',
  'price-missing': 'warn',
  'price-stale': 'warn',
  'candles-missing': 'warn',
  'instrument-missing': 'warn',
  'settings-unconfirmed': 'warn',
  'out-of-sync': 'error',
  'preflight-failed': 'error',
  'capital-insufficient': 'warn',
  'margin-insufficient': 'warn',
  'liquidation-too-close': 'warn',
  'liquidation-guard': 'error',
  'order-below-minimum': 'warn',
}

const logLine = ({ pairId, level, code, message, context }: TickEvent): LogLine => ({
  pairId,
  level,
  code,
  message,
  context,
})

function unrealisedOf({ decisions }: Extract<Worked, { kind: 'done' }>): string {
  return decisions
    .reduce((sum, { facts }) => sum.add(facts.position?.unrealisedPnl ?? 0), new Decimal(0))
    .toDecimalPlaces(8)
    .toFixed()
}
