import { candlesAddress } from '@/components/engine/candles-address'
import type { AccountOptionView } from '@/lib/bots/views'
import { parseSource, type HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import type { PlannedPair, TestPlan } from '@/lib/domain/engine/test-plan'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { BotDraft } from '@/components/bot-form/draft'
import type { Examined } from '@/components/bot-form/examine-pair'

/** Everything the engine's plans of one form are made of. */
export type Tested = {
  readonly account: AccountOptionView & { readonly history: NonNullable<AccountOptionView['history']> }
  readonly intervalMs: number
  readonly pairs: readonly PlannedPair[]
  readonly instruments: readonly Instrument[]
  /** Quote coin allocated to all pairs together. */
  readonly capital: number
  /** Quote coin that the whole ladder of one pair and the shares of the others need, for the pair that needs most. */
  readonly carry: number
}

export type Untestable = { readonly kind: 'untestable'; readonly message: string }

/** What the form as it stands can be tested as; otherwise the sentence why not. */
export function testedOf(
  draft: BotDraft,
  account: AccountOptionView | undefined,
  examined: readonly Examined[],
): Result<Tested, Untestable> {
  if (account === undefined) return untestable('Choose an account first.')
  const { history } = account
  if (history === null) return untestable('There is no history of the prices of this account.')
  const pairs: PlannedPair[] = []
  const instruments = new Map<string, Instrument>()
  const funds: number[] = []
  const capitals: number[] = []
  for (const [index, { symbol, side }] of draft.pairs.entries()) {
    const pair = examined[index]
    if (pair === undefined || pair.kind === 'faulty') {
      return untestable('These figures wait until every number reads well.')
    }
    const tested = testedPair(pair)
    if (tested === null) return untestable('There is no fresh price of this market now.')
    if (!tested.passed) {
      return untestable(
        'These settings would be refused, so no deal would open. The reasons stand under them.',
      )
    }
    const { leverage } = pair
    const { strategy, config, capital, needed, instrument } = tested
    pairs.push({
      // A martingale has no capital of its own: its share of the balance is reserved by the engine.
      ...{ symbol, leverage, strategy, config, allocatedCapital: strategy === 'dca' ? capital : 0 },
      side: side === 'short' ? 'short' : 'long',
    })
    capitals.push(capital)
    instruments.set(symbol, instrument)
    funds.push(needed)
  }
  const capital = capitals.reduce((sum, each) => sum + each, 0)
  const carries = capitals.map((own, index) => (funds[index] ?? 0) + capital - own)
  return ok({
    ...{ pairs, capital, account: { ...account, history }, carry: Math.max(...carries) },
    instruments: [...instruments.values()],
    intervalMs: Number(draft.intervalSec) * 1_000,
  })
}

type TestedPair = {
  readonly passed: boolean
  readonly strategy: string
  readonly config: Readonly<Record<string, unknown>>
  readonly instrument: Instrument
  /** Quote coin it keeps of the account, and what its worst case needs of that. */
  readonly capital: number
  readonly needed: number
}

/** A pair as it can be tested; null without a price. */
function testedPair(pair: Exclude<Examined, { kind: 'faulty' }>): TestedPair | null {
  if (pair.kind === 'unpriced' || pair.option === undefined || pair.preflight === null) return null
  const { instrument } = pair.option
  if (pair.kind === 'martingale') {
    const { passed, cap } = pair.preflight
    const capital = cap ?? 0
    return {
      passed,
      strategy: 'martingale',
      config: { ...pair.config },
      instrument,
      capital,
      needed: capital,
    }
  }
  const { passed, fundsNeeded } = pair.preflight
  const { config } = pair
  return {
    ...{ passed, strategy: 'dca', config: { ...config }, instrument },
    ...{ capital: config.allocatedCapital, needed: fundsNeeded },
  }
}

const untestable = (message: string) => fail({ kind: 'untestable', message })

/** The plan of a test over the days before `until` (milliseconds), on all that the account has free. */
export function planOver(
  { account, intervalMs, pairs, instruments, capital }: Tested,
  timeframe: HistoryTimeframe,
  days: number,
  until: number,
): TestPlan | null {
  const source = parseSource(account.history.source)
  if (source === null) return null
  return {
    // What others hold of the account is not this bot's; the form refuses more than is free.
    ...{ intervalMs, pairs, deposit: Math.max(Number(account.available), capital) },
    markets: instruments.map((instrument) => ({
      instrument,
      candles: candlesAddress({
        ...{ source, symbol: instrument.symbol, timeframe },
        ...{ from: until - days * DAY_MS, to: until },
      }),
    })),
  }
}

const DAY_MS = 86_400_000
