import type { BacktestMarket } from '@/lib/domain/backtest/input'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { parseDcaConfig } from '@/lib/domain/strategies/dca/config'
import { preflight } from '@/lib/domain/strategies/dca/preflight'
import { parseMartingaleConfig } from '@/lib/domain/strategies/martingale/config'
import { preflightMartingale } from '@/lib/domain/strategies/martingale/preflight-settings'
import { bindStrategy, type StrategyName } from '@/lib/domain/strategies/registry'
import { reservationOf } from '@/lib/domain/strategies/reservation'
import type { InvalidReason } from './outcome'
import { pairName, type RunPair } from './run-pair'

/**
 * What speaks against running a candidate: settings that are out of range or contradict each other, and what refuses the ladder before a
 * deal, at the first price of the run. Empty = nothing. Run without this look, such a candidate would never trade and say no more.
 */
export function examineCandidate(
  pairs: readonly RunPair[],
  markets: ReadonlyMap<string, BacktestMarket>,
  deposit: number,
): InvalidReason[] {
  const several = pairs.length > 1
  return pairs.flatMap((pair) => {
    const others = pairs.filter((other) => other !== pair)
    const taken = others.reduce((sum, other) => sum + reservedOf(other, deposit, pairs.length), 0)
    const account = { deposit, free: Math.max(0, deposit - taken), pairs: pairs.length }
    return pairReasons(pair, markets.get(pair.symbol), account).map(({ code, message }) => ({
      code,
      message: several ? `${pairName(pair)}: ${message}` : message,
    }))
  })
}

/** What a pair reserves of the balance for its worst case, as a back-test counts it at its start. */
function reservedOf({ strategy, config }: RunPair, deposit: number, pairs: number): number {
  const { capital, share } = reservationOf(strategy, config, pairs)
  return capital + share * deposit
}

/** The account before the first deal. */
type Account = { readonly deposit: number; readonly free: number; readonly pairs: number }

function pairReasons(pair: RunPair, market: BacktestMarket | undefined, account: Account): InvalidReason[] {
  const bound = bindStrategy(pair.strategy, pair.config)
  if (!bound.ok) {
    if (bound.error.kind === 'unknown-strategy') return [{ code: 'strategy', message: bound.error.message }]
    return bound.error.faults.map(({ field, message }) => ({
      code: field,
      message: `${field}: ${message}`,
    }))
  }
  if (!(pair.leverage >= 1)) return [{ code: 'leverage', message: 'leverage: Must be at least 1.' }]
  if (market === undefined) return [{ code: 'market', message: `There are no candles of ${pair.symbol}.` }]
  const price = market.candles.open[0] ?? NaN
  return preflights[bound.value.name](pair, { instrument: market.instrument, price }, account)
}

/** A market as it is when the run begins. */
type StartingMarket = { readonly instrument: Instrument; readonly price: number }

type PreflightOf = (pair: RunPair, market: StartingMarket, account: Account) => InvalidReason[]

const preflights: Readonly<Record<StrategyName, PreflightOf>> = {
  dca: ({ side, leverage, config }, { instrument, price }, { free }) => {
    const parsed = parseDcaConfig(config)
    if (!parsed.ok) return []
    const asked = { config: parsed.value, side, leverage, instrument, fees: instrument.fees, price }
    return errorsOf(preflight({ ...asked, freeCapital: free }).findings)
  },
  martingale: ({ side, leverage, config }, { instrument, price }, { deposit, free, pairs }) => {
    const parsed = parseMartingaleConfig(config)
    if (!parsed.ok) return []
    const asked = { config: parsed.value, side, leverage, instrument, fees: instrument.fees, price }
    return errorsOf(preflightMartingale({ ...asked, balance: deposit, freeCapital: free, pairs }).findings)
  },
}

const errorsOf = (
  findings: readonly (InvalidReason & { readonly severity: 'error' | 'warning' })[],
): InvalidReason[] =>
  findings.flatMap(({ severity, code, message }) => (severity === 'error' ? [{ code, message }] : []))
