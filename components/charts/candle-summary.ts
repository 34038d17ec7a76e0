import { formatDecimal, formatShortInstant, symbolName } from '@/components/trading/format'
import type { CandleView, MarkerView, TradeAction } from '@/lib/bots/views'

/** One horizontal line of the candle chart. */
export type PriceLine = {
  readonly kind: 'average' | 'take-profit' | 'next-safety-order' | 'stop-loss' | 'liquidation'
  readonly price: number
}

export const lineNames = {
  average: 'Average',
  'take-profit': 'Take profit',
  'next-safety-order': 'Next safety order',
  'stop-loss': 'Stop',
  liquidation: 'Liquidation',
} as const satisfies Record<PriceLine['kind'], string>

/** Letter of each action on the chart: they differ by shape and letter, not only by colour. */
export const markerLetters = { OPENED: 'O', ADDED: 'A', REDUCED: 'R', CLOSED: 'C' } as const

const actionWords: Record<TradeAction, string> = {
  OPENED: 'opened',
  ADDED: 'added',
  REDUCED: 'reduced',
  CLOSED: 'closed',
}

/** Lines a reader compares the price with; they are worth widening the price axis for. */
const framing: readonly PriceLine['kind'][] = ['average', 'take-profit', 'next-safety-order']
const WIDEST = 0.06

export type Frame = {
  /** Lowest and highest price the chart has to show. */
  readonly low: number
  readonly high: number
  /** The lines inside it. */
  readonly drawn: readonly PriceLine[]
  /** Lines too far away: only named. */
  readonly outside: readonly PriceLine[]
}

/**
 * What the price axis covers: the candles, and average, take profit and next safety order where they are within 6 % of the candles. A
 * stop or a liquidation price is drawn only where it falls inside anyway: far away they would press the candles flat.
 */
export function frameOf(candles: readonly CandleView[], lines: readonly PriceLine[]): Frame {
  const low = Math.min(...candles.map((candle) => candle.low))
  const high = Math.max(...candles.map((candle) => candle.high))
  const near = lines
    .filter(
      ({ kind, price }) =>
        framing.includes(kind) && price >= low * (1 - WIDEST) && price <= high * (1 + WIDEST),
    )
    .map(({ price }) => price)
  const frame = { low: Math.min(low, ...near), high: Math.max(high, ...near) }
  const isInside = ({ price }: PriceLine) => price >= frame.low && price <= frame.high
  return {
    ...frame,
    drawn: lines.filter(isInside),
    outside: lines.filter((line) => !isInside(line)),
  }
}

/** The candle chart in words: way of the price, what was traded, where the lines are. */
export function candleSummary(
  symbol: string,
  candles: readonly CandleView[],
  markers: readonly MarkerView[],
  lines: readonly PriceLine[],
  decimals: number,
): string {
  const first = candles[0]
  const last = candles.at(-1)
  if (first === undefined || last === undefined) return `No candles of ${symbolName(symbol)} yet.`
  const price = (value: number) => formatDecimal(value.toFixed(decimals), decimals)
  const low = Math.min(...candles.map((candle) => candle.low))
  const high = Math.max(...candles.map((candle) => candle.high))
  const { drawn, outside } = frameOf(candles, lines)
  const named = (some: readonly PriceLine[]) =>
    some.map((line) => `${lineNames[line.kind].toLowerCase()} ${price(line.price)}`).join(', ')
  const from = formatShortInstant(first.time * 1000)
  const way = `${symbolName(symbol)} went from ${price(first.open)} to ${price(last.close)} since ${from} UTC, between ${price(low)} and ${price(high)}.`
  return [
    way,
    tradesSentence(markers),
    drawn.length === 0 ? '' : `Lines: ${named(drawn)}.`,
    outside.length === 0 ? '' : `Outside the chart: ${named(outside)}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function tradesSentence(markers: readonly MarkerView[]): string {
  const counted = (Object.keys(actionWords) as TradeAction[])
    .map((action) => ({ action, count: markers.filter((marker) => marker.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${actionWords[action]} ${count}`)
  return counted.length === 0 ? 'No trades in this range.' : `Trades: ${counted.join(', ')}.`
}

const MOST_FILLED = 2000

/** Candles with empty places where some are missing, so that a gap in the data stays a gap on the screen. */
export function withEmptyPlaces(candles: readonly CandleView[]): (CandleView | { readonly time: number })[] {
  const step = candles.slice(1).reduce((least, candle, index) => {
    return Math.min(least, candle.time - (candles[index]?.time ?? candle.time))
  }, Infinity)
  if (!Number.isFinite(step) || step <= 0) return [...candles]
  let filled = 0
  return candles.flatMap((candle, index) => {
    const before = candles[index - 1]
    const places: (CandleView | { readonly time: number })[] = []
    for (
      let time = (before?.time ?? candle.time) + step;
      time < candle.time && filled < MOST_FILLED;
      time += step
    ) {
      places.push({ time })
      filled += 1
    }
    return [...places, candle]
  })
}
