import type { EquityCurve } from './equity-curve'
import type { Lane } from './lane'

/** What the account carries while nothing happens, in quote. */
export type Carried = { readonly wallet: number; readonly margin: number }

/** Bars looked at in one go: few enough to stay in the processor's cache, many enough to be worth the call. */
const BLOCK = 2_048

/**
 * Lets bars pass in which nothing can happen: none reaches a price that counts for its symbol, and all close by `until`. Only the
 * equity moves. Symbol by symbol over columns, without allocating; answers how many instants have passed and when the last one closed.
 */
export class QuietBars {
  readonly passed = { instants: 0, closedAt: -Infinity }
  private readonly equity = new Float64Array(BLOCK)
  private readonly notional = new Float64Array(BLOCK)

  constructor(
    private readonly lanes: readonly Lane[],
    private readonly barMs: number,
    private readonly curve: EquityCurve,
  ) {}

  pass(until: number, most: number, carried: Carried): void {
    this.passed.instants = 0
    this.passed.closedAt = -Infinity
    while (this.passed.instants < most) {
      const leader = this.first()
      if (leader === null) return
      const wanted = Math.min(BLOCK, most - this.passed.instants)
      const count = this.quietCount(leader, until - this.barMs, wanted)
      if (count === 0) return
      this.record(leader, count, carried)
      this.passed.instants += count
      if (count < wanted) return
    }
  }

  /** The symbol whose next bar comes first; null after the last. */
  private first(): Lane | null {
    let first: Lane | null = null
    for (const lane of this.lanes) {
      if (lane.nextOpenTime < (first?.nextOpenTime ?? Infinity)) first = lane
    }
    return first
  }

  /** How many of the leader's next bars pass before anything happens or another symbol's bars come in between. */
  private quietCount(leader: Lane, lastOpenTime: number, most: number): number {
    let count = leader.quietCount(leader, lastOpenTime, most)
    for (const lane of this.lanes) {
      if (lane !== leader && count > 0) count = lane.quietCount(leader, lastOpenTime, count)
    }
    return count
  }

  private record(leader: Lane, count: number, { wallet, margin }: Carried): void {
    const { equity, notional, curve, barMs, lanes } = this
    const { openTime } = leader.candles
    const start = leader.next
    const time = leader.nextOpenTime
    let held = false
    for (const lane of lanes) if (lane.held > 0) held = true
    if (held) {
      equity.fill(wallet, 0, count)
      notional.fill(0, 0, count)
    }
    for (const lane of lanes) lane.carry(time, count, equity, notional)
    if (held) curve.addHeld(openTime, start, count, barMs, equity, notional, margin)
    else curve.addFlat(openTime, start, count, barMs, wallet)
    this.passed.closedAt = (openTime[start + count - 1] ?? NaN) + barMs
  }
}
