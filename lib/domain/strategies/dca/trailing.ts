import { signOf, type Side } from '@/lib/domain/perpetuals/instrument'
import { priceOf, targetTicks } from '@/lib/domain/perpetuals/quantize'
import type { DealFacts, Decision, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import { close } from './closing'
import type { DcaConfig } from './config'
import type { DealQuestion } from './deal-question'
import { readDealState, type DealState, type Watch } from './deal-state'
import { profitSteps } from './profit-steps'
import { isLeftBehind } from './stop'
import { breakevenOf, targetPrice, type Held } from './targets'

/** A watch that goes on for longer is moved on to the newest judged candle, so that no tick has to read more of them than this. */
export const WATCH_MS = 4 * 3_600_000

/** True while the target is watched at ticks. A stopping bot leaves exits behind that rest, so its target is a plain one. */
export const isTrailing = ({ trailingPct }: Pick<DcaConfig, 'trailingPct'>, facts: PairFacts): boolean =>
  trailingPct > 0 && !isLeftBehind(facts)

/**
 * Since when the extremes of closed candles are wanted; null = not at all. A waiting stop comes first: the target is far away while it
 * waits, and the watch catches up afterwards.
 */
export function rangeSince(config: DcaConfig, deal: DealFacts): number | null {
  if (config.trailingPct === 0 && config.stopLossDelaySec === 0) return null
  const { closing, beyond, watch } = readDealState(deal.state, 0)
  if (closing !== null) return null
  return beyond?.since ?? (watch === undefined || watch.spent ? null : watch.from)
}

/** The state with the watch on its target as this tick leaves it: begun, armed, with a better price, or spent. */
export function withWatch(
  question: DealQuestion,
  state: DealState,
  held: Held,
  price: PriceFacts,
): DealState {
  const { facts, config, orders } = question
  if (!isTrailing(config, facts)) return state
  const ticks = trailedTicks(question, held)
  const { watch: known } = state
  const goesOn = known !== undefined && known.ticks === ticks && known.entrySteps === orders.entrySteps
  if (goesOn && known.spent) return state
  const watch: Watch = goesOn
    ? known
    : { from: facts.now, ticks, entrySteps: orders.entrySteps, best: null, spent: false }
  const next = judged(question, watch, held, price)
  return next === known ? state : { ...state, watch: next }
}

/** The price whose crossing begins the trailing; its exit pays the taker's fee. */
function trailedTicks({ facts, config, instrument }: DealQuestion, held: Held): number {
  const { side, fees } = facts
  const [{ profitPct } = { profitPct: config.takeProfitPct }] = profitSteps(config)
  return targetTicks(targetPrice(config, side, held, fees.taker, profitPct), side, instrument.tickSize)
}

function judged(question: DealQuestion, watch: Watch, held: Held, price: PriceFacts): Watch {
  const { facts, config, instrument } = question
  const { side, now } = facts
  const s = signOf(side)
  const range = rangeOf(question, watch)
  const reached = range === null ? price.last : s * Math.max(s * price.last, s * farthest(side, range))
  const target = priceOf(watch.ticks, instrument)
  const isArmed = watch.best !== null || s * (reached - target) >= 0
  const best = isArmed ? s * Math.max(s * (watch.best ?? reached), s * reached) : null
  if (best !== null && hasFallenBack(config, side, best, price.last) && !isInProfit(question, held, price)) {
    return { ...watch, best: null, spent: true }
  }
  const isLong = now - watch.from >= WATCH_MS
  const from = range !== null && (isLong || best !== watch.best) ? range.until : watch.from
  return best === watch.best && from === watch.from ? watch : { ...watch, best, from }
}

/** Candles that the watch may use: those asked for since an instant within it. */
function rangeOf({ facts, config, deal }: DealQuestion, watch: Watch): PairFacts['range'] {
  const since = rangeSince(config, deal)
  return since !== null && since >= watch.from ? facts.range : null
}

const farthest = (side: Side, { high, low }: NonNullable<PairFacts['range']>): number =>
  side === 'long' ? high : low

const hasFallenBack = (config: DcaConfig, side: Side, best: number, last: number): boolean =>
  signOf(side) * (last - exitPrice(config, side, best)) <= 0

/** Where a trailing target sells: the given retracement from the best price. */
export const exitPrice = ({ trailingPct }: DcaConfig, side: Side, best: number): number =>
  best * (1 - (signOf(side) * trailingPct) / 100)

/** Judged at the price that a sale would get, with the taker's fee. */
function isInProfit({ facts }: DealQuestion, held: Held, { bid, ask }: PriceFacts): boolean {
  const { side, fees } = facts
  const touch = side === 'long' ? bid : ask
  return signOf(side) * (touch - breakevenOf(side, held, fees.taker)) > 0
}

/** Guard 10: the price has fallen back from its best and the deal still ends with a profit. */
export function trailingExit(question: DealQuestion, price: PriceFacts): Decision | null {
  const { facts, config, state } = question
  const best = state.watch?.best ?? null
  if (best === null || !isTrailing(config, facts) || !hasFallenBack(config, facts.side, best, price.last)) {
    return null
  }
  const exit = exitPrice(config, facts.side, best)
  return close(question, 'trailing-exit', { best, exitPrice: exit, price: price.last })
}
