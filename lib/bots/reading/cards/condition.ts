import type { ConditionView } from '@/lib/bots/views'
import type { BotStatus } from '@/lib/domain/bot-status'
import { sentenceOf } from '@/lib/domain/strategies/reason-sentence'
import { actReasons, holdReasons, type Reason, type ReasonCode } from '@/lib/domain/strategies/reasons'
import type { CardPairRow } from './repository'

type BotState = { readonly status: BotStatus; readonly statusAt: number }

/**
 * Why a pair is or is not trading, as a sentence. Between a command and the tick that answers it the pair's stored condition is still
 * the one from before: the bot's own state is told then.
 */
export function conditionView(bot: BotState, pair: CardPairRow): ConditionView {
  const told = ownState(bot, pair)
  const since = told === null ? pair.conditionSince : bot.statusAt
  return {
    code: told?.code ?? pair.conditionCode,
    sentence: told?.sentence ?? conditionSentence(pair),
    since: new Date(since).toISOString(),
    checkedAt: new Date(pair.conditionAt).toISOString(),
  }
}

type Told = { readonly code: ReasonCode; readonly sentence: string }

function ownState({ status, statusAt }: BotState, pair: CardPairRow): Told | null {
  if (status === 'DRAFT') return { code: 'stopped', sentence: 'Not started yet.' }
  if (status === 'STOPPED') {
    const sentence = pair.hasOpenDeal
      ? 'Stopped with an open deal: orders that rest on the exchange stay, nothing else is done.'
      : 'Stopped: this bot sends nothing.'
    return { code: 'stopped', sentence }
  }
  if (pair.conditionCode === 'stopped' || (pair.conditionAt < statusAt && status === 'RUNNING')) {
    return { code: 'stopped', sentence: 'Waiting for the first tick after the start.' }
  }
  return null
}

function conditionSentence(pair: CardPairRow): string {
  const { conditionCode: code, conditionDetail } = pair
  if (!isCode(code)) return 'The last tick gave no reason.'
  const [base = '', quote = ''] = pair.symbol.split(/[/:]/)
  return sentenceOf(
    { code, detail: detailOf(conditionDetail) },
    {
      ...{ symbol: pair.symbol, base, quote },
      priceDecimals: pair.priceDecimals ?? 2,
      quantityDecimals: pair.quantityDecimals ?? 6,
    },
  )
}

const codes: ReadonlySet<string> = new Set([...holdReasons, ...actReasons])
const isCode = (code: string): code is ReasonCode => codes.has(code)

/** Stored details are flat by their contract; anything else is left out rather than shown. */
function detailOf(stored: unknown): Reason['detail'] {
  if (typeof stored !== 'object' || stored === null) return {}
  const flat = Object.entries(stored).filter(
    ([, value]) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  )
  return Object.fromEntries(flat) as Reason['detail']
}
