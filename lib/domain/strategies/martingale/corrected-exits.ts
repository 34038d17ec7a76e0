import { exitSide } from '@/lib/domain/orders/order'
import { feeOf } from '@/lib/domain/perpetuals/fees'
import { ceilToTicks, floorToSteps, floorToTicks, quantityOf } from '@/lib/domain/perpetuals/quantize'
import { grossTarget } from '@/lib/domain/perpetuals/take-profit'
import type { ActReason, Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import type { CorrectedDecision, CorrectedState, MartingaleOrder } from './corrected-state'
import { balanceOf, liquidationOf, nothing, type Holding } from './corrected-view'
import { guardPrice, isBeyond } from '@/lib/domain/perpetuals/guard'

/** Guards 6 to 8 of 2.5: what closes the position whatever else is true. Null = none of them acts. */
export function protectiveExit(
  state: CorrectedState,
  holding: Holding,
  config: MartingaleConfig,
): CorrectedDecision | null {
  const { mark } = state.price
  const { averageEntry } = holding
  const liquidation = liquidationOf(state, holding)
  if (liquidation !== null) {
    const guard = guardPrice(state.side, liquidation, averageEntry, config.liquidationBuffer)
    if (isBeyond(state.side, mark, guard)) {
      const estimated = holding.liquidationPrice === null
      return leave(state, holding, config, 'liquidation-guard', { mark, guard, liquidation, estimated })
    }
  }
  const stop = grossTarget(state.side, averageEntry, -config.stopLossPct / 100)
  if (isBeyond(state.side, mark, stop)) {
    return leave(state, holding, config, 'stop-loss', { mark, stop, average: averageEntry })
  }
  const loss = -(state.dealNet + holding.unrealisedPnl - feeOf(holding.quantity, mark, state.fees.taker))
  const limit = (config.maxDealLossPct / 100) * balanceOf(state)
  return loss > 0 && loss >= limit ? leave(state, holding, config, 'deal-loss', { value: loss, limit }) : null
}

/**
 * Step (a): once the gain over the balance and the margin share are large enough, the highest step reached is closed, or the whole
 * position above its return. Null = not in profit enough to be judged.
 */
export function profitExit(
  state: CorrectedState,
  holding: Holding,
  config: MartingaleConfig,
): CorrectedDecision | null {
  const { share, roi } = holding
  const gain = holding.unrealisedPnl / balanceOf(state)
  if (!(gain > config.profitThreshold && share >= config.buyUntilLimit)) return null
  const pct = share * 100
  const step = config.reduceSteps.findLast(({ abovePct }) => pct > abovePct)
  const { instrument } = state
  const part = step === undefined ? 0 : floorToSteps(holding.quantity * step.part, instrument.quantityStep)
  if (step !== undefined && part >= 1 && quantityOf(part, instrument) >= instrument.minQuantity) {
    const detail = { measure: 'margin share', value: pct, threshold: step.abovePct, part: step.part }
    return exit(state, config, 'reduce', part, { code: 'reduce-step', detail })
  }
  // A part too small to be sold must not keep the whole from being closed.
  if (roi > config.profitPnl) {
    return leave(state, holding, config, 'take-profit', {
      measure: 'return',
      value: roi,
      threshold: config.profitPnl,
    })
  }
  if (step !== undefined) {
    const detail = { value: holding.quantity * step.part, limit: instrument.minQuantity }
    return nothing('order-below-minimum', detail)
  }
  return nothing('profit-too-small', { measure: 'return', value: roi, threshold: config.profitPnl })
}

function leave(
  state: CorrectedState,
  { quantity }: Holding,
  config: MartingaleConfig,
  code: ActReason,
  detail: Reason['detail'],
): CorrectedDecision {
  const { instrument } = state
  // A larger position than one order may carry is closed round by round.
  const most = floorToSteps(instrument.maxLimitQuantity, instrument.quantityStep)
  const steps = Math.min(floorToSteps(quantity, instrument.quantityStep), most)
  if (steps < 1) return nothing('dust-left', { quantity })
  return exit(state, config, 'close', steps, { code, detail })
}

function exit(
  state: CorrectedState,
  config: MartingaleConfig,
  action: 'reduce' | 'close',
  quantitySteps: number,
  reason: Reason,
): CorrectedDecision {
  const side = exitSide(state.side)
  const limitTicks = immediateTicks(state, side, config.maxSlippagePct)
  const order: MartingaleOrder = {
    action,
    side,
    quantitySteps,
    limitTicks,
    execution: 'immediate',
    reduceOnly: true,
  }
  return { order, reason, further: [] }
}

/** The worst price an immediate order may trade at: the touch it crosses and the slippage allowed, never a tick beyond. */
export function immediateTicks(
  { price, instrument }: Pick<CorrectedState, 'price' | 'instrument'>,
  side: MartingaleOrder['side'],
  maxSlippagePct: number,
): number {
  return side === 'buy'
    ? floorToTicks(price.ask * (1 + maxSlippagePct / 100), instrument.tickSize)
    : Math.max(1, ceilToTicks(price.bid * (1 - maxSlippagePct / 100), instrument.tickSize))
}
