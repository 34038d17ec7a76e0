import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { maxLeverageFor } from '@/lib/domain/perpetuals/margin'
import { grossTarget } from '@/lib/domain/perpetuals/take-profit'
import { guardPrice, isBeyond } from '@/lib/domain/perpetuals/guard'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import type { SizedEntry } from './corrected-entry'
import type { CorrectedState } from './corrected-state'

type Question = Pick<CorrectedState, 'side' | 'instrument' | 'fees'>

/**
 * What speaks against opening a position of this size (trading reference 2.3, as far as it applies): a stop that the liquidation guard
 * would meet first, or a leverage the venue does not allow for it. Null = nothing.
 */
export function openingFault(
  { side, instrument, fees }: Question,
  config: MartingaleConfig,
  { quantity, worstPrice, margin }: Pick<SizedEntry, 'quantity' | 'worstPrice' | 'margin'>,
  leverage: number,
): Reason['detail'] | null {
  const maxLeverage = maxLeverageFor(instrument.tiers, quantity * worstPrice)
  if (leverage > maxLeverage) {
    const message = `The exchange allows at most ${maxLeverage}x for a position of this size.`
    return { check: 'leverage-above-tier', leverage, maxLeverage, message }
  }
  const position = { side, quantity, entryPrice: worstPrice, margin, takerFeeRate: fees.taker }
  const liquidation = liquidationPrice(position, instrument.tiers)
  if (liquidation === null) return null
  const stop = grossTarget(side, worstPrice, -config.stopLossPct / 100)
  const guard = guardPrice(side, liquidation, worstPrice, config.liquidationBuffer)
  if (!isBeyond(side, stop, guard)) return null
  const message =
    'The stop lies beyond the price where the position is closed to avoid liquidation. Lower the leverage or bring the stop nearer.'
  return { check: 'stop-beyond-liquidation', stop, guard, liquidation, message }
}
