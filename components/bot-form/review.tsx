import { environmentPhrase } from '@/components/trading/environment-chip'
import { formatDecimal, formatInterval, quoteOf, symbolName } from '@/components/trading/format'
import type { AccountOptionView } from '@/lib/bots/views'
import { inQuote } from '@/lib/domain/strategies/dca/sizes'
import type { BotDraft, PairDraft } from './draft'
import type { Examined } from './examine-pair'

/** What the bot will do, in plain sentences made from the same numbers. */
export function Review({
  draft,
  account,
  examined,
}: {
  draft: BotDraft
  account: AccountOptionView | undefined
  examined: readonly Examined[]
}) {
  const interval = Number(draft.intervalSec)
  return (
    <div className="grid gap-3 text-sm leading-relaxed">
      <p>
        {account === undefined
          ? 'No account is chosen.'
          : `The bot trades on ${environmentPhrase(account.environment, account.exchange)}${account.market ? `, ${account.market}` : ''}.`}{' '}
        {Number.isFinite(interval) && interval > 0 && `It decides every ${formatInterval(interval)}.`}
      </p>
      <ul className="grid gap-3">
        {draft.pairs.map((pair, index) => {
          const result = examined[index]
          return (
            <li key={pair.key} className="border-l-2 border-primary-line pl-3">
              {result === undefined ? null : pairSentence(pair, result)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** One pair in words: how a deal opens, adds, takes profit and is stopped. */
export function pairSentence(pair: PairDraft, examined: Examined): string {
  if (examined.kind === 'faulty') return `${symbolName(pair.symbol)}: some numbers still need correcting.`
  if (examined.kind === 'martingale') return martingaleSentence(pair, examined)
  const { config, leverage } = examined
  const quote = quoteOf(pair.symbol)
  const amount = (value: number) => `${formatDecimal(value.toFixed(8), 2)} ${quote}`
  const short = pair.side === 'short'
  const [enter, against, profit] = short ? ['sells', 'rises', 'fall'] : ['buys', 'falls', 'rise']
  const adds =
    config.maxSafetyOrders === 0
      ? 'It never adds.'
      : `It adds up to ${config.maxSafetyOrders} times as the price ${against}, first ${formatDecimal(String(config.priceDeviationPct), 2)} % away.`
  const stop =
    config.stopLossPct === null
      ? 'There is no stop loss.'
      : `It gives up at a loss of ${formatDecimal(String(config.stopLossPct), 2)} %.`
  const funds =
    examined.kind === 'examined' ? ` The whole ladder needs ${amount(examined.preflight.fundsNeeded)}.` : ''
  return (
    `${symbolName(pair.symbol)} ${short ? 'short' : 'long'} at ${leverage}×: a deal ${enter} ${amount(inQuote(config).baseOrderSize)} ${config.baseOrderType === 'limit' ? 'with a limit order' : 'at market'}. ` +
    `${adds} It takes ${formatDecimal(String(config.takeProfitPct), 2)} % profit on the ${config.takeProfitFrom === 'base' ? 'base order' : 'average'}, so it waits for a ${profit}. ` +
    `${stop}${funds}`
  )
}

function martingaleSentence(pair: PairDraft, examined: Extract<Examined, { kind: 'martingale' }>): string {
  const { config, leverage } = examined
  const percent = (share: number) => `${formatDecimal((share * 100).toFixed(8), 2)} %`
  const opens = config.automatic ? 'opens by itself' : 'opens only when you say so'
  const ends =
    config.mode === 'classic'
      ? 'There is no stop of any kind, and near liquidation it buys more.'
      : `It gives up ${formatDecimal(String(config.stopLossPct), 2)} % from the average, or at a loss of ${formatDecimal(String(config.maxDealLossPct), 2)} % of the balance.`
  return (
    `${symbolName(pair.symbol)} ${pair.side === 'short' ? 'short' : 'long'} at ${leverage}×, martingale ${config.mode}: it ${opens} with ${percent(config.beginSizeOfBalance)} of the balance as margin, ` +
    `adds while it loses up to ${percent(config.maxMarginPct)} for the whole bot, and closes above a return of ${percent(config.profitPnl)} on the margin. ${ends}`
  )
}
