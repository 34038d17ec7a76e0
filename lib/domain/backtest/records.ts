import type { DealEnd, DealStatus } from '@/lib/domain/deals/deal'
import type { KnownOrder, OrderStatus } from '@/lib/domain/orders/order'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { SimulatedFill, SimulatedOrder } from '@/lib/domain/simulation/venue'

/** An order of a deal as our books know it; `simulated` is what the venue knows. Quantities in steps, money in units of 1e-8. */
export type BookedOrder = { -readonly [Key in keyof KnownOrder]: KnownOrder[Key] } & {
  readonly deal: BookedDeal
  /** The decision's reason when it was planned. */
  readonly reason: string
  simulated: SimulatedOrder | null
  feeUnits: number
  grossUnits: number
  traded: boolean
}

/** A deal's books. `costUnits` counts steps times ticks, so that the entry cost is exact. */
export type BookedDeal = {
  readonly pair: number
  readonly symbol: string
  readonly side: Side
  readonly number: number
  readonly openedAt: number
  status: DealStatus
  state: unknown
  endedAt: number | null
  endReason: DealEnd['reason'] | null
  steps: number
  average: number | null
  costUnits: number
  entryFeeUnits: number
  exitFeeUnits: number
  grossUnits: number
  fundingUnits: number
  peakSteps: number
  level: number
}

/** One finished order with fills, or a liquidation, in the order of booking. */
export type BookedTrade = {
  readonly at: number
  readonly deal: BookedDeal
  readonly action: 'OPENED' | 'ADDED' | 'REDUCED' | 'CLOSED'
  readonly steps: number
  /** Executions that make it up: a trade's price is their average weighted by quantity. */
  readonly fills: readonly Pick<SimulatedFill, 'price' | 'quantitySteps' | 'at' | 'liquidity'>[]
  readonly liquidity: 'maker' | 'taker'
  /** Highest level of the deal up to and including this trade. */
  readonly level: number
  /** Trigger price of a stop; null for anything else. */
  readonly trigger: number | null
  readonly feeUnits: number
  readonly grossUnits: number
  readonly balanceUnits: number
  readonly reason: string
}

export type BookedFunding = {
  readonly at: number
  readonly deal: BookedDeal
  readonly amountUnits: number
  readonly markPrice: number
  readonly rate: number
  readonly balanceUnits: number
}

export type OrderCounts = Record<OrderStatus, number>
