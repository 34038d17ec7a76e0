import type { FieldFault } from '@/lib/action-state'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { fail, ok, type Result } from '@/lib/domain/result'
import { MAX_AGE_MS } from '@/lib/domain/strategies/dca/freshness'
import { preflight, type Finding, type PreflightCode } from '@/lib/domain/strategies/dca/preflight'
import { preflightMartingale } from '@/lib/domain/strategies/martingale/preflight-settings'
import { addReservations, reservationOf, unreservedOf } from '@/lib/domain/strategies/reservation'
import { canonicalSymbol } from '@/lib/domain/symbols'
import { asking, type NoMarket } from '@/lib/bots/market-of'
import type { MarketFeed } from '@/lib/ports/market-data'
import type { PairSettings } from './pair-settings'
import type { PairDraft } from './read-pair'

/** A pair that a bot may be given: its symbol is the market's own and its ladder passes at the current price. */
export type ExaminedPair = PairSettings & Omit<PairDraft, 'path' | 'strategy' | 'config'>

export type ExaminedPairs = {
  readonly pairs: readonly ExaminedPair[]
  readonly faults: readonly FieldFault[]
}

/**
 * Examines pairs against their market: the symbol exists and occurs once a side, and the ladder passes the same preflight that the tick
 * asks before every deal. `funds` is what the account holds and what all these pairs may reserve together. Fails only when prices
 * cannot be had at all.
 */
export async function examinePairs(
  drafts: readonly PairDraft[],
  market: MarketFeed,
  funds: AccountFunds,
  now: number,
): Promise<Result<ExaminedPairs, NoMarket>> {
  const listed = await asking(() => market.instruments())
  if (!listed.ok) return listed
  const faults: FieldFault[] = []
  const pairs: ExaminedPair[] = []
  for (const { path, ...draft } of drafts) {
    const symbol = canonicalSymbol(draft.symbol, listed.value)
    const instrument = listed.value.find((candidate) => candidate.symbol === symbol)
    if (instrument === undefined) {
      faults.push({ field: `${path}.symbol`, message: 'This account has no perpetual market of that name.' })
      continue
    }
    const pair = { ...draft, symbol: instrument.symbol }
    if (pairs.some((other) => isSameMarket(other, pair))) {
      faults.push({ field: `${path}.symbol`, message: `This bot already trades this market ${pair.side}.` })
      continue
    }
    const own = { ...funds, free: freeBeside(drafts, draft.config, funds), pairs: drafts.length }
    const found = await examinePair(pair, instrument, market, own, now)
    if (!found.ok) return found
    pairs.push(pair)
    faults.push(...found.value.map(({ field, message }) => ({ field: `${path}.${field}`, message })))
  }
  return ok({ pairs, faults })
}

/** What preflight refuses at the current price, by the field that a person would change; empty when the pair may be saved. */
export async function examinePair(
  pair: PairSettings & { readonly side: Side; readonly leverage: number },
  instrument: Instrument,
  market: MarketFeed,
  funds: PairFunds,
  now: number,
): Promise<Result<readonly FieldFault[], NoMarket>> {
  const quoted = await asking(() => market.quote(instrument.symbol, now))
  if (!quoted.ok) return quoted
  const price = quoted.value
  if (price === null || now - price.at > MAX_AGE_MS) {
    return ok([{ field: 'symbol', message: 'There is no fresh price of this market right now. Try again.' }])
  }
  const freeCapital = Math.max(0, funds.free)
  const asked = {
    instrument,
    fees: instrument.fees,
    price: pair.side === 'long' ? price.ask : price.bid,
    freeCapital,
  }
  if (pair.strategy === 'dca') return ok(faultsOf(preflight({ ...pair, ...asked }).findings))
  const { findings } = preflightMartingale({ ...pair, ...asked, balance: funds.balance, pairs: funds.pairs })
  return ok(findings.filter(({ severity }) => severity === 'error'))
}

/** What the account holds in quote coin, and how much of it nobody has reserved. */
export type AccountFunds = { readonly balance: number; readonly free: number }

/** The same for one pair, its siblings' reservations taken off, with the number of the bot's pairs. */
export type PairFunds = AccountFunds & { readonly pairs: number }

function freeBeside(
  drafts: readonly PairDraft[],
  own: PairDraft['config'],
  { balance, free }: AccountFunds,
): number {
  const others = drafts
    .filter(({ config }) => config !== own)
    .map(({ strategy, config }) => reservationOf(strategy, config, drafts.length))
  const { capital, share } = addReservations(others)
  return unreservedOf(free, { capital: capital + share * balance, share: 0 })
}

const isSameMarket = (a: ExaminedPair, b: ExaminedPair): boolean => a.symbol === b.symbol && a.side === b.side

/** One fault per field, the first level that has it: a stop that is too far is too far at every level. */
function faultsOf(findings: readonly Finding[]): FieldFault[] {
  const faults = new Map<string, string>()
  for (const finding of findings) {
    const field = fieldOf(finding)
    if (finding.severity === 'error' && !faults.has(field)) faults.set(field, finding.message)
  }
  return [...faults].map(([field, message]) => ({ field, message }))
}

const fieldOf = ({ code, level }: Finding): string =>
  code === 'order-below-minimum' || code === 'order-above-maximum'
    ? level === 0
      ? 'config.baseOrderSize'
      : 'config.safetyOrderSize'
    : fields[code]

const fields: Readonly<
  Record<Exclude<PreflightCode, 'order-below-minimum' | 'order-above-maximum'>, string>
> = {
  'ladder-too-deep': 'config.priceDeviationPct',
  'ladder-beyond-liquidation': 'leverage',
  'stop-beyond-liquidation': 'config.stopLossPct',
  'leverage-above-tier': 'leverage',
  'capital-insufficient': 'config.allocatedCapital',
  'target-below-fees': 'config.takeProfitPct',
  'stop-before-ladder-end': 'config.stopLossPct',
  'size-loss': 'config.baseOrderSize',
  'no-stop': 'config.stopLossPct',
  'high-leverage': 'leverage',
  'too-many-orders': 'config.activeSafetyOrders',
}

/** Why settings without a stop loss are not saved yet; null when there is one, or its absence was confirmed. */
export function stopFault({ config }: PairSettings, confirmed: boolean): string | null {
  return config.stopLossPct !== null || confirmed
    ? null
    : 'Confirm that this pair trades without a stop loss.'
}

/** For callers that examine one stored pair and want it to be listed still. */
export async function listedInstrument(
  market: MarketFeed,
  symbol: string,
): Promise<Result<Instrument, NoMarket | { readonly kind: 'unlisted'; readonly message: string }>> {
  const instrument = await asking(() => market.instrument(symbol))
  if (!instrument.ok) return instrument
  return instrument.value === null
    ? fail({ kind: 'unlisted', message: `${symbol} is not traded on this account's market any more.` })
    : ok(instrument.value)
}
