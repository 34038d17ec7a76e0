import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { declineKindOf, declineScore, type DeclineKind } from './decline-velocity'
import { warmUp } from './warm-up'

export type DeclineAt = {
  readonly long: DeclineKind
  readonly short: DeclineKind
  readonly classic: DeclineKind
  readonly longScore: number
  readonly shortScore: number
  readonly classicScore: number
}

/**
 * Decline velocity in all three forms at the end of the candles `start` up to, not including, `end` of a series; null with fewer than 30.
 * The figures are measured once: only what of them counts differs.
 */
export function declineOfWindow(
  { close, volume }: CandleSeries,
  start: number,
  end: number,
): DeclineAt | null {
  if (end - start < warmUp.declineVelocity().stable) return null
  const last = close[end - 1] ?? 0
  const roc = (back: number): number => {
    const past = close[end - 1 - back] ?? 0
    return ((last - past) / past) * 100
  }
  const roc5 = roc(5)
  const roc15 = roc(15)
  const smoothness = roc15 === 0 ? 1 : Math.abs(roc5 / roc15)
  const before = meanBack(volume, end, 5, 21)
  const volumeRatio = before > 0 ? meanBack(volume, end, 0, 5) / before : null
  const longScore = declineScore('long', roc5, smoothness, volumeRatio)
  const shortScore = declineScore('short', roc5, smoothness, volumeRatio)
  const classicScore = declineScore('classic', roc5, smoothness, volumeRatio)
  return {
    long: declineKindOf(longScore),
    short: declineKindOf(shortScore),
    classic: declineKindOf(classicScore),
    longScore,
    shortScore,
    classicScore,
  }
}

/** Mean of the values that lie `from` up to, not including, `to` before the newest. */
function meanBack(values: Float64Array, end: number, from: number, to: number): number {
  let sum = 0
  for (let back = from; back < to; back++) sum += values[end - 1 - back] ?? 0
  return sum / (to - from)
}
