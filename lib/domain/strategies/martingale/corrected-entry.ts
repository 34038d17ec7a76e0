import { entrySide } from '@/lib/domain/orders/order'
import { assignedMargin, orderCost } from '@/lib/domain/perpetuals/margin'
import {
  floorToSteps,
  floorToTicks,
  ceilToTicks,
  priceOf,
  quantityOf,
} from '@/lib/domain/perpetuals/quantize'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { MartingaleConfig } from './config'
import { immediateTicks } from './corrected-exits'
import type { CorrectedDecision, CorrectedState } from './corrected-state'
import { balanceOf, nothing } from './corrected-view'
import { taperFactor } from './sizing'

/** An entry the strategy would like: base coin before the cap, and why. `heldMargin` is the pair's margin so far. */
export type WantedEntry = {
  readonly action: 'open' | 'add'
  readonly quantity: number
  readonly heldMargin: number
  readonly leverage: number
  readonly reason: Reason
}

/** An entry in whole steps and ticks, with the price it costs at most and the margin it binds there. */
export type SizedEntry = {
  readonly quantitySteps: number
  readonly quantity: number
  readonly limitTicks: number
  readonly worstPrice: number
  readonly margin: number
}

/** Price of an entry in quote before sizing: what it would trade or rest at. */
export const entryPrice = ({ side, price }: CorrectedState, { entryType }: MartingaleConfig): number =>
  (side === 'long') === (entryType === 'taker') ? price.ask : price.bid

/** The order of an entry that passed: at once within the slippage bound, or resting at the near touch. */
export function enter(
  state: CorrectedState,
  config: MartingaleConfig,
  { action, reason }: WantedEntry,
  { quantitySteps, quantity, limitTicks, worstPrice }: SizedEntry,
): CorrectedDecision {
  const detail = {
    ...reason.detail,
    price: entryPrice(state, config),
    quantity,
    volume: quantity * worstPrice,
  }
  return {
    order: {
      action,
      side: entrySide(state.side),
      quantitySteps,
      limitTicks,
      execution: config.entryType === 'taker' ? 'immediate' : 'resting',
      reduceOnly: false,
    },
    reason: { code: reason.code, detail },
    further: [],
  }
}

/**
 * Tapers an entry, crops it to the room under the cap of the pair and of the bot, floors it and checks it against the venue's minimum
 * and the free margin. What does not fit is not sent: nothing is ever rounded up. Answers the reason where there is no entry.
 */
export function sizeEntry(
  state: CorrectedState,
  config: MartingaleConfig,
  wanted: WantedEntry,
): SizedEntry | CorrectedDecision {
  const balance = balanceOf(state)
  if (!(balance > 0)) return nothing('capital-insufficient', { used: wanted.heldMargin, limit: balance })
  const cap = config.maxMarginPct / Math.max(1, state.enabledPairs)
  const share = wanted.heldMargin / balance
  const room = Math.min(cap * balance - wanted.heldMargin, config.maxMarginPct * balance - state.botMargin)
  const taper = taperFactor(cap, share, config.taperStart)
  if (taper === 0 || room <= 0) {
    const used = room <= 0 && taper > 0 ? state.botMargin / balance : share
    const limit = room <= 0 && taper > 0 ? config.maxMarginPct : cap
    return nothing('exposure-cap', { measure: 'margin share', value: used, limit })
  }
  const sized = cropped(state, config, wanted, wanted.quantity * taper, room)
  return tooSmall(state, wanted, sized) ?? tooDear(state, wanted, sized) ?? sized
}

function cropped(
  state: CorrectedState,
  config: MartingaleConfig,
  { leverage }: WantedEntry,
  quantity: number,
  room: number,
): SizedEntry {
  const { instrument, side, fees } = state
  const { quantityStep } = instrument
  const limitTicks = limitTicksOf(state, config)
  // A long may pay up to its limit; a short sells at the touch or below, where its value is highest.
  const worstPrice = Math.max(entryPrice(state, config), priceOf(limitTicks, instrument))
  const marginOf = (base: number) => assignedMargin(side, base * worstPrice, leverage, fees.taker)
  const fitting = Math.min(quantity, room / marginOf(1), instrument.maxLimitQuantity)
  const floored = Math.max(0, floorToSteps(fitting, quantityStep))
  // Flooring forgives the rounding of a quotient; a cap does not.
  const quantitySteps = marginOf(quantityOf(floored, instrument)) > room ? floored - 1 : floored
  const whole = quantityOf(quantitySteps, instrument)
  return { quantitySteps, quantity: whole, limitTicks, worstPrice, margin: marginOf(whole) }
}

function limitTicksOf(state: CorrectedState, config: MartingaleConfig): number {
  const { side, price, instrument } = state
  if (config.entryType === 'taker') return immediateTicks(state, entrySide(side), config.maxSlippagePct)
  return side === 'long'
    ? floorToTicks(price.bid, instrument.tickSize)
    : ceilToTicks(price.ask, instrument.tickSize)
}

function tooSmall(state: CorrectedState, wanted: WantedEntry, sized: SizedEntry): CorrectedDecision | null {
  const { minQuantity, minCost, quantityStep } = state.instrument
  // The venue counts the cost at the limit price, which for a short lies below the touch.
  const cost = sized.quantity * priceOf(sized.limitTicks, state.instrument)
  if (sized.quantitySteps >= 1 && sized.quantity >= minQuantity && cost >= minCost) return null
  const needed = Math.max(minQuantity, quantityStep, minCost / priceOf(sized.limitTicks, state.instrument))
  return nothing('order-below-minimum', {
    measure: wanted.action,
    value: sized.quantity,
    wanted: wanted.quantity,
    limit: minQuantity,
    needed,
  })
}

function tooDear(
  state: CorrectedState,
  { leverage }: WantedEntry,
  sized: SizedEntry,
): CorrectedDecision | null {
  const value = sized.quantity * sized.worstPrice
  const needed = orderCost(state.side, value, leverage, state.fees.taker)
  const { available } = state.account
  return needed > available ? nothing('margin-insufficient', { needed, limit: available }) : null
}
