import { normals, sfc32 } from '@/lib/domain/random'
import { MINUTES_PER_DAY, regimes } from './market-model-regimes'

/** How one symbol moves with the market. */
export type PathTraits = {
  readonly symbol: string
  /** Its moves as a multiple of the market's. */
  readonly factor: number
  /** Share of its noise that is the market's own, 0 to 1. */
  readonly correlation: number
}

/** `levels[m]` = log(price / base price) at the start of minute m of the day; the last one starts the next day. */
export type SymbolPath = (day: number) => Float64Array

// The pull back to the base price acts on whole days: a 120th of the distance each day keeps a price within about a factor of two of its
// base (five for the liveliest symbols) over ten years, and is some hundredths of a basis point per minute, lost in the noise of a bar.
const PULL_PER_MINUTE = 1 / 120 / MINUTES_PER_DAY

const DAYS_KEPT = 16

/**
 * Minute levels of one symbol by day since genesis. Every day has its own random streams; only its first level comes from the days before,
 * so checkpoints are built once in order and any day can then be had again in any order with the same result.
 */
export function symbolPath(
  seed: string,
  traits: PathTraits,
  regimesOf: (day: number) => Uint8Array,
): SymbolPath {
  const starts = [0]
  const kept = new Map<number, Float64Array>()
  const build = (day: number, out: Float64Array) =>
    fillDay(out, starts[day] ?? 0, regimesOf(day), streams(seed, traits, day), traits.factor)

  return (day) => {
    const known = kept.get(day)
    if (known !== undefined) return known
    const scratch = new Float64Array(MINUTES_PER_DAY + 1)
    for (let next = starts.length - 1; next < day; next++) {
      build(next, scratch)
      starts.push(scratch[MINUTES_PER_DAY] ?? 0)
    }
    build(day, scratch)
    const oldest = kept.keys().next()
    if (kept.size >= DAYS_KEPT && oldest.done !== true) kept.delete(oldest.value)
    kept.set(day, scratch)
    return scratch
  }
}

/** The day's noise: the market's and the symbol's own, weighted so that the sum has variance 1. */
function streams(seed: string, traits: PathTraits, day: number): () => number {
  const common = normals(sfc32(`${seed}|market|${day}`))
  if (traits.correlation === 1) return common
  const own = normals(sfc32(`${seed}|${traits.symbol}|${day}`))
  const ownWeight = Math.sqrt(1 - traits.correlation ** 2)
  return () => traits.correlation * common() + ownWeight * own()
}

function fillDay(
  out: Float64Array,
  start: number,
  regimeOf: Uint8Array,
  noise: () => number,
  factor: number,
) {
  const pull = -start * PULL_PER_MINUTE
  let level = start
  out[0] = level
  for (let minute = 0; minute < MINUTES_PER_DAY; minute++) {
    const regime = regimes[regimeOf[minute] ?? 0]
    if (regime !== undefined) level += factor * (regime.mean + regime.deviation * noise()) + pull
    out[minute + 1] = level
  }
}
