/** What an indicator reads of one closed candle: prices in quote per base, volume in base coin. */
export type Candle = {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** The part of a candle that ranges need. */
export type PriceRange = Pick<Candle, 'high' | 'low' | 'close'>
