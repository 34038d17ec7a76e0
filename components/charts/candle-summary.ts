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
  const from = formatShortInstant(first.time * 1000)
  const way = `${symbolName(symbol)} went from ${price(first.open)} to ${price(last.close)} since ${from} UTC, between ${price(low)} and ${price(high)}.`
  const drawn = lines.map((line) => `${lineNames[line.kind].toLowerCase()} ${price(line.price)}`).join(', ')
  return [way, tradesSentence(markers), drawn === '' ? '' : `Lines: ${drawn}.`].filter(Boolean).join(' ')
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
