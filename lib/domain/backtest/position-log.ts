import { signOf, type Side } from '@/lib/domain/perpetuals/instrument'
import {
  positionKey,
  type SimulatedEvent,
  type SimulatedFill,
  type SimulatedVenue,
} from '@/lib/domain/simulation/venue'
import type { BookedDeal } from './records'

/** What became of a position at one instant; it stays so until the next change. Prices in quote per base. */
export type PositionChange = {
  readonly at: number
  readonly symbol: string
  readonly side: Side
  /** Null = no open deal of ours holds the position. */
  readonly deal: BookedDeal | null
  /** An entry, an exit by a resting target, any other exit, or funding that moved the liquidation price. */
  readonly cause: 'entry' | 'target' | 'exit' | 'funding'
  /** The price at which it happened: of the fill, or the mark of the funding. */
  readonly price: number
  /** What is held afterwards; 0 = flat. */
  readonly steps: number
  readonly average: number
  readonly liquidationPrice: number | null
  /** The farthest exit limit placed since; null = none was. */
  target: number | null
}

type FundingEvent = Extract<SimulatedEvent, { kind: 'funding' }>

/** Every change of every position of an account, in the order of happening: one short record per fill and funding, none per bar. */
export class PositionLog {
  readonly changes: PositionChange[] = []
  private readonly last = new Map<string, PositionChange>()

  constructor(private readonly venue: SimulatedVenue) {}

  filled({ symbol, side, action, liquidity, price, at }: SimulatedFill, deal: BookedDeal | null): void {
    const cause = action === 'entry' ? 'entry' : liquidity === 'maker' ? 'target' : 'exit'
    this.note(symbol, side, deal, cause, price, at)
  }

  /** True when the funding came out of the margin and so changed the position. */
  funded({ symbol, side, markPrice, at }: FundingEvent, deal: BookedDeal | null): boolean {
    const key = positionKey(symbol, side)
    const before = this.last.get(key)?.liquidationPrice ?? null
    if (before === (this.venue.positions[key]?.liquidationPrice ?? null)) return false
    this.note(symbol, side, deal, 'funding', markPrice, at)
    return true
  }

  private note(
    symbol: string,
    side: Side,
    deal: BookedDeal | null,
    cause: PositionChange['cause'],
    price: number,
    at: number,
  ): void {
    const key = positionKey(symbol, side)
    const position = this.venue.positions[key]
    const change: PositionChange = {
      at,
      symbol,
      side,
      deal,
      cause,
      price,
      steps: position?.steps ?? 0,
      average: position?.averageEntry ?? price,
      liquidationPrice: position?.liquidationPrice ?? null,
      target: cause === 'funding' ? (this.last.get(key)?.target ?? null) : null,
    }
    this.changes.push(change)
    this.last.set(key, change)
  }

  /** An exit limit of the position has been placed. */
  aim(symbol: string, side: Side, level: number): void {
    const change = this.last.get(positionKey(symbol, side))
    if (change === undefined) return
    const sign = signOf(side)
    if (change.target === null || sign * level > sign * change.target) change.target = level
  }
}
