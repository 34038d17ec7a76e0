import type { SentValues } from '@/lib/action-state'
import { draftOfValues, newDraft, type BotDraft, type PairDraft } from '@/components/bot-form/draft'
import type { InstrumentOptionView } from '@/lib/bots/views'
import type { UploadView } from '@/lib/backtests/views'
import type { HistoryExchange } from '@/lib/domain/candles/candle-source'

/** A new back-test as it stands in the inputs; its pairs are those of a bot's form. */
export type BacktestDraft = {
  readonly name: string
  readonly source: string
  readonly seed: string
  readonly exchange: string
  readonly timeframe: string
  readonly from: string
  readonly to: string
  readonly deposit: string
  readonly intervalSec: string
  readonly feeMaker: string
  readonly feeTaker: string
  /** Chosen files by the key of their pair. */
  readonly files: Readonly<Record<number, string>>
  readonly bot: BotDraft
}

/** The markets a form can choose from, by where the candles come from. */
export type MarketsBySource = {
  readonly simulated: readonly InstrumentOptionView[]
  readonly exchange: Readonly<Partial<Record<HistoryExchange, readonly InstrumentOptionView[]>>>
  readonly files: readonly InstrumentOptionView[]
}

const DAY_MS = 86_400_000

/** What a new form starts with: balanced settings on the simulated market, the last 90 days before `today` (milliseconds). */
export function freshDraft(markets: MarketsBySource, today: number): BacktestDraft {
  const account = { id: 'backtest', environment: 'paper', available: '10000' } as const
  const bot = newDraft([{ ...account, label: '', exchange: '', market: null, history: null }], {
    backtest: markets.simulated,
  })
  return {
    ...{ name: '', source: 'simulated', seed: '1', exchange: 'bybit', timeframe: '1m' },
    ...{ from: dayOf(today - 90 * DAY_MS), to: dayOf(today - DAY_MS) },
    ...{ deposit: '10000', intervalSec: '300', feeMaker: '0.02', feeTaker: '0.055' },
    ...{ files: {}, bot },
  }
}

/** The draft that these values describe: of a refused form, of a bot, or of an earlier run. */
export function draftOf(values: SentValues, fresh: BacktestDraft): BacktestDraft {
  const bot = draftOfValues(values, fresh.bot)
  const files = bot.pairs.map(({ key }, index) => [key, values[`files.${index}`] ?? ''] as const)
  const text = (name: Exclude<keyof BacktestDraft, 'files' | 'bot'>) => values[name] ?? fresh[name]
  return {
    ...{ name: text('name'), source: text('source'), seed: text('seed'), exchange: text('exchange') },
    ...{ timeframe: text('timeframe'), from: text('from'), to: text('to'), deposit: text('deposit') },
    ...{ intervalSec: text('intervalSec'), feeMaker: text('feeMaker'), feeTaker: text('feeTaker') },
    files: Object.fromEntries(files),
    bot,
  }
}

/** The markets that the chosen source has. */
export function marketsOf(draft: BacktestDraft, markets: MarketsBySource): readonly InstrumentOptionView[] {
  if (draft.source === 'exchange') return markets.exchange[draft.exchange as HistoryExchange] ?? []
  return draft.source === 'files' ? markets.files : markets.simulated
}

/** The file a pair takes: the chosen one if it is of the pair's market, else the newest that is. */
export function fileOf(
  draft: BacktestDraft,
  pair: PairDraft,
  uploads: readonly UploadView[],
): UploadView | null {
  const fitting = uploads.filter(({ symbol }) => symbol === pair.symbol)
  return fitting.find(({ id }) => id === draft.files[pair.key]) ?? fitting[0] ?? null
}

const barMinutes: Readonly<Record<string, number>> = { '1m': 1, '5m': 5, '15m': 15, '1h': 60 }

/** Candles the run would read at most; null while a date is not readable. */
export function candlesOf(draft: BacktestDraft, uploads: readonly UploadView[]): number | null {
  const [from, to] = [Date.parse(draft.from), Date.parse(draft.to)]
  if (Number.isNaN(from) || Number.isNaN(to) || to < from) return null
  const files = draft.bot.pairs.map((pair) => fileOf(draft, pair, uploads))
  const minutes =
    draft.source === 'files' ? (files[0]?.barMs ?? 60_000) / 60_000 : (barMinutes[draft.timeframe] ?? 1)
  const symbols = new Set(draft.bot.pairs.map(({ symbol }) => symbol)).size
  return ((to + DAY_MS - from) / 60_000 / minutes) * symbols
}

/** A name for a run nobody has named: "BTC long, 1 Mar to 30 Jun". */
export function suggestedName(draft: BacktestDraft): string {
  const [pair] = draft.bot.pairs
  const others = draft.bot.pairs.length - 1
  const short = (day: string) => {
    const at = Date.parse(day)
    const format = { day: 'numeric', month: 'short', year: '2-digit', timeZone: 'UTC' } as const
    return Number.isNaN(at) ? day : new Intl.DateTimeFormat('en-GB', format).format(at)
  }
  const more = others === 0 ? '' : ` and ${others} more`
  return `${pair.symbol.split('/')[0] ?? ''} ${pair.side}${more}, ${short(draft.from)} to ${short(draft.to)}`.trim()
}

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
