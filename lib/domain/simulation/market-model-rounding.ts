import { decimalsOf } from '@/lib/domain/perpetuals/quantize'

/** Rounds to the nearest whole tick, at least one; made once per tick size because a series rounds millions of prices. */
export function tickRounding(tick: number): (value: number) => number {
  const scale = 10 ** decimalsOf(tick)
  const unit = Math.round(tick * scale)
  return (value) => (Math.max(1, Math.round((value * scale) / unit)) * unit) / scale
}
