import { liquidationPrice } from '@/lib/domain/perpetuals/liquidation'
import { averageAfterEntry } from '@/lib/domain/perpetuals/position'
import { guardPrice, isBeyond } from '@/lib/domain/perpetuals/guard'
import type { ActReason, HoldReason, Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import { enter, entryPrice, sizeEntry, type SizedEntry, type WantedEntry } from './corrected-entry'
import type { CorrectedDecision, CorrectedState } from './corrected-state'
import { nothing, touchOf, type Holding } from './corrected-view'
import { isDangerous, isSafe } from './decline'
import { addQuantity } from './sizing'

/** Gate, conditions and size of an addition, in the order of 3.4. Exits have been judged before: nothing here can hold one back. */
export function decideAdd(
  state: CorrectedState,
  holding: Holding,
  config: MartingaleConfig,
): CorrectedDecision {
  const { leverage } = state
  if (state.entryBlock !== null) return { order: null, reason: state.entryBlock, further: [] }
  if (leverage === null || (config.leverage !== null && config.leverage !== leverage)) {
    return nothing('settings-unconfirmed', { wanted: config.leverage, found: leverage })
  }
  const why = whyAdd(state, holding, config)
  if ('order' in why) return why
  const wanted: WantedEntry = {
    action: 'add',
    quantity: wantedQuantity(holding, leverage, config, entryPrice(state, config)),
    heldMargin: holding.margin,
    leverage,
    reason: why,
  }
  const sized = sizeEntry(state, config, wanted)
  if ('order' in sized) return sized
  return nearsLiquidation(state, holding, config, sized) ?? enter(state, config, wanted, sized)
}

/** The value of one addition is at most `maxAddMultiple` times the margin held: classic asks for nine times as much at -0.9 and 10x. */
function wantedQuantity(holding: Holding, leverage: number, config: MartingaleConfig, price: number): number {
  const asked = addQuantity(holding.margin, leverage, holding.roi, price)
  return Math.min(asked, (config.maxAddMultiple * holding.margin) / price)
}

function whyAdd(
  state: CorrectedState,
  holding: Holding,
  config: MartingaleConfig,
): Reason | CorrectedDecision {
  const { roi, share, marginLevel, critical } = holding
  const { volatility, decline } = state.signals
  const forced = critical && config.addWhenCritical
  const gate = forced ? null : gateHold(state)
  if (gate !== null) return gate
  if (roi >= 0) return nothing('no-loss-to-average', { measure: 'return', value: roi })
  const act = (code: ActReason): Reason => ({ code, detail: { measure: 'return', value: roi } })
  if (forced) return act('add-at-loss')
  if (critical) {
    const threshold = config.criticalMarginLevel
    return nothing('liquidation-too-close', { measure: 'margin level', value: marginLevel, threshold })
  }
  if (volatility === null || decline === null) return missing('volatility')
  if (isDangerous(decline.kind)) {
    return nothing('dangerous-move', { measure: 'decline score', value: decline.score, kind: decline.kind })
  }
  if (isSafe(decline.kind) && share < config.slowDeclineAllowance * config.buyUntilLimit)
    return act('build-up')
  if (volatility.trigger !== null) return nothing('volatility-high', { measure: volatility.trigger })
  if (share < config.buyUntilLimit) return act('build-up')
  if (!(roi < config.addBelowRoi)) {
    return nothing('loss-too-small', { measure: 'return', value: roi, threshold: config.addBelowRoi })
  }
  return averagingHold(state) ?? act('add-at-loss')
}

const missing = (source: string): CorrectedDecision => nothing('candles-missing', { source })

const gateHold = (state: CorrectedState): CorrectedDecision | null =>
  emaHold(state, state.signals.gateSlowEma, 'ema-gate')

const averagingHold = (state: CorrectedState): CorrectedDecision | null =>
  emaHold(state, state.signals.gateFastEma, 'wrong-side-of-ema')

function emaHold(state: CorrectedState, ema: number | null, code: HoldReason): CorrectedDecision | null {
  if (ema === null) return missing('moving average')
  const price = touchOf(state)
  const passes = state.side === 'long' ? price > ema : price < ema
  return passes ? null : nothing(code, { measure: 'price', value: price, threshold: ema })
}

/** An addition that would be closed by the liquidation guard at once, because a larger position needs more margin, is not made. */
function nearsLiquidation(
  state: CorrectedState,
  holding: Holding,
  config: MartingaleConfig,
  added: SizedEntry,
): CorrectedDecision | null {
  const { side, price, fees, instrument } = state
  const quantity = holding.quantity + added.quantity
  const average = averageAfterEntry(holding.quantity, holding.averageEntry, added.quantity, added.worstPrice)
  const after = {
    side,
    quantity,
    entryPrice: average,
    margin: holding.margin + added.margin,
    takerFeeRate: fees.taker,
  }
  const liquidation = liquidationPrice(after, instrument.tiers)
  if (liquidation === null) return null
  const guard = guardPrice(side, liquidation, average, config.liquidationBuffer)
  return isBeyond(side, price.mark, guard)
    ? nothing('liquidation-too-close', { mark: price.mark, guard, quantity: added.quantity })
    : null
}
