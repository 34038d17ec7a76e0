import { firstIndexFrom, indexContaining, type CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { quoteAround } from '@/lib/domain/simulation/simulated-quote'
import { advanceBar, type SimulatedVenue, type VenueSink } from '@/lib/domain/simulation/venue'
import type { PriceFacts } from '@/lib/domain/strategies/contract'
import { MarketView } from './market-view'

/** One symbol while a back-test runs: its bars, how far they have happened, and which prices would make anything happen. */
export class Lane {
  readonly instrument: Instrument
  readonly candles: CandleSeries
  /** Index of the first bar that has not happened yet. */
  next = 0
  /** An order rests or a position is held. */
  active = false
  /** A bar whose low stays above `low`, whose high stays below `high` and that opens before `fundingAt` changes nothing. */
  low = -Infinity
  high = Infinity
  fundingAt = Infinity
  /** Something has happened to the symbol's orders, positions or pairs: its prices to watch have to be read anew. */
  isStale = true
  /** Newest price of a closed bar, for the equity. */
  mark = 0
  /** Equity of the symbol's positions as a function of the mark: `slope * mark + offset`. */
  slope = 0
  /** Base coin held on both sides together. */
  held = 0
  offset = 0
  readonly market: MarketView
  private quoted: PriceFacts | null = null
  private quotedAt = -1
  /** Index of the newest bar the venue has been shown. */
  private shown = -1

  constructor(
    readonly symbol: string,
    market: { readonly instrument: Instrument; readonly candles: CandleSeries },
    private readonly venue: SimulatedVenue,
    private readonly sink: VenueSink,
  ) {
    this.instrument = market.instrument
    this.candles = market.candles
    this.market = new MarketView(market.candles)
  }

  /** Opening time of the first bar that has not happened yet; Infinity after the last. */
  get nextOpenTime(): number {
    return this.candles.openTime[this.next] ?? Infinity
  }

  /** The quote at a tick: the open of the bar that contains it, and nothing later. Null in a gap and outside the record. */
  quoteAt(at: number): PriceFacts | null {
    if (at === this.quotedAt) return this.quoted
    const index = this.indexAt(at)
    const open = index === null ? undefined : this.candles.open[index]
    this.quoted = open === undefined ? null : quoteAround(this.instrument, open, at)
    this.quotedAt = at
    return this.quoted
  }

  /**
   * How many of the next `most` bars of `leader` pass without a price of this symbol being reached; its own bars open with the
   * leader's or later than all of those. `lastOpenTime` is the latest opening time that still counts.
   */
  quietCount(leader: Lane, lastOpenTime: number, most: number): number {
    const { openTime: times } = leader.candles
    const { openTime, low, high } = this.candles
    const { low: lowest, high: highest, next } = this
    const from = leader.next
    const together = openTime[next] === times[from]
    const before = together ? Infinity : this.nextOpenTime
    const limit = Math.min(this.fundingAt, lastOpenTime + 1, before)
    for (let i = 0; i < most; i++) {
      const time = times[from + i] ?? Infinity
      if (!(time < limit)) return i
      if (!together) continue
      if (openTime[next + i] !== time) return i
      if ((low[next + i] ?? 0) <= lowest || (high[next + i] ?? Infinity) >= highest) return i
    }
    return most
  }

  /** Lets `count` bars pass from `time` on and adds what the symbol's positions are worth at each close. */
  carry(time: number, count: number, equity: Float64Array, notional: Float64Array): void {
    const { slope, offset, held, next } = this
    const { close } = this.candles
    const moves = this.nextOpenTime === time
    if (held > 0) {
      for (let i = 0; i < count; i++) {
        const mark = moves ? (close[next + i] ?? NaN) : this.mark
        equity[i] = (equity[i] ?? NaN) + (slope * mark + offset)
        notional[i] = (notional[i] ?? NaN) + held * mark
      }
    }
    if (!moves) return
    this.mark = close[next + count - 1] ?? this.mark
    this.next = next + count
  }

  /** Shows the venue the bars up to and including `last`, as far as it needs them. Nothing happens in those that were passed over. */
  show(last: number): void {
    if (last <= this.shown) return
    // The venue measures impact by the newest bar with volume: it is shown that one, and the newest.
    const { volume } = this.candles
    let measure = last
    while (measure > this.shown && (volume[measure] ?? 0) === 0) measure -= 1
    if (measure > this.shown && measure < last) this.advance(measure)
    this.advance(last)
  }

  advance(index: number): void {
    const { openTime, open, high, low, close, volume, barMs } = this.candles
    this.shown = index
    advanceBar(
      this.venue,
      this.instrument,
      openTime[index] ?? NaN,
      barMs,
      open[index] ?? NaN,
      high[index] ?? NaN,
      low[index] ?? NaN,
      close[index] ?? NaN,
      volume[index] ?? NaN,
      this.sink,
    )
  }

  // A tick falls into the next bar or, where bars are longer than the grid, before it; only a gap needs a search.
  private indexAt(at: number): number | null {
    const { openTime, barMs } = this.candles
    const time = openTime[this.next]
    if (time !== undefined && time <= at && at < time + barMs) return this.next
    return indexContaining(this.candles, at)
  }

  /** Index of the first bar that opens at or after `time`. */
  indexFrom(time: number): number {
    return firstIndexFrom(this.candles, time)
  }
}
