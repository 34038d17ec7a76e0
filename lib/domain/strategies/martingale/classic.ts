import { entrySide, exitSide } from '@/lib/domain/orders/order'
import type { ActReason, HoldReason, Reason } from '@/lib/domain/strategies/reasons'
import { classicEntry } from './classic-entry'
import type {
  ClassicDecision,
  ClassicOrder,
  ClassicParameters,
  ClassicPosition,
  ClassicState,
} from './classic-state'
import { isDangerous, isSafe } from './decline'
import { clampToLimits } from './clamp-to-limits'
import { addQuantity, openQuantity } from './sizing'

/**
 * One tick of the original procedure, fault for fault (trading reference 3.2), computed in doubles in the order written there. Every
 * tick without an order has a reason of the closed list.
 */
export function decideClassic(state: ClassicState, parameters: ClassicParameters): ClassicDecision {
  const { position } = state
  if (position === null) return withoutPosition(state, parameters)
  const alerts = alertsOf(state, position, parameters)
  const decided = gateIsOpen(state, position, parameters)
    ? withPosition(state, position, parameters)
    : nothing('ema-gate', { measure: 'price', value: priceOf(state), threshold: state.gateSlowEma })
  return { ...decided, alerts }
}

/** The price the original sizes and compares with: what its own resting entry would be placed at. */
const priceOf = ({ side, bid, ask }: ClassicState): number => (side === 'long' ? bid : ask)

const isCritical = ({ marginLevel }: ClassicPosition, { criticalMarginLevel }: ClassicParameters): boolean =>
  marginLevel < criticalMarginLevel

function isBeyondEma(state: ClassicState, ema: number): boolean {
  return state.side === 'long' ? priceOf(state) > ema : priceOf(state) < ema
}

const gateIsOpen = (state: ClassicState, position: ClassicPosition, parameters: ClassicParameters): boolean =>
  isCritical(position, parameters) || isBeyondEma(state, state.gateSlowEma)

function alertsOf(
  state: ClassicState,
  position: ClassicPosition,
  parameters: ClassicParameters,
): readonly Reason[] {
  const alerts: Reason[] = []
  const { marginWarningLevel: threshold } = parameters
  if (position.marginLevel < threshold) {
    const detail = { measure: 'margin level', value: position.marginLevel, threshold }
    alerts.push({ code: 'liquidation-too-close', detail })
  }
  if (state.highVolatility) alerts.push({ code: 'volatility-high', detail: {} })
  if (isDangerous(state.decline)) alerts.push({ code: 'dangerous-move', detail: { value: state.decline } })
  return alerts
}

function withPosition(
  state: ClassicState,
  position: ClassicPosition,
  parameters: ClassicParameters,
): ClassicDecision {
  const { balance } = state
  const share = position.margin / balance
  const gain = position.unrealisedPnl / balance
  if (gain > parameters.profitThreshold && share >= parameters.buyUntilLimit) {
    return takeProfit(state, position, parameters)
  }
  const why = whyAdd(state, position, parameters, share)
  if (why === null) return notAdding(state, position, parameters)
  const price = priceOf(state)
  const wanted = addQuantity(position.margin, parameters.leverage, position.roi, price)
  const reason = { code: why, detail: { measure: 'return', value: position.roi } }
  return enter(state, parameters, 'add', wanted, reason)
}

/** The steps are walked upward, so that the second one is never reached: the original's first fault. */
function takeProfit(
  state: ClassicState,
  position: ClassicPosition,
  parameters: ClassicParameters,
): ClassicDecision {
  const { marginPct: pct } = position
  const step = parameters.reduceSteps.find(({ abovePct }) => pct > abovePct)
  if (step !== undefined) {
    const quantity = clampToLimits(position.quantity * step.part, state.limits)
    return leave(state, 'reduce', quantity, 'reduce-step', { measure: 'margin share', value: pct })
  }
  if (position.roi > parameters.profitPnl) {
    return leave(state, 'close', position.quantity, 'take-profit', { measure: 'return', value: position.roi })
  }
  const detail = { measure: 'return', value: position.roi, threshold: parameters.profitPnl }
  return nothing('profit-too-small', detail)
}

