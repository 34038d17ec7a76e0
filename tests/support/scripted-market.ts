import { aggregateCandles, closedCandles } from '@/lib/domain/candles/aggregate-candles'
import { volumeOfDay } from '@/lib/domain/candles/bar-range'
import { seriesOf } from '@/lib/domain/candles/bars'
import type { Timeframe } from '@/lib/domain/candles/timeframe'
import { quoteAround } from '@/lib/domain/simulation/simulated-quote'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { MarketDataUnavailable, type Bar, type MarketFeed } from '@/lib/ports/market-data'

export const MINUTE = 60_000

/** What one minute of a symbol does: a price to end at, or the shape of the whole bar. */
export type Minute = number | { high?: number; low?: number; close: number; volume?: number }

/**
 * A market whose minutes a test lays down one after the other. Each begins where the last one ended; before the first and after the last
 * the price stands still. The quote at an instant is the open of its minute.
 */
export class ScriptedMarket implements MarketFeed {
  readonly name = 'scripted'
  readonly barMs = MINUTE
  /** While set, the source cannot be reached. */
  down = false
  private readonly scripts = new Map<string, { instrument: Instrument; first: number; bars: Bar[] }>()

  constructor(private readonly from: number) {}

  list(instrument: Instrument, price: number): this {
    this.scripts.set(instrument.symbol, { instrument, first: price, bars: [] })
    return this
  }

  delist(symbol: string): void {
    this.scripts.delete(symbol)
  }

  /** Adds minutes; a volume far above anything a test trades unless one is given. */
  add(symbol: string, minutes: readonly Minute[]): void {
    const { bars, first } = this.scriptOf(symbol)
    for (const minute of minutes) {
      const open = bars.at(-1)?.close ?? first
      const shape = typeof minute === 'number' ? { close: minute } : minute
      const { close, volume = 1_000_000 } = shape
      const high = Math.max(open, close, shape.high ?? open)
      const low = Math.min(open, close, shape.low ?? open)
      bars.push({ openTime: this.from + bars.length * MINUTE, open, high, low, close, volume })
    }
  }

  async instrument(symbol: string): Promise<Instrument | null> {
    return this.scripts.get(symbol)?.instrument ?? null
  }

  async instruments(): Promise<readonly Instrument[]> {
    return [...this.scripts.values()].map(({ instrument }) => instrument)
  }

  async quote(symbol: string, at: number) {
    this.reach()
    const script = this.scripts.get(symbol)
    if (script === undefined) return null
    const within = script.bars.find(({ openTime }) => openTime <= at && at < openTime + MINUTE)
    return quoteAround(script.instrument, within?.open ?? script.bars.at(-1)?.close ?? script.first, at)
  }

  async bars(symbol: string, from: number, to: number): Promise<readonly Bar[]> {
    this.reach()
    const bars = this.scripts.get(symbol)?.bars ?? []
    return bars.filter(({ openTime }) => openTime >= from && openTime + MINUTE <= to)
  }

  async candles(symbol: string, timeframe: Timeframe, count: number, at: number) {
    return closedCandles(aggregateCandles(this.series(symbol), timeframe), count, at)
  }

  async volume24h(symbol: string, at: number) {
    return volumeOfDay(this.series(symbol), at)
  }

  private series(symbol: string) {
    this.reach()
    return seriesOf(this.scripts.get(symbol)?.bars ?? [], MINUTE)
  }

  private reach(): void {
    if (this.down) throw new MarketDataUnavailable('The test took the market away.')
  }

  private scriptOf(symbol: string) {
    const script = this.scripts.get(symbol)
    if (script === undefined) throw new Error(`${symbol} is not listed`)
    return script
  }
}
