import type { FeeRates } from '@/lib/domain/perpetuals/instrument'
import type { DcaConfig } from './config'
import { totalVolume } from './ladder'
import { fundsPerVolume } from './preflight'
import { withReinvested } from './sizes'

export type Reinvestment = {
  /** In quote coin. */
  readonly config: DcaConfig
  /** Result of everything booked for the pair, quote. */
  readonly realised: number
  readonly leverage: number
  readonly fees: FeeRates
  /** What the account's other pairs leave free, quote. */
  readonly freeCapital: number
}

/**
 * How much of the realised profit the next deal adds to its base order and to its first safety order, in whole cents of quote coin:
 * the share of the settings, cut to what lets the worst case of the whole ladder still fit. A losing record adds nothing.
 */
export function reinvestable({ config, realised, leverage, fees, freeCapital }: Reinvestment): number {
  const wanted = (Math.max(0, realised) * config.reinvestPct) / 100
  if (!(wanted > 0)) return 0
  const volume = totalVolume(config)
  const room = Math.min(config.allocatedCapital, freeCapital) / fundsPerVolume(leverage, fees) - volume
  // The ladder grows in proportion to what is added, so that one more coin tells how much each one costs.
  const perCoin = totalVolume(withReinvested(config, 1)) - volume
  const cents = Math.floor(Math.min(wanted, room / perCoin) * 100)
  return Math.max(0, cents) / 100
}