function whyAdd(
  state: ClassicState,
  position: ClassicPosition,
  parameters: ClassicParameters,
  share: number,
): ActReason | null {
  const { buyUntilLimit, slowDeclineAllowance, addBelowRoi } = parameters
  if (isCritical(position, parameters)) return 'add-at-loss'
  if (isDangerous(state.decline)) return null
  if (isSafe(state.decline) && share < slowDeclineAllowance * buyUntilLimit) return 'build-up'
  if (state.highVolatility) return null
  if (share < buyUntilLimit) return 'build-up'
  const loses = position.unrealisedPnl < 0 && position.roi < addBelowRoi
  return loses && isBeyondEma(state, state.gateFastEma) ? 'add-at-loss' : null
}

function notAdding(
  state: ClassicState,
  { unrealisedPnl, roi }: ClassicPosition,
  { addBelowRoi, profitThreshold }: ClassicParameters,
): ClassicDecision {
  if (isDangerous(state.decline)) return nothing('dangerous-move', { value: state.decline })
  if (state.highVolatility) return nothing('volatility-high', {})
  if (unrealisedPnl >= 0) {
    const value = unrealisedPnl / state.balance
    return nothing('profit-too-small', { measure: 'profit over balance', value, threshold: profitThreshold })
  }
  if (!(roi < addBelowRoi)) {
    return nothing('loss-too-small', { measure: 'return', value: roi, threshold: addBelowRoi })
  }
  const detail = { measure: 'price', value: priceOf(state), threshold: state.gateFastEma }
  return nothing('wrong-side-of-ema', detail)
}

function withoutPosition(state: ClassicState, parameters: ClassicParameters): ClassicDecision {
  if (!state.automatic) return nothing('manual-mode', {})
  if (isDangerous(state.decline)) return nothing('dangerous-move', { value: state.decline })
  if (state.highVolatility) return nothing('volatility-high', {})
  const price = priceOf(state)
  const waits = state.side === 'long' ? price < state.entryEma : price > state.entryEma
  if (!waits) {
    return nothing('wrong-side-of-ema', { measure: 'price', value: price, threshold: state.entryEma })
  }
  const wanted = openQuantity(state.balance, parameters.beginSizeOfBalance, parameters.leverage, price)
  return enter(state, parameters, 'open', wanted, { code: 'start-condition-met', detail: { price } })
}

function enter(
  state: ClassicState,
  parameters: ClassicParameters,
  action: 'open' | 'add',
  wanted: number,
  { code, detail }: Reason,
): ClassicDecision {
  const price = priceOf(state)
  const entry = classicEntry(state, parameters, wanted, price)
  if (entry.usage > entry.cap) {
    return nothing('exposure-cap', { measure: 'margin share', value: entry.usage, limit: entry.cap })
  }
  const { quantity } = entry
  const order: ClassicOrder = { action, side: entrySide(state.side), quantity, price, reduceOnly: false }
  return { order, reason: { code, detail: { ...detail, quantity, volume: quantity * price } }, alerts: [] }
}

function leave(
  state: ClassicState,
  action: 'reduce' | 'close',
  quantity: number,
  code: ActReason,
  detail: Reason['detail'],
): ClassicDecision {
  const order: ClassicOrder = {
    action,
    side: exitSide(state.side),
    quantity,
    price: state.ask,
    reduceOnly: true,
  }
  return { order, reason: { code, detail: { ...detail, quantity } }, alerts: [] }
}

const nothing = (code: HoldReason, detail: Reason['detail']): ClassicDecision => ({
  order: null,
  reason: { code, detail },
  alerts: [],
})
