import type { BacktestMarket } from '@/lib/domain/backtest/input'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { parseDcaConfig } from '@/lib/domain/strategies/dca/config'
import { preflight } from '@/lib/domain/strategies/dca/preflight'
import { bindStrategy } from '@/lib/domain/strategies/registry'
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
    const free = deposit - others.reduce((sum, { config }) => sum + capitalOf(config), 0)
    return pairReasons(pair, markets.get(pair.symbol), free).map(({ code, message }) => ({
      code,
      message: several ? `${pairName(pair)}: ${message}` : message,
    }))
  })
}

/** What a pair reserves of the balance, as the live tick counts it: what is no number reserves nothing. */
export const capitalOf = ({ allocatedCapital }: Readonly<Record<string, unknown>>): number =>
  typeof allocatedCapital === 'number' ? allocatedCapital : 0

function pairReasons(pair: RunPair, market: BacktestMarket | undefined, free: number): InvalidReason[] {
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
  return preflights[bound.value.name]?.(pair, { instrument: market.instrument, price }, free) ?? []
}

/** A market as it is when the run begins. */
type StartingMarket = { readonly instrument: Instrument; readonly price: number }

type PreflightOf = (pair: RunPair, market: StartingMarket, free: number) => InvalidReason[]

// A strategy that sizes its orders by the balance of the moment is examined when it opens; it has no entry here.
const preflights: Readonly<Record<string, PreflightOf | undefined>> = {
  dca: ({ side, leverage, config }, { instrument, price }, free) => {
    const parsed = parseDcaConfig(config)
    if (!parsed.ok) return []
    const asked = { config: parsed.value, side, leverage, instrument, fees: instrument.fees, price }
    return preflight({ ...asked, freeCapital: Math.max(0, free) }).findings.flatMap(
      ({ severity, code, message }) => (severity === 'error' ? [{ code, message }] : []),
    )
  },
}
