import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { AccountFacts, PairFacts, PositionFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import { classicPosition } from './classic-position'
import type { ClassicParameters, ClassicState } from './classic-state'
import type { MartingaleConfig } from './config'
import { classicSignals } from './market-signals'

/** The state as the original would see it, of this bot's positions alone; null while its candles are not to be had. */
export function classicState(
  facts: PairFacts,
  config: MartingaleConfig,
  account: AccountFacts,
  instrument: Instrument,
  price: PriceFacts,
): ClassicState | null {
  const signals = classicSignals(facts, config)
  if (signals === null) return null
  const { side, position, siblings } = facts
  const { symbol, minQuantity, maxLimitQuantity, quantityStep } = instrument
  return {
    ...signals,
    symbol,
    side,
    automatic: config.automatic,
    bid: price.bid,
    ask: price.ask,
    balance: account.wallet,
    limits: { minQuantity, maxQuantity: maxLimitQuantity, quantityStep },
    position: position === null ? null : measured(facts, position, account, instrument, price),
    openPositions: position === null ? siblings.others : [...siblings.others, own(symbol, position)],
  }
}

/** The original sizes by its own leverage; here it is the one the exchange has confirmed. */
export const classicParameters = (config: MartingaleConfig, leverage: number): ClassicParameters => ({
  ...config,
  leverage,
})

const own = (symbol: string, { quantity, margin }: PositionFacts) => ({ symbol, quantity, margin })

function measured(
  { leverage }: PairFacts,
  position: PositionFacts,
  { wallet: balance }: AccountFacts,
  { tiers }: Instrument,
  { mark: markPrice }: PriceFacts,
) {
  const { quantity, averageEntry, unrealisedPnl } = position
  // A venue that reports no margin for a position leaves its entry value over the leverage.
  const margin = position.margin > 0 ? position.margin : (quantity * averageEntry) / leverage
  // The original knows one rate for all sizes, and no deduction.
  const maintenanceMarginRate = tiers[0]?.rate ?? 0
  return classicPosition({ margin, unrealisedPnl, balance, quantity, markPrice, maintenanceMarginRate })
}
