import fc from 'fast-check'
import type { Candle } from '@/lib/domain/indicators/candle'

/** Candles from closes alone: each opens at the close before it and reaches exactly from one to the other. */
export const candlesOf = (closes: readonly number[], volume = 1): Candle[] =>
  closes.map((close, index) => {
    const open = closes[index - 1] ?? close
    return { open, high: Math.max(open, close), low: Math.min(open, close), close, volume }
  })

const price = fc.oneof(
  fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  fc.double({ min: 99, max: 101, noNaN: true }),
  fc.constantFrom(1e-6, 1e6, 100, 0.1),
)

const constant = fc
  .tuple(price, fc.integer({ min: 1, max: 120 }))
  .map(([each, count]) => Array<number>(count).fill(each))

/** A price that falls or rises by a factor of 1e12 in one candle and goes on from there. */
const jump = fc
  .tuple(
    fc.array(fc.double({ min: 0.5e6, max: 2e6, noNaN: true }), { minLength: 1, maxLength: 60 }),
    fc.array(fc.double({ min: 0.5e-6, max: 2e-6, noNaN: true }), { minLength: 1, maxLength: 60 }),
    fc.boolean(),
  )
  .map(([high, low, falls]) => (falls ? [...high, ...low] : [...low, ...high]))

/** Series of closes: any, constant, and with a jump between 1e6 and 1e-6. */
export const closeSeries: fc.Arbitrary<number[]> = fc.oneof(
  fc.array(price, { minLength: 1, maxLength: 150 }),
  constant,
  jump,
)

/** Series of whole candles around such closes. */
export const candleSeries: fc.Arbitrary<Candle[]> = fc
  .tuple(closeSeries, fc.infiniteStream(fc.double({ min: 0, max: 0.1, noNaN: true })))
  .map(([closes, widths]) =>
    candlesOf(closes).map((candle) => {
      const [up, down, volume] = [next(widths), next(widths), next(widths)]
      return { ...candle, high: candle.high * (1 + up), low: candle.low * (1 - down), volume: volume * 1_000 }
    }),
  )

const next = (stream: Iterator<number>): number => {
  const step = stream.next()
  return step.done === true ? 0 : step.value
}

/** Difference relative to the wanted value, or to `scale` where that is larger. */
export function offBy(actual: number | null, wanted: number | null, scale = 0): number {
  if (actual === null || wanted === null) return actual === wanted ? 0 : Infinity
  const off = Math.abs(actual - wanted)
  return off === 0 ? 0 : off / Math.max(Math.abs(wanted), scale)
}
