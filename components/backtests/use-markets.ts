'use client'

import { useEffect, useMemo, useState } from 'react'
import { changePair, type BotDraft } from '@/components/bot-form/draft'
import type { InstrumentOptionView } from '@/lib/bots/views'
import type { HistoryExchange } from '@/lib/domain/candles/candle-source'
import { marketsOf, type BacktestDraft, type MarketsBySource } from './form-draft'

/** A source with other markets moves the pairs whose market it lacks to its first one. */
export function withMarkets(draft: BacktestDraft, markets: MarketsBySource): BacktestDraft {
  const symbols = marketsOf(draft, markets).map(({ instrument }) => instrument.symbol)
  const [first] = symbols
  if (first === undefined) return draft
  const bot = draft.bot.pairs.reduce<BotDraft>((changed, pair) => {
    if (symbols.includes(pair.symbol)) return changed
    const base = pair.symbol.split('/')[0] ?? ''
    const same = symbols.find((symbol) => symbol.startsWith(`${base}/`)) ?? first
    return changePair(changed, pair.key, { symbol: same })
  }, draft.bot)
  return { ...draft, bot }
}

type Listed = { readonly isListed: boolean; readonly markets: readonly InstrumentOptionView[] }

/** The markets of every source; those of an exchange are asked for when it is chosen. */
export function useMarkets(
  { markets, unlisted }: { readonly markets: MarketsBySource; readonly unlisted: readonly HistoryExchange[] },
  draft: BacktestDraft,
) {
  const [asked, setAsked] = useState<Readonly<Partial<Record<HistoryExchange, Listed>>>>({})
  const exchange = draft.exchange as HistoryExchange
  const isMissing =
    draft.source === 'exchange' && asked[exchange] === undefined && markets.exchange[exchange] === undefined
  useEffect(() => {
    if (!isMissing) return
    let gone = false
    void fetch(`/api/app/backtests/markets?exchange=${exchange}`)
      .then(async (response) => (response.ok ? ((await response.json()) as Listed) : null))
      .catch(() => null)
      .then((listed) => {
        // Without an answer the markets of the simulation, which every venue lists, stand in.
        if (!gone)
          setAsked((before) => ({
            ...before,
            [exchange]: listed ?? { isListed: false, markets: markets.simulated },
          }))
      })
    return () => {
      gone = true
    }
  }, [isMissing, exchange, markets.simulated])
  const all = useMemo(() => {
    const fetched = Object.entries(asked).map(([name, listed]) => [name, listed.markets])
    return {
      ...markets,
      exchange: { ...markets.exchange, ...Object.fromEntries(fetched) } as MarketsBySource['exchange'],
    }
  }, [markets, asked])
  return { markets: all, isListed: asked[exchange]?.isListed ?? !unlisted.includes(exchange) }
}
