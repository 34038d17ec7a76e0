export type Side = 'long' | 'short'

/** +1 for long, -1 for short: the `s` of every formula. */
export const signOf = (side: Side): 1 | -1 => (side === 'long' ? 1 : -1)

/** One row of the venue's risk table. A position whose value is at most `upTo` (quote) belongs to the first such row. */
export type MaintenanceTier = {
  readonly upTo: number | null
  /** Maintenance margin rate as a fraction of position value. */
  readonly rate: number
  readonly maxLeverage: number
}

/** Fee rates as fractions of notional; negative = rebate. */
export type FeeRates = { readonly maker: number; readonly taker: number }

/** The rules of one linear perpetual (contract size 1). Prices in quote per base, quantities in base coin, costs in quote. */
export type Instrument = {
  /** ccxt unified symbol: `BTC/USDT:USDT`. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly settle: string
  readonly tickSize: number
  readonly quantityStep: number
  readonly minQuantity: number
  readonly maxLimitQuantity: number
  readonly maxMarketQuantity: number
  /** Smallest notional of an entry; reduce-only orders are exempt. */
  readonly minCost: number
  /** Ascending by `upTo`; the last row has `upTo: null`. */
  readonly tiers: readonly MaintenanceTier[]
  readonly fees: FeeRates
  /** Milliseconds between funding instants, counted from the epoch. */
  readonly fundingIntervalMs: number
}
