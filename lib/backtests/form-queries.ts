import 'server-only'
import type { SentValues } from '@/lib/action-state'
import type { Tenant } from '@/lib/auth/tenant'
import { commandedBot, type CommandedBot } from '@/lib/bots/commands/repository'
import { asking } from '@/lib/bots/market-of'
import type { InstrumentOptionView } from '@/lib/bots/views'
import { modelOf } from '@/lib/candles/simulated-candles'
import { historyExchanges, type HistoryExchange } from '@/lib/domain/candles/candle-source'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { assumedInstrument } from '@/lib/domain/simulation/simulated-rules'
import { paperMarketOf } from '@/lib/exchange-accounts/account-names'
import { server } from '@/lib/server'
import { readBacktest } from './reading/reading'
import { pairValues, requestOfText, valuesOfRequest } from './shown-request'
import type { UploadView } from './views'

/** The simulated market's instruments with their last price of a seed. */
function simulatedMarkets(seed: string): InstrumentOptionView[] {
  const at = server().clock.now()
  const model = modelOf(seed)
  return [...simulatedInstruments.values()].map(({ instrument }) => ({
    ...{ instrument, lastPrice: model.priceAt(instrument.symbol, at) },
    priceAt: new Date(at).toISOString(),
  }))
}

/** The markets of an exchange; the usual ones where it cannot be asked. */
export async function exchangeMarkets(
  exchange: HistoryExchange,
): Promise<{ readonly isListed: boolean; readonly markets: readonly InstrumentOptionView[] }> {
  const { market } = server()
  const settle = exchange === 'kraken' ? 'USD' : 'USDT'
  const usual = [...simulatedInstruments.values()].flatMap(({ instrument, basePrice }) => {
    const symbol = `${instrument.base}/${settle}:${settle}`
    return assumedInstrument(symbol, basePrice) ?? []
  })
  const listed = await asking(async () => {
    if (server().history(exchange) === null) return []
    return market({ kind: 'live', exchange }).instruments()
  })
  const isListed = listed.ok && listed.value.length > 0
  const places = new Map(usual.map(({ symbol }, place) => [symbol, place]))
  const placeOf = (symbol: string) => places.get(symbol) ?? places.size
  const shown = isListed ? listed.value : usual
  const sorted = shown.toSorted(
    (a, b) => placeOf(a.symbol) - placeOf(b.symbol) || (a.symbol < b.symbol ? -1 : 1),
  )
  return { isListed, markets: sorted.map((instrument) => ({ instrument, lastPrice: null, priceAt: null })) }
}

/** What fills in a new form: an earlier run, a bot of the tenant's as it is set now, or settings handed over by the sweep; nothing for ids not his. */
export async function prefillOf(
  tenant: Tenant,
  { bot, from, request }: { readonly bot?: unknown; readonly from?: unknown; readonly request?: unknown },
): Promise<{ readonly values: SentValues; readonly origin: string | null }> {
  if (typeof from === 'string') {
    const run = await readBacktest(tenant, from)
    if (run !== null)
      return { values: valuesOfRequest(run.request), origin: `Settings of the back-test “${run.name}”.` }
  }
  if (typeof bot === 'string') {
    const found = await commandedBot(tenant, bot)
    if (found !== null) {
      return { values: valuesOfBot(found), origin: `Settings of your bot “${found.name}” as they are now.` }
    }
  }
  const handed = requestOfText(request)
  if (handed !== null)
    return { values: valuesOfRequest(handed), origin: 'Settings of a candidate of your sweep.' }
  return { values: {}, origin: null }
}

/** The markets that a form begins with: those of the simulation, of the files, and of the exchange that is filled in. */
export async function formMarkets(
  { seed = '1', source, exchange }: SentValues,
  uploads: readonly UploadView[],
): Promise<{ readonly markets: FormMarkets; readonly unlisted: readonly HistoryExchange[] }> {
  const chosen = source === 'exchange' ? historyExchanges.find((known) => known === exchange) : undefined
  const asked = chosen === undefined ? null : await exchangeMarkets(chosen)
  const symbols = [...new Set(uploads.map(({ symbol }) => symbol))]
  return {
    markets: {
      simulated: simulatedMarkets(seed),
      exchange: chosen === undefined || asked === null ? {} : { [chosen]: asked.markets },
      files: symbols.flatMap((symbol) => {
        const instrument = assumedInstrument(symbol, 1)
        return instrument === null ? [] : [{ instrument, lastPrice: null, priceAt: null }]
      }),
    },
    unlisted: chosen === undefined || asked?.isListed === true ? [] : [chosen],
  }
}

type FormMarkets = {
  readonly simulated: readonly InstrumentOptionView[]
  readonly exchange: Readonly<Partial<Record<HistoryExchange, readonly InstrumentOptionView[]>>>
  readonly files: readonly InstrumentOptionView[]
}

function valuesOfBot({ account, intervalSec, pairs }: CommandedBot): SentValues {
  const market = paperMarketOf(account.market)
  const source: SentValues =
    market === null
      ? {}
      : market.kind === 'simulated'
        ? { source: 'simulated', seed: market.seed }
        : { source: 'exchange', exchange: market.exchange }
  const shown = pairs.map(({ symbol, side, leverage, strategy, config }) => ({
    ...{ symbol, side, leverage, strategy },
    config: typeof config === 'object' && config !== null ? { ...config } : {},
  }))
  return {
    ...source,
    ...{
      intervalSec: String(intervalSec),
      deposit: String(Math.max(1, Math.floor(Number(account.ledgerBalance)))),
    },
    ...pairValues(shown),
  }
}
