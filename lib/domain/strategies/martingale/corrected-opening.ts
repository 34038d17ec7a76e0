import type { HoldReason, Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import { enter, entryPrice, sizeEntry } from './corrected-entry'
import type { CorrectedDecision, CorrectedState } from './corrected-state'
import { balanceOf, nothing, touchOf } from './corrected-view'
import { isDangerous } from './decline'
import { openingFault } from './preflight'
import { openQuantity } from './sizing'

/** Decides without a position: cooldown, halt, then the conditions of 3.2 step 5 in their order, then size and preflight. */
export function decideOpening(state: CorrectedState, config: MartingaleConfig): CorrectedDecision {
  const { leverage } = state
  if (state.entryBlock !== null) return { order: null, reason: state.entryBlock, further: [] }
  if (leverage === null || (config.leverage !== null && config.leverage !== leverage)) {
    return nothing('settings-unconfirmed', { wanted: config.leverage, found: leverage })
  }
  const waits = pauseHold(state, config) ?? marketHold(state, config)
  if (waits !== null) return waits
  const price = entryPrice(state, config)
  const reason: Reason = { code: 'start-condition-met', detail: { side: state.side } }
  const wanted = {
    action: 'open' as const,
    quantity: openQuantity(balanceOf(state), config.beginSizeOfBalance, leverage, price),
    heldMargin: 0,
    leverage,
    reason,
  }
  const sized = sizeEntry(state, config, wanted)
  if ('order' in sized) return sized
  const fault = openingFault(state, config, sized, leverage)
  return fault === null ? enter(state, config, wanted, sized) : nothing('preflight-failed', fault)
}

const HOUR_MS = 3_600_000

function pauseHold(state: CorrectedState, config: MartingaleConfig): CorrectedDecision | null {
  const { now, lastDealEndedAt, stoppedDealsAt } = state
  const until = lastDealEndedAt === null ? 0 : lastDealEndedAt + config.cooldownSec * 1_000
  if (now < until) return nothing('cooldown', { until })
  if (config.haltAfterStops === null) return null
  const { count, hours } = config.haltAfterStops
  const window = hours * HOUR_MS
  const recent = stoppedDealsAt.filter((at) => at > now - window).sort((a, b) => a - b)
  if (recent.length < count) return null
  // Free again once so many have left the window that fewer than `count` remain.
  const leaving = recent[recent.length - count] ?? now
  return nothing('halted-after-stops', { value: recent.length, limit: count, until: leaving + window })
}

function marketHold(state: CorrectedState, config: MartingaleConfig): CorrectedDecision | null {
  const { volatility, decline, entryEma } = state.signals
  if (!config.automatic) return nothing('manual-mode', {})
  if (volatility === null || decline === null || entryEma === null) return missing
  if (isDangerous(decline.kind)) {
    return nothing('dangerous-move', { measure: 'decline score', value: decline.score, kind: decline.kind })
  }
  if (volatility.trigger !== null) return nothing('volatility-high', { measure: volatility.trigger })
  const price = touchOf(state)
  if (state.side === 'long' ? price < entryEma : price > entryEma) return null
  const code: HoldReason = 'wrong-side-of-ema'
  return nothing(code, { measure: 'price', value: price, threshold: entryEma })
}

const missing = nothing('candles-missing', { source: 'candles' })
